import { type Apparent, type Horizontal, type J2000, vectorTo } from './coordinates.js';
import { type Degrees, RADIANS_PER_DEGREE, RADIANS_PER_HOUR, wrapDegrees } from './units.js';
import { angleBetween, direction, type Vector } from './vector.js';

function vectorOf(place: J2000 | Apparent | Horizontal): Vector {
  return 'frame' in place
    ? vectorTo(place)
    : direction(place.azimuth * RADIANS_PER_DEGREE, place.altitude * RADIANS_PER_DEGREE);
}

/** The angle between two places of the same frame, 0 to 180. */
export function separation<P extends J2000 | Apparent | Horizontal>(a: P, b: NoInfer<P>): Degrees {
  return angleBetween(vectorOf(a), vectorOf(b)) / RADIANS_PER_DEGREE;
}

/** The direction from one place to another: 0 north, 90 east (growing right ascension), 0 <= x < 360. */
export function positionAngle<P extends J2000 | Apparent>(from: P, to: NoInfer<P>): Degrees {
  const east = (to.ra - from.ra) * RADIANS_PER_HOUR;
  const [a, b] = [from.dec * RADIANS_PER_DEGREE, to.dec * RADIANS_PER_DEGREE];
  const x = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(east);
  return wrapDegrees(Math.atan2(Math.cos(b) * Math.sin(east), x) / RADIANS_PER_DEGREE);
}
