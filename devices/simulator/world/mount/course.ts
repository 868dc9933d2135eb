import {
  type Degrees,
  type EpochMs,
  localSiderealTime,
  SIDEREAL_RATE,
  type Site,
  wrapSignedDegrees,
} from '../../../../sky/index.js';
import type { MountOptions } from '../../options.js';
import { travel } from '../travel.js';
import type { Axes, Geometry, Place } from './axes.js';
import { roomToTrack } from './limits.js';
import type { Followed, Stretch } from './path.js';
import type { Refraction } from './refraction.js';

/** The turn of the sky, deg/s. */
export const SIDEREAL_SPEED: Degrees = (15 * SIDEREAL_RATE) / 3600;

/** What axes have to do to slew to a place and to follow it, at a site and within the limits of a mount. */
export class Course {
  constructor(
    readonly geometry: Geometry,
    readonly options: MountOptions,
    readonly site: Site,
    /** undefined in air that does not refract */
    readonly refraction: Refraction | undefined,
  ) {}

  /** Whether the mount allows for refraction: then its axes point to where a star is seen, and otherwise to where it is. */
  corrects = false;

  /** Local sidereal time in degrees. */
  sidereal(now: EpochMs): Degrees {
    return localSiderealTime(now, this.site.longitude) * 15;
  }

  /** Where the axes have to point for a place of the sky (degrees) at a time. */
  placeOf(ra: Degrees, dec: Degrees, now: EpochMs): Place {
    const place = { hourAngle: wrapSignedDegrees(this.sidereal(now) - ra), declination: dec };
    return this.corrects && this.refraction ? this.refraction.lift(place, now) : place;
  }

  /** Which place of the sky (degrees) the mount takes its axes to point at. */
  skyAt(axes: Axes, now: EpochMs): { readonly ra: Degrees; readonly dec: Degrees } {
    const seen = this.geometry.toSky(axes);
    const place = this.corrects && this.refraction ? this.refraction.drop(seen, now) : seen;
    return { ra: this.sidereal(now) - place.hourAngle, dec: place.declination };
  }

  /** Where the axes stand that have followed a place for some seconds, until now. */
  follow(place: Followed, seconds: number, now: EpochMs): Axes {
    const there = this.placeOf(place.ra + place.raRate * seconds, place.dec + place.decRate * seconds, now);
    return this.geometry.toAxes(there, place.state);
  }

  /** A slew, both axes at once. */
  slew(from: Axes, to: Axes, now: EpochMs): { readonly stretch: Stretch; readonly end: EpochMs } {
    const { slewRate, slewRamp } = this.options;
    const primary = travel(from.primary, to.primary, now, slewRate, slewRamp);
    const secondary = travel(from.secondary, to.secondary, now, slewRate, slewRamp);
    return { stretch: { start: now, kind: 'slew', primary, secondary }, end: Math.max(primary.end, secondary.end) };
  }

  /** Slews to where a place will be on arrival: the sky goes on turning meanwhile. */
  slewOnto(from: Axes, place: Followed, now: EpochMs): { readonly stretch: Stretch; readonly end: EpochMs } {
    let slew = this.slew(from, this.follow(place, 0, now), now);
    for (let i = 0; i < 4; i++) slew = this.slew(from, this.follow(place, 0, slew.end), now);
    return slew;
  }

  /** Follows a place from a time on, and stops where the firmware does. */
  chase(start: EpochMs, place: Followed): readonly Stretch[] {
    const stretch: Stretch = { start, kind: 'follow', place };
    const { primary } = this.follow(place, 0, start);
    const there = this.placeOf(place.ra, place.dec, start);
    const room = roomToTrack(this.options, this.site.latitude, there, primary);
    const speed = SIDEREAL_SPEED - place.raRate;
    if (!Number.isFinite(room) || speed <= 0) return [stretch];
    const at = start + (room / speed) * 1000;
    return [stretch, { start: at, kind: 'rest', axes: this.follow(place, (at - start) / 1000, at), why: 'limit' }];
  }
}
