import { describe, expect, it } from 'vitest';
import { createWorld, type MountKind } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import {
  apparent,
  type Horizontal,
  separation,
  toApparent,
  toEquatorial,
  toHorizontal,
  wrapHours,
} from '../../sky/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

/** At the sea, ten degrees at midnight: the air that tables of refraction are made for, within a percent. */
const SEASIDE = { latitude: 50, longitude: 0, elevation: 0 };

function underAir(kind: MountKind, correctsRefraction: boolean) {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 22));
  const world = createWorld({
    clock,
    site: SEASIDE,
    mount: { kind, correctsRefraction },
    weather: { temperature: 10, refraction: true },
    roof: { open: true },
  });
  const { mount } = world;
  const now = () => clock.now();
  mount.unpark(now());
  const wait = (minutes: number) => clock.advance(minutes * 60_000);
  return {
    mount,
    now,
    wait,
    /** Where the telescope truly points. */
    truth: (): Horizontal => toHorizontal(toApparent(mount.truth(now()).position, now()), now(), SEASIDE),
    /** At an hour angle, and followed. */
    follow: async (hourAngle: number, dec: number) => {
      const target = apparent(wrapHours(mount.sidereal(now()) / 15 - hourAngle), dec);
      mount.slew(target, now());
      await wait(2);
      return target;
    },
    aside: (target: ReturnType<typeof apparent>) =>
      separation(toApparent(mount.truth(now()).position, now()), target) * 3600,
  };
}

describe('air that refracts', () => {
  it.each([
    // Apparent altitude, and refraction in arcminutes by the tables (Meeus 1998, ch. 16; Explanatory Supplement, 3.28).
    [0.5, 28.75],
    [5, 9.8],
    [10, 5.3],
    [20, 2.63],
    [45, 0.97],
    [80, 0.17],
  ])('shows at %d degrees what stands %d arcminutes lower', async (altitude, arcminutes) => {
    const { mount, now, wait, truth } = underAir('german', false);
    mount.slewFixed(toEquatorial({ azimuth: 200, altitude }, now(), SEASIDE), now());
    await wait(2);
    expect(Math.abs((altitude - truth().altitude) * 60 - arcminutes)).toBeLessThan(0.025 * arcminutes + 0.01);
    expect(truth().azimuth).toBeCloseTo(200, 2);
  });

  it.each(['german', 'fork', 'alt-az'] as const)('is allowed for by a %s mount that corrects for it', async (kind) => {
    const { follow, wait, aside } = underAir(kind, true);
    const target = await follow(3, 5);
    for (let i = 0; i < 4; i++) {
      expect(aside(target)).toBeLessThan(0.05);
      await wait(20);
    }
  });

  it('lets a star that sets run away from a mount that does not correct for it', async () => {
    const { follow, wait, aside, truth } = underAir('german', false);
    const target = await follow(3.6, 10);
    const [high, before] = [truth().altitude, aside(target)];
    await wait(70);
    const [low, after] = [truth().altitude, aside(target)];
    expect([Math.round(high), Math.round(low)]).toEqual([30, 19]);
    // 1.68 arcminutes at 30 degrees and 2.8 at 19.
    expect(before / 60).toBeCloseTo(1.68, 1);
    expect(after / 60).toBeCloseTo(2.8, 1);
  });

  it('is switched on and off by DoesRefraction: what the mount believes jumps, and the tube does not', async () => {
    const server = await SimulatedServer.start({ site: SEASIDE, weather: { refraction: true } });
    try {
      await server.connect('telescope');
      const altitude = async () => Number(await server.value('telescope', 'Altitude'));
      await server.put('telescope', 'Unpark');
      await server.put('telescope', 'SlewToAltAzAsync', { Azimuth: 150, Altitude: 20 });
      await server.wait(60);
      const before = server.world.truth.pointing;
      expect(await server.value('telescope', 'DoesRefraction')).toBe(true);
      expect(await altitude()).toBeCloseTo(20, 4);
      expect((await server.put('telescope', 'DoesRefraction', { DoesRefraction: false })).ErrorNumber).toBe(0);
      expect(((await altitude()) - 20) * 60).toBeCloseTo(2.63, 1);
      expect(server.world.truth.pointing).toEqual(before);
    } finally {
      await server.close();
    }
  });

  it('is nothing to a mount under air that does not refract, which says so', async () => {
    const server = await SimulatedServer.start();
    try {
      await server.connect('telescope');
      expect(await server.value('telescope', 'DoesRefraction')).toBe(false);
      expect((await server.put('telescope', 'DoesRefraction', { DoesRefraction: true })).ErrorNumber).toBe(0x400);
    } finally {
      await server.close();
    }
  });
});
