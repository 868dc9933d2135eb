import type { Site } from './coordinates.js';
import { localSiderealTime } from './sidereal.js';
import { type EpochMs, RADIANS_PER_DEGREE, RADIANS_PER_HOUR } from './units.js';
import { turnZ, type Vector } from './vector.js';

/** WGS 84. */
const EQUATORIAL_RADIUS_KM = 6378.137;
const FLATTENING = 1 / 298.257223563;

/** From the centre of the Earth to the site, in km, in the axes of date. */
export function observerVector(at: EpochMs, { latitude, longitude, elevation }: Site): Vector {
  const sin = Math.sin(latitude * RADIANS_PER_DEGREE);
  const cos = Math.cos(latitude * RADIANS_PER_DEGREE);
  const squash = (1 - FLATTENING) ** 2;
  const curvature = EQUATORIAL_RADIUS_KM / Math.sqrt(cos * cos + squash * sin * sin);
  const height = elevation / 1000;
  const meridian: Vector = [(curvature + height) * cos, 0, (squash * curvature + height) * sin];
  return turnZ(-localSiderealTime(at, longitude) * RADIANS_PER_HOUR, meridian);
}
