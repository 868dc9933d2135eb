import { GeoMoon } from 'astronomy-engine';
import { astroTime } from './astro-time.js';
import {
  type Apparent,
  apparentOf,
  type Horizontal,
  horizontalOf,
  type J2000,
  type Site,
  toApparent,
  vectorTo,
} from './coordinates.js';
import { frameAt } from './frame.js';
import { interpolated } from './interpolation.js';
import { observerVector } from './observer.js';
import { KM_PER_AU, sunVector } from './sun.js';
import { MINUTE } from './time.js';
import { type Degrees, type EpochMs, RADIANS_PER_DEGREE, wrapDegrees } from './units.js';
import { angleBetween, longitudeOf, plus, rotate, turnX, type Vector } from './vector.js';

/** Of the ecliptic at J2000; good for the phase, which needs no more than a hundredth of a degree. */
const OBLIQUITY: Degrees = 23.4393;

/** Geocentric, in the axes of date, in km. Between half-hour knots the chord is off by 0.1 arcseconds. */
const moonVector = interpolated<Vector>(30 * MINUTE, (at) => {
  const { x, y, z } = GeoMoon(astroTime(at));
  return rotate(frameAt(at).rotation, [x * KM_PER_AU, y * KM_PER_AU, z * KM_PER_AU]);
});

/** The centre of the Moon as seen from a site; the parallax is up to a degree, so there is no geocentric variant. */
export function moonPosition(at: EpochMs, site: Site): Apparent {
  return apparentOf(seen(at, site));
}

/** Where the centre of the Moon stands at a site, without refraction. */
export function moonHorizontal(at: EpochMs, site: Site): Horizontal {
  return horizontalOf(seen(at, site), at, site);
}

/** The altitude of the Moon's centre at a site, without refraction. */
export function moonAltitude(at: EpochMs, site: Site): Degrees {
  return moonHorizontal(at, site).altitude;
}

/** The lit fraction of the disk, 0 (new) to 1 (full). */
export function moonIllumination(at: EpochMs): number {
  const moon = moonVector(at);
  const toSun = plus(sunVector(at), moon, -1);
  const toEarth: Vector = [-moon[0], -moon[1], -moon[2]];
  return (1 + Math.cos(angleBetween(toSun, toEarth))) / 2;
}

/** How far the Moon is ahead of the Sun in ecliptic longitude: 0 new, 90 first quarter, 180 full, 270 last quarter. */
export function moonPhase(at: EpochMs): Degrees {
  const ecliptic = (v: Vector): number => longitudeOf(turnX(OBLIQUITY * RADIANS_PER_DEGREE, v));
  return wrapDegrees((ecliptic(moonVector(at)) - ecliptic(sunVector(at))) / RADIANS_PER_DEGREE);
}

/** The angle between a target and the Moon as seen from a site. */
export function moonSeparation(target: J2000, at: EpochMs, site: Site): Degrees {
  return angleBetween(vectorTo(toApparent(target, at)), seen(at, site)) / RADIANS_PER_DEGREE;
}

/** ms that the Moon's light is under way; the 2 % by which its distance varies do not matter. */
const LIGHT_TIME = 1282;

/** Aberration and light time together come to where the Moon was, from the Earth, when its light left it. */
function seen(at: EpochMs, site: Site): Vector {
  return plus(moonVector(at - LIGHT_TIME), observerVector(at, site), -1);
}
