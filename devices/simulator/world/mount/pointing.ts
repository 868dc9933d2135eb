import { type EpochMs, type J2000, localSiderealTime } from '../../../../sky/index.js';
import { apparentOf, toJ2000, vectorTo } from '../../../../sky/coordinates.js';
import { frameAt } from '../../../../sky/frame.js';
import { RADIANS_PER_ARCSECOND, RADIANS_PER_DEGREE } from '../../../../sky/units.js';
import {
  cross,
  direction,
  dot,
  latitudeOf,
  longitudeOf,
  plus,
  rotateBack,
  turnZ,
  unit,
  type Vector,
} from '../../../../sky/vector.js';
import type { Axes, PointingState } from './axes.js';
import type { Mechanism } from './mechanism.js';
import type { Refraction } from './refraction.js';

/** Where the tube truly points, and how it is turned about that direction. Unit vectors, J2000. */
export interface TruePointing {
  readonly centre: Vector;
  /** The direction in the image that the tube's own "up" has: towards the pole in the normal state. */
  readonly up: Vector;
  /** The centre once more, as coordinates. */
  readonly position: J2000;
  readonly state: PointingState;
}

/**
 * From the axes to the true direction, with what is wrong with the mount: the polar axis is off the pole, the worm
 * runs unevenly, the encoders have never met the sky, and the air bends the light.
 */
export function truePointing(
  axes: Axes,
  /** Added to right ascension and declination, degrees. */
  offset: { readonly ra: number; readonly dec: number },
  mount: Pick<Mechanism, 'geometry' | 'options' | 'site' | 'course'>,
  now: EpochMs,
): TruePointing {
  const { geometry, site } = mount;
  const { refraction } = mount.course;
  const { periodicError, polarError } = mount.options;
  const state = geometry.stateOf(axes);
  const worm = (15.041 * periodicError.period) / 3600;
  const place = geometry.toSky({
    primary:
      axes.primary + (periodicError.amplitude / 3600) * Math.sin((2 * Math.PI * axes.primary) / Math.max(worm, 1e-9)),
    secondary: axes.secondary,
  });
  const hourAngle = place.hourAngle - offset.ra;
  const declination = place.declination + offset.dec;

  const latitude = site.latitude * RADIANS_PER_DEGREE;
  const zenith: Vector = [Math.cos(latitude), 0, Math.sin(latitude)];
  // x to the meridian on the equator, y to the east, z along the mount's polar axis.
  const seen = misaligned(direction(-hourAngle * RADIANS_PER_DEGREE, declination * RADIANS_PER_DEGREE));
  const centre = refraction ? dropped(seen, refraction, now) : seen;
  const north =
    geometry.up === 'zenith'
      ? zenith
      : misaligned(direction(-hourAngle * RADIANS_PER_DEGREE, (declination + 90) * RADIANS_PER_DEGREE));

  function misaligned(v: Vector): Vector {
    if (polarError.altitude === 0 && polarError.azimuth === 0) return v;
    // Small rotations: about the east-west axis for the altitude, about the vertical for the azimuth.
    const altitude = polarError.altitude * 60 * RADIANS_PER_ARCSECOND;
    const azimuth = polarError.azimuth * 60 * RADIANS_PER_ARCSECOND;
    const axis = plus([0, -altitude * Math.sign(site.latitude || 1), 0], zenith, -azimuth);
    return unit(plus(v, cross(axis, v)));
  }

  const sidereal = localSiderealTime(now, site.longitude) * 15 * RADIANS_PER_DEGREE;
  const ofDate = turnZ(-sidereal, centre);
  const position = toJ2000(apparentOf(ofDate), now);
  const towards = vectorTo(position);
  // The turn of the axes by precession is all that matters for the orientation; aberration shifts centre and up alike.
  const upwards = rotateBack(frameAt(now).rotation, turnZ(-sidereal, north));
  const up = unit(plus(upwards, towards, -dot(upwards, towards)));
  return { centre: towards, up: state === 'normal' ? up : [-up[0], -up[1], -up[2]], position, state };
}

/** What stands in a direction in which something is seen. The field about it is not pressed flat. */
function dropped(seen: Vector, refraction: Refraction, now: EpochMs): Vector {
  const place = {
    hourAngle: -longitudeOf(seen) / RADIANS_PER_DEGREE,
    declination: latitudeOf(seen) / RADIANS_PER_DEGREE,
  };
  const { hourAngle, declination } = refraction.drop(place, now);
  return direction(-hourAngle * RADIANS_PER_DEGREE, declination * RADIANS_PER_DEGREE);
}
