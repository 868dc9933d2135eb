import { type Degrees, type EpochMs, wrapSignedDegrees } from '../../../sky/index.js';
import { angleBetween, direction, type Vector } from '../../../sky/vector.js';
import { RADIANS_PER_DEGREE } from '../../../sky/units.js';
import type { DomeOptions } from '../options.js';
import { along, onCircle, resting, type Travel, travel } from './travel.js';

/** s that the drives need to reach their speed */
const RAMP = 0.5;

/**
 * The part of a dome that turns. It opens as a roof does: a slit over all altitudes, or a round window that rides up and
 * down.
 */
export class Dome {
  #motion: Travel;
  #lift: Travel = resting(0);
  #park: Degrees;
  #offset: Degrees = 0;

  constructor(readonly options: DomeOptions) {
    this.#park = options.park;
    this.#motion = resting(options.park);
  }

  azimuth(now: EpochMs): Degrees {
    return onCircle(along(this.#motion, now) + this.#offset);
  }

  /** Of the window; undefined for a slit. */
  altitude(now: EpochMs): Degrees | undefined {
    return this.options.altitudeSpeed === undefined ? undefined : along(this.#lift, now);
  }

  moving(now: EpochMs): boolean {
    return now < Math.max(this.#motion.end, this.#lift.end);
  }

  /** Turns to an azimuth the short way. */
  turn(to: Degrees, now: EpochMs): void {
    const from = along(this.#motion, now);
    const by = wrapSignedDegrees(to - this.azimuth(now));
    this.#motion = travel(from, from + by, now, this.options.speed, RAMP);
  }

  /** Brings the window to an altitude; nothing happens to a slit. */
  lift(to: Degrees, now: EpochMs): void {
    const { altitudeSpeed } = this.options;
    if (altitudeSpeed !== undefined) this.#lift = travel(along(this.#lift, now), to, now, altitudeSpeed, RAMP);
  }

  stop(now: EpochMs): void {
    this.#motion = resting(along(this.#motion, now), now);
    this.#lift = resting(along(this.#lift, now), now);
  }

  get parkAzimuth(): Degrees {
    return this.#park;
  }

  setPark(now: EpochMs): void {
    this.#park = this.azimuth(now);
  }

  at(azimuth: Degrees, now: EpochMs): boolean {
    return !this.moving(now) && Math.abs(wrapSignedDegrees(this.azimuth(now) - azimuth)) < 0.1;
  }

  sync(azimuth: Degrees, now: EpochMs): void {
    this.#offset = wrapSignedDegrees(this.#offset + azimuth - this.azimuth(now));
  }

  /** Whether a telescope in the middle of the dome sees out of its opening. */
  clears(azimuth: Degrees, altitude: Degrees, now: EpochMs): boolean {
    const half = this.options.slit / 2;
    const window = this.altitude(now);
    if (window !== undefined) {
      const middle = towards(this.azimuth(now), window);
      return angleBetween(middle, towards(azimuth, altitude)) < half * RADIANS_PER_DEGREE;
    }
    const aside = Math.abs(wrapSignedDegrees(azimuth - this.azimuth(now)));
    const across = Math.cos(altitude * RADIANS_PER_DEGREE) * Math.sin(Math.min(aside, 90) * RADIANS_PER_DEGREE);
    return aside < 90 ? across < Math.sin(half * RADIANS_PER_DEGREE) : altitude > 90 - half;
  }
}

function towards(azimuth: Degrees, altitude: Degrees): Vector {
  return direction(azimuth * RADIANS_PER_DEGREE, altitude * RADIANS_PER_DEGREE);
}
