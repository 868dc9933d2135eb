import { describe, expect, it } from 'vitest';
import { type TransitNight, transitNight } from './transit-night.js';

const EVENING = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const SOUTH = { latitude: -30.17, longitude: -70.8, elevation: 2200 };

/** Nights around a transit, and how often a mount flips in each that flips at all. */
const NIGHTS: readonly (readonly [name: string, night: TransitNight, flips: number])[] = [
  ['the upper transit', {}, 1],
  ['exposures that shall not cross', { meridian: { crossing: 'wait' } }, 1],
  ['exposures that are shortened', { meridian: { crossing: 'shorten' } }, 1],
  ['a target in the south of the sky', { declination: -10 }, 1],
  ['a target half a degree from the pole', { declination: 89.5 }, 1],
  ['a target in the zenith', { declination: 28.76 }, 1],
  ['the lower transit', { hourAngle: 11.85, declination: 80 }, 1],
  ['a site in the south', { site: SOUTH, declination: -40 }, 1],
  ['a start just past the meridian', { hourAngle: 0.1 }, 0],
  [
    'clouds that last through the transit',
    { world: { weather: { clouds: [{ from: EVENING + 4 * MINUTE, to: EVENING + 20 * MINUTE }] } } },
    0,
  ],
];

/** Mounts as one meets them; those that do not flip, and those that may come to a target in the wrong state. */
const KINDS: readonly (readonly [name: string, night: TransitNight, flips: 'once' | 'once more' | 'never'])[] = [
  ['a German mount that may track past the meridian', {}, 'once'],
  ['one that stops hard at the meridian', { mount: { hardStop: 0.3 }, meridian: { trackPast: 0 } }, 'once'],
  ['one that tells no side', { mount: { reportsSideOfPier: false } }, 'once'],
  ['one that tells its side late', { mount: { sideDelay: 12 } }, 'once'],
  ['one that has to be told its side', { mount: { sticky: 1, canSetPierSide: true } }, 'once more'],
  ['one that tells the side of its tube', { mount: { side: 'physical side' } }, 'once'],
  ['one that tells its side but foretells nothing', { mount: { reportsDestination: false } }, 'once'],
  ['one that flips early', { mount: { flipAt: -1, trackPast: 6 } }, 'once'],
  ['one that flips late', { mount: { flipAt: 1 } }, 'once'],
  ['a fork', { mount: { kind: 'fork' } }, 'never'],
  ['an alt-az mount', { mount: { kind: 'alt-az', reportsSideOfPier: false } }, 'never'],
];

describe('ten nights around the meridian', () => {
  it.each(KINDS)('with %s', { timeout: 240_000 }, async (_kind, of, turns) => {
    for (const [name, around, flips] of NIGHTS) {
      const seen = await transitNight({
        hourAngle: -0.15,
        set: { count: 5, exposure: 240 },
        ...of,
        ...around,
        mount: { ...of.mount, ...around.mount },
        meridian: { ...around.meridian, ...of.meridian },
      });
      expect(seen.result, name).toMatchObject({ outcome: 'completed', secured: { parked: true, closed: true } });
      expect([...seen.frames].sort(), name).toEqual([1, 2, 3, 4, 5].map((n) => `t/L#${String(n)}`));
      const flipped = seen.decisions('flip', 'flipped').length;
      expect(flipped, name).toBeGreaterThanOrEqual(turns === 'never' ? 0 : flips);
      expect(flipped, name).toBeLessThanOrEqual(turns === 'never' ? 0 : turns === 'once more' ? flips + 1 : flips);
      expect(seen.decisions('limits'), name).toEqual([]);
      expect(seen.hazards, name).toEqual([]);
    }
  });
});
