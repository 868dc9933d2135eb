import { type Degrees, wrapDegrees } from '../../../../sky/index.js';
import { RADIANS_PER_DEGREE } from '../../../../sky/units.js';
import { direction, latitudeOf, longitudeOf, type Vector } from '../../../../sky/vector.js';
import type { Axes, Geometry, Place } from './axes.js';

/** An alt-az mount: the primary axis is the azimuth, cut in the north; the secondary the altitude. */
export function altAzGeometry(latitude: Degrees): Geometry {
  const sin = Math.sin(latitude * RADIANS_PER_DEGREE);
  const cos = Math.cos(latitude * RADIANS_PER_DEGREE);
  // Both ways the same reflection: x to the meridian, y to the west, z to the pole; and x south, y west, z up.
  const tilted = ([x, y, z]: Vector, way: 1 | -1): Vector => [sin * x - way * cos * z, y, way * cos * x + sin * z];
  return {
    stateOf: () => 'normal',
    stateFor: () => 'normal',
    toAxes({ hourAngle, declination }: Place): Axes {
      const local = tilted(direction(hourAngle * RADIANS_PER_DEGREE, declination * RADIANS_PER_DEGREE), 1);
      return {
        primary: wrapDegrees(longitudeOf(local) / RADIANS_PER_DEGREE + 180),
        secondary: latitudeOf(local) / RADIANS_PER_DEGREE,
      };
    },
    toSky({ primary, secondary }: Axes): Place {
      const local = direction((primary - 180) * RADIANS_PER_DEGREE, secondary * RADIANS_PER_DEGREE);
      const place = tilted(local, -1);
      return {
        hourAngle: longitudeOf(place) / RADIANS_PER_DEGREE,
        declination: latitudeOf(place) / RADIANS_PER_DEGREE,
      };
    },
    park: { primary: 180, secondary: 10 },
    past: () => -Infinity,
    up: 'zenith',
  };
}
