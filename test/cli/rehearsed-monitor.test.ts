import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/index.js';
import { createWorld, InProcessDispatcher } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { rehearsedMonitor } from '../../engine/cli/wiring/rehearsed-monitor.js';

const START = Date.UTC(2026, 10, 21, 22);
const MINUTE = 60_000;

describe('the safety monitor of a rehearsal', () => {
  it('says at every moment what the monitor would say, and is asked when that is new and once a minute', async () => {
    const clock = new VirtualClock(START);
    const cloudy = [5.5, 7.25, 12, 12.5].map((minutes) => START + minutes * MINUTE) as [number, number, number, number];
    const [from, to, again, over] = cloudy;
    const clouds = [
      { from, to },
      { from: again, to: over },
    ];
    const world = createWorld({ clock, seed: 3, weather: { clouds } });
    const dispatcher = new InProcessDispatcher(world);
    const asked: number[] = [];
    const dispatch = dispatcher.dispatch.bind(dispatcher);
    dispatcher.dispatch = (options, handler) => {
      if (options.path.includes('/issafe')) asked.push(clock.now() - START);
      return dispatch(options, handler);
    };
    const monitor = new AlpacaClient({ url: 'http://simulator', clock, dispatcher }).safetyMonitor(0);
    const spared = rehearsedMonitor(monitor, world, clock);
    await clock.drive(spared.connect());
    expect(await clock.drive(spared.connected())).toBe(true);

    for (; clock.now() < START + 20 * MINUTE; await clock.advance(2_000)) {
      expect(await clock.drive(spared.isSafe()), new Date(clock.now()).toISOString()).toBe(
        world.weather.safe(clock.now()),
      );
    }
    const changes = 4;
    expect(asked.length).toBeGreaterThanOrEqual(20);
    expect(asked.length).toBeLessThanOrEqual(20 + changes + 1);
    for (const at of cloudy) expect(asked.some((t) => t >= at - START && t < at - START + 2_000)).toBe(true);
  });

  it('is not safe while the monitor is not connected, whatever the weather', async () => {
    const clock = new VirtualClock(START);
    const world = createWorld({ clock, seed: 3 });
    const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher: new InProcessDispatcher(world) });
    const spared = rehearsedMonitor(client.safetyMonitor(0), world, clock);
    expect(world.weather.safe(clock.now())).toBe(true);
    expect(await clock.drive(spared.isSafe())).toBe(false);
    expect(await clock.drive(spared.isSafe())).toBe(false);
    await clock.drive(spared.connect());
    expect(await clock.drive(spared.isSafe())).toBe(true);
  });
});
