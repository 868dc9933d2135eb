import type { EpochMs } from './units.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 2000-01-01T12:00:00 on the clock of UTC. */
const J2000_EPOCH: EpochMs = 946_728_000_000;

/** From when on TAI - UTC is how many seconds (IERS Bulletin C; none is announced after the last row). */
const LEAP_SECONDS: readonly (readonly [from: EpochMs, seconds: number])[] = [
  [Date.UTC(2017, 0), 37],
  [Date.UTC(2015, 6), 36],
  [Date.UTC(2012, 6), 35],
  [Date.UTC(2009, 0), 34],
  [Date.UTC(2006, 0), 33],
  [-Infinity, 32],
];

/** TT - UTC in seconds; right since 1999. */
export function terrestrialMinusUniversal(at: EpochMs): number {
  const row = LEAP_SECONDS.find(([from]) => at >= from);
  return 32.184 + (row ? row[1] : 0);
}

/** Days of UT1 since 2000-01-01 12h. UT1 is taken to be UTC, from which it is never more than 0.9 s away. */
export function universalDays(at: EpochMs): number {
  return (at - J2000_EPOCH) / DAY;
}

/** Days of Terrestrial Time since J2000.0. */
export function terrestrialDays(at: EpochMs): number {
  return (at - J2000_EPOCH) / DAY + terrestrialMinusUniversal(at) / 86_400;
}

/** Julian centuries of Terrestrial Time since J2000.0. */
export function centuries(at: EpochMs): number {
  return terrestrialDays(at) / 36_525;
}
