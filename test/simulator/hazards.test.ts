import { describe, expect, it } from 'vitest';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { TelescopeDriver } from '../../devices/simulator/drivers/telescope.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, wrapHours } from '../../sky/index.js';

const START = Date.UTC(2026, 10, 21, 22);
const MINUTE = 60_000;

async function observatory(options: Omit<WorldOptions, 'clock'> = {}) {
  const clock = new VirtualClock(START);
  const world = createWorld({ clock, connectTime: 0, ...options });
  const telescope = world.drivers.find((driver) => driver instanceof TelescopeDriver)!;
  await telescope.setConnected(true);
  return { clock, world, telescope, kinds: () => world.truth.collisions.map((hazard) => hazard.kind) };
}

describe('what would have cost money', () => {
  it('is nothing when the roof opens first and closes last', async () => {
    const { clock, world, telescope, kinds } = await observatory();
    world.moveRoof(1);
    await clock.advance(10_000);
    telescope.unpark();
    telescope.setTracking(true);
    telescope.slewToCoordinatesAsync({ rightAscension: wrapHours(telescope.siderealTime() - 1), declination: 40 });
    await clock.advance(60_000);
    telescope.park();
    await clock.advance(60_000);
    world.moveRoof(0);
    await clock.advance(10_000);
    expect(kinds()).toEqual([]);
    expect(world.truth.roof).toBe('closed');
  });

  it('is a slew under a closed roof, but not the way to the park position', async () => {
    const { clock, telescope, kinds } = await observatory();
    telescope.unpark();
    telescope.setTracking(true);
    telescope.slewToCoordinatesAsync({ rightAscension: wrapHours(telescope.siderealTime() - 1), declination: 40 });
    await clock.advance(60_000);
    telescope.park();
    expect(kinds()).toEqual(['mount moved under a closed roof']);
  });

  it('is a roof that moves over an unparked mount; with an interlock it refuses', async () => {
    const bare = await observatory({ roof: { open: true } });
    bare.telescope.unpark();
    bare.world.moveRoof(0);
    expect(bare.kinds()).toEqual(['roof moved over an unparked mount']);
    const locked = await observatory({ roof: { open: true, interlock: true } });
    locked.telescope.unpark();
    expect(() => {
      locked.world.moveRoof(0);
    }).toThrow('interlock');
    expect(locked.kinds()).toEqual([]);
  });

  it('is neither under a dome, where there is room', async () => {
    const { clock, world, telescope, kinds } = await observatory({ dome: {} });
    telescope.unpark();
    telescope.setTracking(true);
    telescope.slewToCoordinatesAsync({ rightAscension: wrapHours(telescope.siderealTime() - 1), declination: 40 });
    await clock.advance(60_000);
    world.moveRoof(1);
    expect(kinds()).toEqual([]);
  });

  it.each([
    [1, 1, []],
    [1, 60, ['rain fell through the open roof']],
  ])('is rain from minute %d on through a roof that closes in minute %d: %j', async (from, closing, expected) => {
    const { clock, world, kinds } = await observatory({
      roof: { open: true },
      weather: { rain: [{ from: START + from * MINUTE, to: START + 300 * MINUTE }] },
    });
    await clock.advance(closing * MINUTE);
    world.moveRoof(0);
    await clock.advance(5 * MINUTE);
    expect(kinds()).toEqual(expected);
    expect(kinds()).toEqual(expected);
  });

  it('is told to the last thousand, and counted all the same, however long the simulator runs', async () => {
    const { world } = await observatory();
    for (let at = 1; at <= 5000; at++) {
      world.hazards.record({ at, kind: 'mount touched the pier', detail: 'again' });
    }
    expect(world.hazards.list().map(({ at }) => at)).toEqual(Array.from({ length: 1000 }, (_, i) => 4001 + i));
    expect(world.snapshot().hazards).toBe(5000);
  });

  it('is the pier, once, however often the guider pulses on', async () => {
    const { clock, world, kinds } = await observatory({ roof: { open: true }, mount: { trackPast: 5 } });
    const { mount } = world;
    mount.unpark(clock.now());
    mount.slew(apparent(wrapHours(mount.sidereal(clock.now()) / 15 + 0.1), 40), clock.now());
    await clock.advance(60 * MINUTE);
    for (let i = 0; i < 20; i++) {
      mount.pulse('ra', 0.002, 500, clock.now());
      await clock.advance(2000);
    }
    expect(kinds()).toEqual(['mount touched the pier']);
  });
});
