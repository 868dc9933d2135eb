import { frameAt } from './frame.js';
import { localSiderealTime } from './sidereal.js';
import {
  type Degrees,
  type EpochMs,
  type Hours,
  type Metres,
  RADIANS_PER_DEGREE,
  RADIANS_PER_HOUR,
  wrapDegrees,
  wrapHours,
  wrapSignedHours,
} from './units.js';
import { direction, latitudeOf, longitudeOf, rotate, rotateBack, turnZ, type Vector } from './vector.js';
import { aberrated, unaberrated } from './aberration.js';

/** A place in catalogues: ICRS, which is J2000 to 0.02 arcseconds. */
export interface J2000 {
  readonly frame: 'J2000';
  readonly ra: Hours;
  readonly dec: Degrees;
}

/**
 * A place as the mount sees it: the true equator and equinox of date, with precession, nutation, annual aberration and
 * the bending of light by the Sun ("JNow", Alpaca's equTopocentric). Left out, as mounts do: polar motion and diurnal
 * aberration (each 0.3 arcseconds at most), parallax and proper motion. Refraction is in atmosphere.ts.
 */
export interface Apparent {
  readonly frame: 'apparent';
  readonly ra: Hours;
  readonly dec: Degrees;
}

/** A direction at a site, without refraction unless a function says otherwise. */
export interface Horizontal {
  /** North 0, east 90. */
  readonly azimuth: Degrees;
  readonly altitude: Degrees;
}

export interface Site {
  /** Geodetic, WGS 84, north positive. */
  readonly latitude: Degrees;
  /** East positive. */
  readonly longitude: Degrees;
  /** Above the ellipsoid, for which the height above the sea will do. */
  readonly elevation: Metres;
}

export function j2000(ra: Hours, dec: Degrees): J2000 {
  return { frame: 'J2000', ra, dec };
}

export function apparent(ra: Hours, dec: Degrees): Apparent {
  return { frame: 'apparent', ra, dec };
}

/** The unit vector to a place, in the axes of its own frame. */
export function vectorTo({ ra, dec }: { readonly ra: Hours; readonly dec: Degrees }): Vector {
  return direction(ra * RADIANS_PER_HOUR, dec * RADIANS_PER_DEGREE);
}

export function j2000Of(v: Vector): J2000 {
  return j2000(wrapHours(longitudeOf(v) / RADIANS_PER_HOUR), latitudeOf(v) / RADIANS_PER_DEGREE);
}

export function apparentOf(v: Vector): Apparent {
  return apparent(wrapHours(longitudeOf(v) / RADIANS_PER_HOUR), latitudeOf(v) / RADIANS_PER_DEGREE);
}

/** Where a place of the catalogue is for the mount at `at`. */
export function toApparent(position: J2000, at: EpochMs): Apparent {
  const frame = frameAt(at);
  return apparentOf(rotate(frame.rotation, aberrated(vectorTo(position), frame)));
}

/** The place in the catalogue of what the mount sees at `at`. */
export function toJ2000(position: Apparent, at: EpochMs): J2000 {
  const frame = frameAt(at);
  return j2000Of(unaberrated(rotateBack(frame.rotation, vectorTo(position)), frame));
}

/** Hours since `ra` crossed the meridian, -12 <= x < 12: negative in the east. */
export function hourAngle(ra: Hours, at: EpochMs, site: Pick<Site, 'longitude'>): Hours {
  return wrapSignedHours(localSiderealTime(at, site.longitude) - ra);
}

/** Where a place of date stands, without refraction (atmosphere.ts). */
export function toHorizontal(position: Apparent, at: EpochMs, site: Site): Horizontal {
  return horizontalOf(vectorTo(position), at, site);
}

/** The direction, at a site, of a vector in the axes of date. */
export function horizontalOf(v: Vector, at: EpochMs, { latitude, longitude }: Site): Horizontal {
  // x to the meridian on the equator, y to the east, z to the pole.
  const [x, y, z] = turnZ(localSiderealTime(at, longitude) * RADIANS_PER_HOUR, v);
  const sin = Math.sin(latitude * RADIANS_PER_DEGREE);
  const cos = Math.cos(latitude * RADIANS_PER_DEGREE);
  const local: Vector = [cos * z - sin * x, y, cos * x + sin * z];
  return {
    azimuth: wrapDegrees(longitudeOf(local) / RADIANS_PER_DEGREE),
    altitude: latitudeOf(local) / RADIANS_PER_DEGREE,
  };
}

/** Which place of date stands in a direction (without refraction). */
export function toEquatorial({ azimuth, altitude }: Horizontal, at: EpochMs, { latitude, longitude }: Site): Apparent {
  const [north, east, up] = direction(azimuth * RADIANS_PER_DEGREE, altitude * RADIANS_PER_DEGREE);
  const sin = Math.sin(latitude * RADIANS_PER_DEGREE);
  const cos = Math.cos(latitude * RADIANS_PER_DEGREE);
  const local: Vector = [cos * up - sin * north, east, cos * north + sin * up];
  return apparentOf(turnZ(-localSiderealTime(at, longitude) * RADIANS_PER_HOUR, local));
}
