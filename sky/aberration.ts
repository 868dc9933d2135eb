import type { Frame } from './frame.js';
import { cross, dot, length, plus, unit, type Vector } from './vector.js';

/** Twice the Sun's gravitational radius, in au. */
const SUN_BENDS = 1.974_125_743_36e-8;

/**
 * The deflection of starlight by the Sun, to first order (Urban & Seidelmann 2013, eq. 7.63). Inside the Sun's disk it
 * is held at the value of the limb, since it would grow without bounds.
 */
function bent(star: Vector, { fromSun }: Frame): Vector {
  const distance = length(fromSun);
  const sunToEarth = unit(fromSun);
  const denominator = Math.max(1 + dot(star, sunToEarth), 1e-5);
  const towards = cross(star, cross(sunToEarth, star));
  return unit(plus(star, towards, SUN_BENDS / distance / denominator));
}

/** From the direction of a star to the one it is seen in from the moving Earth, both GCRS. */
export function aberrated(star: Vector, frame: Frame): Vector {
  const p = bent(star, frame);
  const { velocity } = frame;
  // The relativistic sum of velocities (Urban & Seidelmann 2013, eq. 7.40).
  const inverseGamma = Math.sqrt(1 - dot(velocity, velocity));
  const pv = dot(p, velocity);
  const factor = 1 + pv / (1 + inverseGamma);
  return unit([
    inverseGamma * p[0] + factor * velocity[0],
    inverseGamma * p[1] + factor * velocity[1],
    inverseGamma * p[2] + factor * velocity[2],
  ]);
}

/** The way back, by iteration: each round gains four digits, since the shift is 1e-4 and nearly constant nearby. */
export function unaberrated(seen: Vector, frame: Frame): Vector {
  let star = seen;
  for (let round = 0; round < 4; round++) {
    star = unit(plus(star, plus(seen, aberrated(star, frame), -1)));
  }
  return star;
}
