/** The quantities of the sky. They are plain numbers: the alias at a parameter says which unit it takes. */

export type Degrees = number;
/** An angle in hours: 15 degrees each. Right ascension, hour angle and sidereal time are in hours everywhere. */
export type Hours = number;
export type Radians = number;
export type Metres = number;
/** Milliseconds since 1970-01-01T00:00:00Z, in UTC. */
export type EpochMs = number;

export const RADIANS_PER_DEGREE = Math.PI / 180;
export const RADIANS_PER_HOUR = Math.PI / 12;
export const RADIANS_PER_ARCSECOND = Math.PI / 648_000;

/** `value` brought into 0 <= x < `period`. */
function wrap(value: number, period: number): number {
  const rest = value % period;
  const wrapped = rest < 0 ? rest + period : rest;
  // A tiny negative rest rounds up to the period itself.
  return wrapped >= period ? 0 : wrapped + 0;
}

/** `value` brought into -half <= x < half. */
function wrapAround(value: number, half: number): number {
  return value >= -half && value < half ? value : wrap(value + half, 2 * half) - half;
}

/** Into 0 <= x < 360. */
export function wrapDegrees(angle: Degrees): Degrees {
  return wrap(angle, 360);
}

/** Into 0 <= x < 24. */
export function wrapHours(hours: Hours): Hours {
  return wrap(hours, 24);
}

/** Into -180 <= x < 180: the short way from one azimuth to another, say. */
export function wrapSignedDegrees(angle: Degrees): Degrees {
  return wrapAround(angle, 180);
}

/** Into -12 <= x < 12: an hour angle is negative east of the meridian. */
export function wrapSignedHours(hours: Hours): Hours {
  return wrapAround(hours, 12);
}
