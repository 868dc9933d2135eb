import { describe, expect, it } from 'vitest';
import { apparent, localSiderealTime, sunPosition, toEquatorial, toJ2000, wrapHours } from '../../sky/index.js';
import { MountLimits, type MountReading } from '../../engine/night/mount-limits.js';
import type { Limit } from '../../engine/plan/plan.js';
import { observatory, SITE } from '../support/rehearsal.js';

const EVENING = Date.parse('2026-11-21T21:00:00Z');
const NOON = Date.parse('2026-11-21T13:00:00Z');
type Unparked = Extract<MountReading, { parked: false }>;

/** A mount that tracks in a state at an hour angle, at 40 degrees of declination. */
function tracking(state: Unparked['state'], hourAngle: number, more: Partial<Unparked> = {}): MountReading {
  const ra = wrapHours(localSiderealTime(EVENING, SITE.longitude) - hourAngle);
  const position = toJ2000(apparent(ra, 40), EVENING);
  return { parked: false, slewing: false, tracking: true, position, hourAngle, state, ...more };
}

/** What is found when a reading stays the same for so many seconds. */
function after(
  seconds: number,
  reading: MountReading,
  limits: readonly Limit[] = [],
  at = EVENING,
): string | undefined {
  const watched = new MountLimits(observatory({ limits }));
  watched.judge(reading, at);
  return watched.judge(reading, at + seconds * 1000).trip;
}

const sunSeparation: Limit = { quantity: 'sun-separation', comparison: '>', value: 20, text: '> 20 deg' };
const altitude: Limit = { quantity: 'altitude', comparison: '>', value: 30, text: '> 30 deg' };

describe('the limits of a mount', () => {
  it.each<readonly [string, number, MountReading, string | undefined]>([
    ['well before the meridian', 60, tracking('east', -1), undefined],
    ['past it, as far as it may track', 60, tracking('east', 0.16), undefined],
    ['past it by a little more, as clocks differ', 60, tracking('east', 0.18), undefined],
    [
      'past it by more',
      60,
      tracking('east', 0.25),
      'the mount is 14 min 58 s past the upper transit without a flip, and may track 10 min past it',
    ],
    ['past it, but only just told so', 20, tracking('east', 0.25), undefined],
    ['past it, but flipped', 60, tracking('west', 0.25), undefined],
    ['past it, but standing still', 60, tracking('east', 0.25, { tracking: false }), undefined],
    ['past it, but slewing', 60, tracking('east', 0.25, { tracking: false, slewing: true }), undefined],
    ['past it, but of a kind that does not flip', 60, tracking(undefined, 0.25), undefined],
    ['below the pole in its own half', 60, tracking('west', 11.9, {}), undefined],
    [
      'past the lower transit',
      60,
      tracking('west', -11.7, { position: { ra: 1, dec: 85 } }),
      'the mount is 17 min 57 s past the lower transit without a flip, and may track 10 min past it',
    ],
    ['early in its new state', 60, tracking('west', -0.4), undefined],
    [
      'a slew that never ends',
      400,
      tracking('east', -1, { tracking: false, slewing: true }),
      'the mount has been slewing for more than 6 min',
    ],
  ])('%s', (_what, seconds, reading, expected) => {
    expect(after(seconds, reading)).toBe(expected);
  });

  it('count the horizon only when it has been passed for a while', () => {
    const low = toJ2000(toEquatorial({ altitude: 5, azimuth: 270 }, EVENING, SITE), EVENING);
    const reading = tracking('west', 5, { position: low });
    expect(after(60, reading)).toBeUndefined();
    expect(after(130, reading)).toMatch(
      /^the mount tracks beyond a limit: it is at [45]\.\d deg, below the horizon of 10/,
    );
    expect(after(130, tracking('west', 5, { position: low, tracking: false }))).toBeUndefined();
  });

  it('hold for a parked mount wherever it points', () => {
    expect(after(600, { parked: true })).toBeUndefined();
  });

  it('include those of the observatory that are about places, not the moon', () => {
    const moon: Limit = { quantity: 'moon-separation', comparison: '>', value: 179, text: '> 179 deg' };
    const low = toJ2000(toEquatorial({ altitude: 25, azimuth: 270 }, EVENING, SITE), EVENING);
    const reading = tracking('west', 4, { position: low });
    expect(after(130, reading, [moon])).toBeUndefined();
    expect(after(130, reading, [altitude])).toMatch(/altitude is 2[45]\.\d/);
  });

  it('look at a mount often while the sun is up, and seldom at night', () => {
    const limits = new MountLimits(observatory({ limits: [sunSeparation] }));
    expect(limits.judge(tracking('east', -3), EVENING).next).toBe(60_000);
    const high = toJ2000(toEquatorial({ altitude: 60, azimuth: 0 }, NOON, SITE), NOON);
    expect(limits.judge(tracking('east', -3, { position: high }), NOON).next).toBe(15_000);
  });

  it('keep a mount from the sun, moving or not, but not below the horizon', () => {
    const sun = toJ2000(sunPosition(NOON, SITE), NOON);
    const standing = tracking('east', -1, { position: sun, tracking: false });
    expect(after(10, standing, [sunSeparation], NOON)).toBe(
      'the mount points at the sun: sun-separation must be > 20 deg',
    );
    expect(after(5, standing, [sunSeparation], NOON)).toBeUndefined();
    const midnight = NOON + 12 * 3_600_000;
    const there = tracking('east', -1, { position: toJ2000(sunPosition(midnight, SITE), midnight), tracking: false });
    expect(after(10, there, [sunSeparation], midnight)).toBeUndefined();
  });
});
