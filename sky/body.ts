/**
 * Where planets, the Moon, comets and asteroids are among the stars, as seen from a site. What is given is a place of
 * J2000 such that `toApparent` makes of it the place at which the mount sees the body: light time and parallax are in it,
 * aberration is not, so that it stands among catalogued stars as it does on an image.
 */

import { Body, GeoVector, HelioVector } from 'astronomy-engine';
import { astroTime } from './astro-time.js';
import { type J2000, j2000Of, type Site, toApparent, toJ2000 } from './coordinates.js';
import { frameAt, LIGHT } from './frame.js';
import { interpolated } from './interpolation.js';
import { moonPosition } from './moon.js';
import { observerVector } from './observer.js';
import { heliocentric, type Orbit } from './orbit.js';
import type { Interval } from './visibility.js';
import { KM_PER_AU } from './sun.js';
import { MINUTE, terrestrialDays } from './time.js';
import { type EpochMs, type Hours, type Degrees, wrapSignedHours } from './units.js';
import { length, plus, rotateBack, type Vector } from './vector.js';

export const PLANETS = ['Mercury', 'Venus', 'Mars', 'Jupiter', 'Saturn', 'Uranus', 'Neptune', 'Pluto'] as const;
export type Planet = (typeof PLANETS)[number];

/** Something of the solar system that moves against the stars; not the Sun, at which nothing is pointed. */
export type SolarSystemBody =
  | { readonly kind: 'moon' }
  | { readonly kind: 'planet'; readonly name: Planet }
  | { readonly kind: 'orbit'; readonly name: string; readonly orbit: Orbit };

/** The centre of a body as seen from a site. */
export function bodyPosition(body: SolarSystemBody, at: EpochMs, site: Site): J2000 {
  if (body.kind === 'moon') return toJ2000(moonPosition(at, site), at);
  const fromEarth = body.kind === 'planet' ? planetVector(body.name)(at) : orbitVector(body.orbit)(at);
  const observer = rotateBack(frameAt(at).rotation, observerVector(at, site));
  return j2000Of(plus(fromEarth, observer, -1 / KM_PER_AU));
}

/** How far the centre of a body on an orbit is from that of the Earth, au. */
export function bodyDistance({ orbit }: Extract<SolarSystemBody, { kind: 'orbit' }>, at: EpochMs): number {
  return length(orbitVector(orbit)(at));
}

/** How fast a body moves against the stars, in the coordinates of date that a mount's axes have. */
export interface Motion {
  /** Hours of right ascension in an hour of the clock: for a body that goes east it is positive. */
  readonly ra: Hours;
  /** In an hour. */
  readonly dec: Degrees;
}

/** The mean motion of a body between two instants, as seen from a site; the Moon's changes by 2 % within minutes. */
export function bodyMotion(body: SolarSystemBody, { from, to }: Interval, site: Site): Motion {
  const [first, last] = [from, to].map((at) => toApparent(bodyPosition(body, at, site), at));
  if (!first || !last || !(to > from)) return { ra: 0, dec: 0 };
  const hours = (to - from) / (60 * MINUTE);
  return { ra: wrapSignedHours(last.ra - first.ra) / hours, dec: (last.dec - first.dec) / hours };
}

/**
 * Between knots the direction curves by less than 0.01 arcseconds for whatever is further away than the Moon's tenfold
 * distance.
 */
const KNOTS = 10 * MINUTE;
const LIGHT_TIME_ROUNDS = 4;

type VectorAt = (at: EpochMs) => Vector;

const planets = new Map<Planet, VectorAt>();

/** From the centre of the Earth in au, J2000, with light time. */
function planetVector(name: Planet): VectorAt {
  const known = planets.get(name);
  if (known) return known;
  const vector = interpolated<Vector>(KNOTS, (at) => {
    const { x, y, z } = GeoVector(Body[name], astroTime(at), false);
    return [x, y, z];
  });
  planets.set(name, vector);
  return vector;
}

const orbits = new WeakMap<Orbit, VectorAt>();

function orbitVector(orbit: Orbit): VectorAt {
  const known = orbits.get(orbit);
  if (known) return known;
  const vector = interpolated<Vector>(KNOTS, (at) => {
    const { x, y, z } = HelioVector(Body.Earth, astroTime(at));
    const earth: Vector = [x, y, z];
    const now = terrestrialDays(at);
    let fromEarth = plus(heliocentric(orbit, now), earth, -1);
    for (let round = 0; round < LIGHT_TIME_ROUNDS; round++) {
      fromEarth = plus(heliocentric(orbit, now - length(fromEarth) / LIGHT), earth, -1);
    }
    return fromEarth;
  });
  orbits.set(orbit, vector);
  return vector;
}
