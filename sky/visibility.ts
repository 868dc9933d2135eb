import { type Horizontal, hourAngle, type J2000, type Site, toApparent, toHorizontal } from './coordinates.js';
import type { Horizon } from './horizon.js';
import { crossings } from './roots.js';
import { SIDEREAL_RATE } from './sidereal.js';
import { HOUR, MINUTE, SECOND } from './time.js';
import {
  type Degrees,
  type EpochMs,
  type Hours,
  RADIANS_PER_DEGREE,
  RADIANS_PER_HOUR,
  wrapHours,
  wrapSignedHours,
} from './units.js';

/** A stretch of time. */
export interface Interval {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Where a target stands at a site, without refraction. */
export function horizontalAt(target: J2000, at: EpochMs, site: Site): Horizontal {
  return toHorizontal(toApparent(target, at), at, site);
}

/** The altitude of a target at a site, without refraction. */
export function altitudeAt(target: J2000, at: EpochMs, site: Site): Degrees {
  return horizontalAt(target, at, site).altitude;
}

/** When a target next crosses the meridian, highest (upper) or lowest (lower). */
export function nextTransit(target: J2000, from: EpochMs, site: Site, which: 'upper' | 'lower' = 'upper'): EpochMs {
  return nextAt(() => (which === 'upper' ? 0 : 12), target, from, site);
}

/**
 * When a target next passes an altitude, from below (rising) or from above (setting).
 * @returns undefined for a target that stays above it, or below it, all day
 */
export function nextCrossing(
  target: J2000,
  from: EpochMs,
  site: Site,
  limit: Degrees,
  direction: 'rising' | 'setting',
): EpochMs | undefined {
  const sign = direction === 'rising' ? -1 : 1;
  const angle = hourAngleAt(toApparent(target, from).dec, site.latitude, limit);
  if (angle === undefined) return undefined;
  return nextAt((dec) => sign * (hourAngleAt(dec, site.latitude, limit) ?? angle), target, from, site);
}

/** The highest a target stands between two instants, and when. */
export function maximumAltitude(target: J2000, { from, to }: Interval, site: Site): { at: EpochMs; altitude: Degrees } {
  const transit = nextTransit(target, from, site);
  const ends = altitudeAt(target, from, site) >= altitudeAt(target, to, site) ? from : to;
  const at = transit <= to ? transit : ends;
  return { at, altitude: altitudeAt(target, at, site) };
}

/**
 * When, between two instants, a target is above an altitude or above a horizon: solved for, not sampled, when the limit
 * is the same all around; for a horizon with a profile sampled each two minutes and then solved.
 */
export function intervalsAbove(
  target: J2000,
  { from, to }: Interval,
  site: Site,
  limit: Degrees | Horizon,
): readonly Interval[] {
  if (!(to > from)) return [];
  const above = (at: EpochMs): number => {
    const { azimuth, altitude } = horizontalAt(target, at, site);
    return altitude - (typeof limit === 'number' ? limit : limit.altitudeAt(azimuth));
  };
  const changes =
    typeof limit === 'number' ? solved(target, { from, to }, site, limit) : crossings(above, from, to, 2 * MINUTE);
  const found: Interval[] = [];
  let since = above(from) >= 0 ? from : undefined;
  for (const { at, rising } of changes) {
    if (rising) since ??= at;
    else if (since !== undefined) {
      if (at > since) found.push({ from: since, to: at });
      since = undefined;
    }
  }
  if (since !== undefined) found.push({ from: since, to });
  return found;
}

/** How long, in ms, a target is above an altitude or a horizon between two instants. */
export function timeAbove(target: J2000, interval: Interval, site: Site, limit: Degrees | Horizon): number {
  return intervalsAbove(target, interval, site, limit).reduce((sum, { from, to }) => sum + to - from, 0);
}

function* solved(
  target: J2000,
  { from, to }: Interval,
  site: Site,
  limit: Degrees,
): Generator<{ at: EpochMs; rising: boolean }> {
  // Past a crossing the next one of the same kind is a day away; before it, it would be found again. The search begins
  // a second early, for a crossing at `from` itself could round to the one of the day after.
  const next = (direction: 'rising' | 'setting', after: EpochMs): EpochMs =>
    nextCrossing(target, after, site, limit, direction) ?? Infinity;
  let [rise, set] = [next('rising', from - SECOND), next('setting', from - SECOND)];
  while (Math.min(rise, set) <= to) {
    if (rise < set) {
      yield { at: Math.max(from, rise), rising: true };
      rise = next('rising', rise + MINUTE);
    } else {
      yield { at: Math.max(from, set), rising: false };
      set = next('setting', set + MINUTE);
    }
  }
}

/** The hour angle (0 to 12) at which a declination stands at an altitude; undefined when it never does. */
function hourAngleAt(dec: Degrees, latitude: Degrees, altitude: Degrees): Hours | undefined {
  const [d, p] = [dec * RADIANS_PER_DEGREE, latitude * RADIANS_PER_DEGREE];
  const cos = (Math.sin(altitude * RADIANS_PER_DEGREE) - Math.sin(p) * Math.sin(d)) / (Math.cos(p) * Math.cos(d));
  return Math.abs(cos) <= 1 ? Math.acos(cos) / RADIANS_PER_HOUR : undefined;
}

/**
 * When a target next has an hour angle, which may depend on its declination. The place of date drifts by half an
 * arcsecond a day, so the first answer is right to 0.05 s and one correction to microseconds.
 */
function nextAt(angle: (dec: Degrees) => Hours, target: J2000, from: EpochMs, site: Site): EpochMs {
  const missing = (at: EpochMs): Hours => {
    const { ra, dec } = toApparent(target, at);
    return (angle(dec) - hourAngle(ra, at, site)) / SIDEREAL_RATE;
  };
  const first = from + (wrapHours(missing(from) * SIDEREAL_RATE) / SIDEREAL_RATE) * HOUR;
  const at = first + (wrapSignedHours(missing(first) * SIDEREAL_RATE) / SIDEREAL_RATE) * HOUR;
  return Math.max(from, at);
}
