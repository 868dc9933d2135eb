import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { SimulatedServer } from '../support/simulated-server.js';
import { type Apparent, apparent, separation, toApparent, wrapHours, wrapSignedHours } from '../../sky/index.js';

const START = Date.UTC(2026, 10, 21, 22);
const ARCSECOND = 1 / 3600;

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const latitudes = fc.oneof(real(-80, -20), real(20, 80));
const kinds = fc.constantFrom('german' as const, 'fork' as const, 'alt-az' as const);
/** Anywhere, and often within a degree of a pole, or on it. */
const declinations = fc.oneof(real(-89.9, 89.9), real(89, 90), real(-90, -89), fc.constantFrom(90, -90));
/** Hours, away from the meridian, where a mount that tracks on would flip by right. */
const hourAngles = fc.oneof(real(-11.9, -0.1), real(0.1, 11.9));
/** Degrees by which the mount is told that it is off, and in which direction. */
const errors = fc.record({ by: fc.oneof(real(0, 0.5), real(0, 20)), towards: real(0, 2 * Math.PI) });

interface Case {
  readonly latitude: number;
  readonly kind: 'german' | 'fork' | 'alt-az';
  readonly hourAngle: number;
  readonly dec: number;
  readonly error: { readonly by: number; readonly towards: number };
}
const cases: fc.Arbitrary<Case> = fc.record({
  latitude: latitudes,
  kind: kinds,
  hourAngle: hourAngles,
  dec: declinations,
  error: errors,
});

/** A place so many degrees away from another. */
function beside({ ra, dec }: Apparent, { by, towards }: Case['error']): Apparent {
  const [d, r, t] = [dec, by].map((x) => (x * Math.PI) / 180).concat(towards) as [number, number, number];
  const sin = Math.sin(d) * Math.cos(r) + Math.cos(d) * Math.sin(r) * Math.cos(t);
  const turn = Math.atan2(Math.sin(t) * Math.sin(r) * Math.cos(d), Math.cos(r) - Math.sin(d) * sin);
  return apparent(wrapHours(ra + (turn * 12) / Math.PI), (Math.asin(Math.max(-1, Math.min(1, sin))) * 180) / Math.PI);
}

/** A mount that has slewed to a place and tracks it. */
async function tracking({ latitude, kind, hourAngle, dec }: Case) {
  const clock = new VirtualClock(START);
  const site = { latitude, longitude: 8, elevation: 500 };
  const world = createWorld({ clock, site, mount: { kind, slewRate: 60, settle: 0 }, roof: { open: true } });
  const { mount } = world;
  const now = () => clock.now();
  const slew = async (to: Apparent) => {
    mount.slew(to, now());
    while (mount.slewing(now())) await clock.advance(500);
  };
  mount.unpark(now());
  await slew(apparent(wrapHours(mount.sidereal(now()) / 15 - hourAngle), dec));
  return { mount, now, slew, clock };
}

