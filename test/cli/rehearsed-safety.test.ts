import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/index.js';
import { createWorld, InProcessDispatcher } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { rehearsedMonitor, rehearsedSafety } from '../../engine/cli/wiring/rehearsed-safety.js';
import type { Observatory } from '../../engine/plan/observatory.js';

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

describe('the looks of a rehearsal at its safety', () => {
  const safety: Observatory['safety'] = {
    poll: 2_000,
    staleAfter: 30_000,
    settle: 60_000,
    tripAfter: 2,
    roofClearsTelescope: false,
    stepDeadline: 60_000,
  };

  it('come at every moment at which a look every few seconds sees something new, and soon enough to renew the rest', async () => {
    const clock = new VirtualClock(START);
    const spells = [5.51, 7.25, 12, 12.02].map((minutes) => START + minutes * MINUTE) as [
      number,
      number,
      number,
      number,
    ];
    const clouds = [
      { from: spells[0], to: spells[1] },
      { from: spells[2], to: spells[3] },
    ];
    const world = createWorld({ clock, seed: 3, weather: { clouds } });
    const sparing = rehearsedSafety(safety, world, clock);
    const seen = (looks: readonly number[]) =>
      looks.flatMap((at, i) => (world.weather.safe(at) === world.weather.safe(looks[i - 1] ?? START) ? [] : [at]));
    const every = Array.from({ length: 600 }, (_, i) => START + i * safety.poll);
    const looks = [START];
    while (looks.at(-1)! < START + 20 * MINUTE - 10_000) {
      const { poll } = sparing;
      await clock.advance(poll);
      looks.push(clock.now());
    }
    expect(seen(looks)).toEqual(seen(every));
    expect(seen(every)).toHaveLength(4);
    expect(looks.length).toBeLessThan(every.length / 4);
    for (const [i, at] of looks.entries()) if (i > 0) expect(at - looks[i - 1]!).toBeLessThanOrEqual(15_000);
  });

  it('are all there where something else than the monitor is looked at', () => {
    const clock = new VirtualClock(START);
    const world = createWorld({ clock, seed: 3 });
    const other = { ...safety, heartbeat: { path: 'beat', maxAge: 5_000 } };
    expect(rehearsedSafety(other, world, clock).poll).toBe(2_000);
  });
});
