import { Settings } from 'luxon';
import { afterEach, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { askServer } from '../../engine/cli/wiring/ask-server.js';
import { Servers } from '../../engine/cli/wiring/servers.js';
import { SimulatedServer } from '../support/simulated-server.js';

afterEach(() => {
  Settings.defaultZone = 'system';
});

test.each([
  ['UTC', 'UTC-1'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['Asia/Tokyo', 'UTC-1'],
])('the clocks of a site that nobody describes: on a computer in %s those of %s', async (here, zone) => {
  Settings.defaultZone = here;
  const simulated = await SimulatedServer.start();
  const servers = new Servers(new SystemClock(), undefined);
  const { site } = await askServer(simulated.url, servers, AbortSignal.timeout(10_000)).finally(async () => {
    await servers.close();
    await simulated.server.close();
  });
  expect(site.longitude).toBeCloseTo(-17.88, 2);
  expect(site.zone).toBe(zone);
});