describe('a sync', () => {
  it('is what the mount reports from then on, wherever it is, and changes no pointing state', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const { mount, now, clock } = await tracking(given);
        const state = mount.state(now());
        const truth = mount.truth(now()).position;
        const to = beside(mount.position(now()), given.error);
        mount.sync(to, now());
        const reported = mount.position(now());
        expect(separation(reported, to)).toBeLessThan(1e-9);
        // Arcseconds on the sky: on the pole itself every right ascension is right.
        const aside = wrapSignedHours(reported.ra - to.ra) * 15 * Math.cos((to.dec * Math.PI) / 180);
        expect(Math.abs(aside)).toBeLessThan(1e-9);
        expect(mount.state(now())).toBe(state);
        expect(separation(mount.truth(now()).position, truth)).toBeLessThan(1e-9);
        await clock.advance(600_000);
        expect(separation(mount.position(now()), to)).toBeLessThan(1e-7);
      }),
      { numRuns: 60 },
    );
  });

  it('ends a slew to the same coordinates where the mount stands, in the same pointing state', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const { mount, now, slew } = await tracking(given);
        const to = beside(mount.position(now()), given.error);
        const [state, truth] = [mount.state(now()), mount.truth(now()).position];
        mount.sync(to, now());
        expect(mount.destination(to, now())).toBe(state);
        await slew(to);
        expect(separation(mount.position(now()), to)).toBeLessThan(1e-7);
        expect(separation(mount.truth(now()).position, truth)).toBeLessThan(1e-7);
        expect(mount.state(now())).toBe(state);
      }),
      { numRuns: 60 },
    );
  });

  it('moves no other place by more than it corrects, beside the pole neither', async () => {
    await fc.assert(
      fc.asyncProperty(cases, hourAngles, real(-89.9, 89.9), async (given, elsewhere, dec) => {
        const { mount, now, slew } = await tracking(given);
        mount.sync(beside(mount.position(now()), given.error), now());
        const place = apparent(wrapHours(mount.sidereal(now()) / 15 - elsewhere), dec);
        await slew(place);
        expect(separation(mount.position(now()), place)).toBeLessThan(ARCSECOND);
        const unsynced = await tracking(given);
        await unsynced.slew(place);
        // Of date: aberration is not the same everywhere.
        const points = [mount.truth(now()).position, unsynced.mount.truth(unsynced.now()).position] as const;
        const moved = separation(toApparent(points[0], now()), toApparent(points[1], unsynced.now()));
        expect(moved).toBeLessThan(given.error.by + ARCSECOND);
      }),
      { numRuns: 40 },
    );
  });

  it('to the opposite of where it points is a sync like any other', async () => {
    const { mount, now } = await tracking({
      latitude: 50,
      kind: 'german',
      hourAngle: 3,
      dec: 40,
      error: { by: 0, towards: 0 },
    });
    const here = mount.position(now());
    const opposite = apparent(wrapHours(here.ra + 12), -here.dec);
    mount.sync(opposite, now());
    expect(separation(mount.position(now()), opposite)).toBeLessThan(1e-6);
  });

  it('after another takes its place, and corrects the true pointing of a mount that is off', async () => {
    const { mount, now, slew } = await tracking({
      latitude: 50,
      kind: 'german',
      hourAngle: -3,
      dec: 89.2,
      error: { by: 0, towards: 0 },
    });
    const here = mount.position(now());
    mount.sync(beside(here, { by: 3, towards: 1 }), now());
    mount.sync(here, now());
    const place = apparent(wrapHours(mount.sidereal(now()) / 15 - 2), 10);
    await slew(place);
    const clear = await tracking({
      latitude: 50,
      kind: 'german',
      hourAngle: -3,
      dec: 89.2,
      error: { by: 0, towards: 0 },
    });
    await clear.slew(place);
    expect(separation(mount.truth(now()).position, clear.mount.truth(clear.now()).position)).toBeLessThan(1e-6);
  });
});

describe('a sync over HTTP', () => {
  it.each([
    ['in the north', 46, 89.6],
    ['in the south', -46, -89.6],
  ])(
    'beside the pole, %s, is told back, and slewed to, on the side of the pier that it was on',
    async (_, latitude, dec) => {
      const server = await SimulatedServer.start({
        site: { latitude, longitude: 8, elevation: 500 },
        roof: { open: true },
      });
      try {
        await server.connect('telescope');
        const { get, put } = server.device('telescope');
        for (const member of ['Unpark', 'Tracking']) await put(member, { Tracking: true });
        for (const hourAngle of [-3, 3]) {
          const rightAscension = wrapHours(((await get('SiderealTime')) as number) - hourAngle);
          await put('SlewToCoordinatesAsync', { RightAscension: rightAscension, Declination: dec });
          await server.until(120, async () => (await get('Slewing')) === false);
          const side = await get('SideOfPier');
          const synced = { RightAscension: wrapHours(rightAscension + 5), Declination: Math.sign(dec) * 89.9 };
          expect(await put('SyncToCoordinates', synced)).toBe(0);
          for (let again = 0; again < 2; again++) {
            expect(await get('RightAscension')).toBeCloseTo(synced.RightAscension, 6);
            expect(await get('Declination')).toBeCloseTo(synced.Declination, 8);
            expect([await get('SideOfPier'), await get('Slewing')]).toEqual([side, false]);
            expect(await put('SlewToCoordinatesAsync', synced)).toBe(0);
            await server.until(120, async () => (await get('Slewing')) === false);
          }
        }
      } finally {
        await server.close();
      }
    },
  );
});
