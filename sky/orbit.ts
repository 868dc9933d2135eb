import { type Conic, GAUSS, positionInPlane } from './kepler.js';
import { type Degrees, RADIANS_PER_ARCSECOND, RADIANS_PER_DEGREE } from './units.js';
import { turnX, turnZ, type Vector } from './vector.js';

/** Days of Terrestrial Time since 2000-01-01T12:00 TT. */
export type TerrestrialDays = number;

/** An orbit about the Sun; its angles are of the ecliptic and equinox of J2000. */
export interface Orbit extends Conic {
  /** A moment of perihelion. */
  readonly perihelion: TerrestrialDays;
  readonly argumentOfPerihelion: Degrees;
  readonly ascendingNode: Degrees;
  readonly inclination: Degrees;
  /** When these elements were those of the true, disturbed orbit; undefined when nobody said. */
  readonly epoch?: TerrestrialDays;
}

/** The same for a body on an ellipse that is told by where it is at an epoch, as asteroids are. */
export interface EllipticElements {
  readonly epoch: TerrestrialDays;
  readonly meanAnomaly: Degrees;
  /** au */
  readonly semiMajorAxis: number;
  /** 0 <= e < 1 */
  readonly eccentricity: number;
  readonly argumentOfPerihelion: Degrees;
  readonly ascendingNode: Degrees;
  readonly inclination: Degrees;
}

export function orbitOf({ meanAnomaly, semiMajorAxis, ...elements }: EllipticElements): Orbit {
  const motion = GAUSS / semiMajorAxis ** 1.5 / RADIANS_PER_DEGREE;
  return {
    ...elements,
    perihelionDistance: semiMajorAxis * (1 - elements.eccentricity),
    perihelion: elements.epoch - meanAnomaly / motion,
  };
}

/** Of the ecliptic that elements are given in: IAU 1976, as the Minor Planet Center and JPL use it. */
const OBLIQUITY = 84_381.448 * RADIANS_PER_ARCSECOND;

/** From the Sun to a body in au, in the axes of J2000; the Sun alone attracts it. */
export function heliocentric(orbit: Orbit, at: TerrestrialDays): Vector {
  const [x, y] = positionInPlane(orbit, at - orbit.perihelion);
  const inOrbit = turnZ(-orbit.argumentOfPerihelion * RADIANS_PER_DEGREE, [x, y, 0]);
  const ecliptic = turnZ(
    -orbit.ascendingNode * RADIANS_PER_DEGREE,
    turnX(-orbit.inclination * RADIANS_PER_DEGREE, inOrbit),
  );
  return turnX(-OBLIQUITY, ecliptic);
}
