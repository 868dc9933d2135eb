import { Body, GeoVector } from 'astronomy-engine';
import { astroTime } from './astro-time.js';
import { type Apparent, apparentOf, type Horizontal, horizontalOf, type Site } from './coordinates.js';
import { frameAt } from './frame.js';
import { interpolated } from './interpolation.js';
import { observerVector } from './observer.js';
import { HOUR } from './time.js';
import type { Degrees, EpochMs } from './units.js';
import { plus, rotate, type Vector } from './vector.js';

export const KM_PER_AU = 149_597_870.7;

/** Geocentric, with aberration, in the axes of date, in km. In an hour's chord the direction is off by 0.003 arcseconds. */
export const sunVector = interpolated<Vector>(HOUR, (at) => {
  const { x, y, z } = GeoVector(Body.Sun, astroTime(at), true);
  return rotate(frameAt(at).rotation, [x * KM_PER_AU, y * KM_PER_AU, z * KM_PER_AU]);
});

/** The centre of the Sun as seen from the centre of the Earth, or from a site (which is 9 arcseconds at most). */
export function sunPosition(at: EpochMs, site?: Site): Apparent {
  return apparentOf(site ? plus(sunVector(at), observerVector(at, site), -1) : sunVector(at));
}

/** Where the centre of the Sun stands at a site, without refraction. */
export function sunHorizontal(at: EpochMs, site: Site): Horizontal {
  return horizontalOf(plus(sunVector(at), observerVector(at, site), -1), at, site);
}

/** The altitude of the Sun's centre without refraction, by which twilight is defined. */
export function sunAltitude(at: EpochMs, site: Site): Degrees {
  return sunHorizontal(at, site).altitude;
}
