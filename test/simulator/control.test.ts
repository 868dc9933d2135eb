import { runInNewContext, Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVICE_TYPES } from '../../devices/roles/index.js';
import { CONTROL_PAGE } from '../../devices/simulator/server/control-page.js';
import { MOUNT_OUTLET } from '../../devices/simulator/world/switchboard.js';
import { SimulatedServer } from '../support/simulated-server.js';

let server: SimulatedServer;

beforeEach(async () => {
  server = await SimulatedServer.start();
  await server.connect('telescope', 'camera', 'dome', 'safetymonitor', 'observingconditions', 'switch');
});
afterEach(() => server.close());

const control = (method: string, path: string, form: Record<string, string> = {}) =>
  server.raw(method, `/simulator/v1/${path}`, method === 'GET' ? {} : { body: new URLSearchParams(form).toString() });

describe('the control API', () => {
  it('brings clouds for a while, rain, and a clear sky', async () => {
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(true);
    await control('PUT', 'weather', { condition: 'clouds', minutes: '10' });
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(false);
    await server.wait(601);
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(true);
    await control('PUT', 'weather', { condition: 'rain' });
    expect(await server.value('observingconditions', 'RainRate')).toBe(0);
    await server.put('observingconditions', 'Refresh');
    expect(await server.value('observingconditions', 'RainRate')).toBeGreaterThan(0);
    await control('PUT', 'weather', { condition: 'clear' });
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(true);
  });

  it('jams the roof half way and frees it', async () => {
    await server.put('dome', 'OpenShutter');
    await server.wait(4);
    await control('PUT', 'roof', { jammed: 'true' });
    expect(await server.value('dome', 'ShutterStatus')).toBe(4);
    expect((await server.put('dome', 'CloseShutter')).ErrorNumber).toBe(0x500);
    await control('PUT', 'roof', { jammed: 'false' });
    expect((await server.put('dome', 'CloseShutter')).ErrorNumber).toBe(0);
    await server.wait(10);
    expect(await server.value('dome', 'ShutterStatus')).toBe(1);
  });

  it('tells where the opening of a dome stands, and whether the telescope sees out of it', async () => {
    await server.close();
    server = await SimulatedServer.start({ dome: { altitudeSpeed: 5, slit: 30 }, roof: { open: true } });
    await server.connect('telescope', 'dome');
    const shown = async () => ((await control('GET', 'state')).json as unknown as { dome: unknown }).dome;
    // The mount is parked at the pole, and the dome looks south.
    expect(await shown()).toEqual({ azimuth: 180, altitude: 0, clears: false });
    await server.put('dome', 'SlewToAzimuth', { Azimuth: 0 });
    await server.put('dome', 'SlewToAltitude', { Altitude: 30 });
    await server.wait(40);
    expect(await shown()).toEqual({ azimuth: 0, altitude: 30, clears: true });
  });

  it('tells of a storm and of a jammed roof', async () => {
    interface Shown {
      weather: { windy: boolean };
      roof: { jammed: boolean };
    }
    const shown = async () => {
      const { weather, roof } = (await control('GET', 'state')).json as unknown as Shown;
      return [weather.windy, roof.jammed];
    };
    expect(await shown()).toEqual([false, false]);
    await control('PUT', 'weather', { condition: 'wind' });
    await control('PUT', 'roof', { jammed: 'true' });
    expect(await shown()).toEqual([true, true]);
  });

  it('has a page whose script can be read by a browser', () => {
    for (const [, script] of CONTROL_PAGE.matchAll(/<script>([\s\S]*?)<\/script>/g)) {
      expect(() => new Script(script!)).not.toThrow();
    }
  });

  it('loses the network, but not itself', async () => {
    await control('PUT', 'network', { lost: 'true', seconds: '60' });
    await expect(server.get('telescope', 'Slewing')).rejects.toThrow();
    expect((await control('GET', 'state')).status).toBe(200);
    await server.wait(61);
    expect(await server.value('telescope', 'Slewing')).toBe(false);
  });

  it('adds a fault, lists it and mends it', async () => {
    const { id } = (await control('PUT', 'faults', { device: 'telescope', member: 'Unpark', kind: 'refuse' }))
      .json as unknown as { id: number };
    expect((await server.put('telescope', 'Unpark')).ErrorNumber).toBe(0x500);
    const state = (await control('GET', 'state')).json as unknown as { faults: { id: number }[] };
    expect(state.faults.map((f) => f.id)).toEqual([id]);
    await control('DELETE', `faults/${String(id)}`);
    expect((await server.put('telescope', 'Unpark')).ErrorNumber).toBe(0);
  });

  it('refuses what makes no sense, and says what would', async () => {
    expect((await control('PUT', 'weather', { condition: 'frogs' })).text).toContain('clouds, rain, wind, clear');
    expect((await control('PUT', 'faults', { device: 'dome', kind: 'hang', member: 'slewToRoof' })).status).toBe(400);
    expect((await control('PUT', 'weather', { condition: 'clouds', minutes: '-3' })).status).toBe(400);
    expect((await control('GET', 'nonsense')).status).toBe(404);
  });

  it('tells the truth that no driver tells', async () => {
    await server.put('telescope', 'Unpark');
    await server.put('dome', 'OpenShutter');
    const state = (await control('GET', 'state')).json as unknown as {
      hazards: { kind: string }[];
      truth: { roof: string };
    };
    expect(state.truth.roof).toBe('opening');
    expect(state.hazards.map((h) => h.kind)).toEqual(['roof moved over an unparked mount']);
  });

  it('shows the last frame as a picture', async () => {
    expect((await control('GET', 'frame.png')).status).toBe(404);
    await server.put('camera', 'StartExposure', { Duration: 1, Light: true });
    await server.wait(2);
    const response = await fetch(`${server.url}/simulator/v1/frame.png`);
    expect(response.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(640);
  });
});

describe('the power box', () => {
  it('cuts the mount off: its axes stand still, and it answers with errors', async () => {
    await server.put('telescope', 'Unpark');
    await server.put('telescope', 'Tracking', { Tracking: true });
    await server.put('switch', 'SetSwitch', { Id: MOUNT_OUTLET, State: false });
    expect((await server.get('telescope', 'Tracking')).ErrorNumber).toBe(0x500);
    expect(world().mount.tracking(server.clock.now())).toBe(false);
    await server.put('switch', 'SetSwitch', { Id: MOUNT_OUTLET, State: true });
    expect(await server.value('telescope', 'Tracking')).toBe(false);
  });
  const world = () => server.world;
});

describe('pages for people', () => {
  it.each(['/', '/setup', '/simulator', ...DEVICE_TYPES.map((type) => `/setup/v1/${type}/0/setup`)])(
    '%s',
    async (path) => {
      const { status, type, text } = await server.raw('GET', path);
      expect(status).toBe(200);
      expect(type).toContain('text/html');
      expect(text).toContain('</html>');
    },
  );

  it.each([
    [[17.4999999, 1, 24], '17 30 00.0'],
    [[23.9999999, 1, 24], '0 00 00.0'],
    [[5.5876, 1, 24], '5 35 15.4'],
    [[-0.51, 0], '-0 30 36'],
    [[-20, 0], '-20 00 00'],
    [[89.99999, 0], '90 00 00'],
  ])('never show 60 minutes or seconds: %j is %s', (args, shown) => {
    const definition = /const sexagesimal[\s\S]*?; };/.exec(CONTROL_PAGE)![0];
    expect(runInNewContext(`${definition} sexagesimal(...${JSON.stringify(args)})`)).toBe(shown);
  });

  it.each(DEVICE_TYPES)('the profile of a %s in the form of ASCOM simulators', async (type) => {
    const { status, text } = await server.raw('GET', `/simulator/v1/${type}/0/xmlprofile`);
    expect(status).toBe(200);
    expect(text).toContain('<SettingsPair><Key>InterfaceVersion</Key><Value>');
  });
});
