import { frameAt } from './frame.js';
import { centuries, universalDays } from './time.js';
import { type Degrees, type EpochMs, type Hours, RADIANS_PER_HOUR, wrapHours } from './units.js';

/** Sidereal hours that pass in one hour of the clock. */
export const SIDEREAL_RATE = 1.002_737_909_35;

/**
 * Greenwich apparent sidereal time (IAU 2006; IERS Conventions 2010, eq. 5.15 and 5.32), with UT1 taken to be UTC: up to
 * 0.9 s from the true one, as a mount that knows only UTC also is.
 */
export function greenwichSiderealTime(at: EpochMs): Hours {
  const days = universalDays(at);
  const t = centuries(at);
  const rotation = 0.779057273264 + 0.00273781191135448 * days + (days % 1);
  const precession = 0.014506 + (4612.156534 + (1.3915817 - (0.00000044 + 0.000029956 * t) * t) * t) * t;
  return wrapHours(24 * (rotation % 1) + precession / 54_000 + frameAt(at).equationOfEquinoxes / RADIANS_PER_HOUR);
}

/**
 * Local apparent sidereal time: the right ascension of date that is on the meridian.
 * @param longitude east positive
 */
export function localSiderealTime(at: EpochMs, longitude: Degrees): Hours {
  return wrapHours(greenwichSiderealTime(at) + longitude / 15);
}
