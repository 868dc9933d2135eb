/** Coordinates of catalogues of other days, brought to J2000. What is of date is in coordinates.ts. */

import { type J2000, j2000Of, vectorTo } from './coordinates.js';
import { equinox } from './precession.js';
import { RADIANS_PER_ARCSECOND, type Degrees, type Hours } from './units.js';
import { dot, plus, rotateBack, unit, type Vector } from './vector.js';

interface Place {
  readonly ra: Hours;
  readonly dec: Degrees;
}

/**
 * From the mean equator and equinox of a Julian epoch.
 * @param year 2015.5 for J2015.5
 */
export function fromJulianEpoch(place: Place, year: number): J2000 {
  const { rotation } = equinox((year - 2000) / 100);
  return j2000Of(rotateBack(rotation, vectorTo(place)));
}

/** The elliptic terms of aberration, which places of B1950 hold (Explanatory Supplement 1992, 3.591-2). */
const E_TERMS: Vector = [-1.62557e-6, -0.31919e-6, -0.13843e-6];
/** FK4 to FK5 (Explanatory Supplement 1992, 3.591-4): of places, */
const TO_FK5: readonly [Vector, Vector, Vector] = [
  [0.9999256782, -0.0111820611, -0.0048579477],
  [0.011182061, 0.9999374784, -0.0000271765],
  [0.0048579479, -0.0000271474, 0.9999881997],
];
/** and of the motion that the turning of the old system gives to them, in arcseconds a century. */
const MOTION: readonly [Vector, Vector, Vector] = [
  [-0.000551, -0.238565, 0.435739],
  [0.238514, -0.002667, -0.008541],
  [-0.435623, 0.012254, 0.002117],
];
/** Julian years from B1950.0 to J2000.0. */
const HALF_CENTURY = 50.000_210_5;

/**
 * From the mean equator and equinox of B1950.0, the FK4 system, for what has no proper motion in FK5 and was seen about
 * 1950: galaxies, and stars of old catalogues to within their own motion. E-terms and the turning of FK4 are taken out.
 */
export function fromB1950(place: Place): J2000 {
  const seen = vectorTo(place);
  const bare = plus(plus(seen, E_TERMS, -1), seen, dot(seen, E_TERMS));
  const [x, y, z] = TO_FK5;
  const [u, v, w] = MOTION;
  const fk5: Vector = [dot(x, bare), dot(y, bare), dot(z, bare)];
  const motion: Vector = [dot(u, bare), dot(v, bare), dot(w, bare)];
  // The matrix gives places of J2000, and motions that hold since 1950.
  return j2000Of(unit(plus(fk5, motion, (-HALF_CENTURY / 100) * RADIANS_PER_ARCSECOND)));
}
