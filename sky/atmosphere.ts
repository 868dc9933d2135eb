import { type Degrees, RADIANS_PER_DEGREE } from './units.js';

/** The air at the site. Without it, 1010 hPa and 10 degrees Celsius, for which the formula was made. */
export interface Air {
  /** Not reduced to sea level. */
  readonly pressureHPa?: number | undefined;
  readonly temperatureC?: number | undefined;
}

/** Below this apparent altitude the formula means nothing; there refraction fades out towards the nadir. */
const LOWEST: Degrees = -1;

/**
 * How much higher something appears than it is.
 * G. G. Bennett 1982, J. Navigation 35, 255, with his correction: within 0.9 arcseconds of the Pulkovo tables above 15
 * degrees and 4 at the horizon, where the weather makes far more of a difference; scaled with the density of the air as
 * in Meeus 1998, ch. 16.
 * @param apparentAltitude what is seen
 */
export function refraction(apparentAltitude: Degrees, air: Air = {}): Degrees {
  const density = ((air.pressureHPa ?? 1010) / 1010) * (283 / (273 + (air.temperatureC ?? 10)));
  const altitude = Math.max(apparentAltitude, LOWEST);
  const simple = 1 / Math.tan((altitude + 7.31 / (altitude + 4.4)) * RADIANS_PER_DEGREE);
  const arcminutes = simple - 0.06 * Math.sin((14.7 * simple + 13) * RADIANS_PER_DEGREE);
  const fade = Math.min(1, (apparentAltitude + 90) / (LOWEST + 90));
  // Within a degree of the zenith the formula falls below zero, by less than an arcsecond.
  return (Math.max(0, arcminutes) * density * fade) / 60;
}

/** From where something is to where it appears. The exact inverse of `toTrueAltitude`. */
export function toApparentAltitude(trueAltitude: Degrees, air: Air = {}): Degrees {
  // A fixed point: refraction changes by less than 0.2 degrees a degree at any altitude, so each round gains a digit.
  let seen = trueAltitude;
  for (let round = 0; round < 30; round++) {
    const next = trueAltitude + refraction(seen, air);
    if (Math.abs(next - seen) < 1e-10) return next;
    seen = next;
  }
  return seen;
}

/** From where something appears to where it is. */
export function toTrueAltitude(apparentAltitude: Degrees, air: Air = {}): Degrees {
  return apparentAltitude - refraction(apparentAltitude, air);
}

/**
 * How much air is looked through, in units of that at the zenith; infinite below the horizon.
 * K. A. Pickering 2002, DIO 12, 20: right to the horizon, where it gives 38.7.
 * @param apparentAltitude what is seen
 */
export function airmass(apparentAltitude: Degrees): number {
  if (apparentAltitude < 0) return Infinity;
  // The last two minutes of arc would be lifted past the zenith.
  const lifted = Math.min(90, apparentAltitude + 244 / (165 + 47 * apparentAltitude ** 1.1));
  return 1 / Math.sin(lifted * RADIANS_PER_DEGREE);
}
