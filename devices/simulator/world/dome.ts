import { type Degrees, type EpochMs, wrapDegrees, wrapSignedDegrees } from '../../../sky/index.js';
import type { DomeOptions } from '../options.js';
import { along, resting, type Travel, travel } from './travel.js';

/** The part of a dome that turns; its slit opens and closes as a roof does. */
export class Dome {
  #motion: Travel;
  #park: Degrees;
  #offset: Degrees = 0;

  constructor(readonly options: DomeOptions) {
    this.#park = options.park;
    this.#motion = resting(options.park);
  }

  azimuth(now: EpochMs): Degrees {
    return wrapDegrees(along(this.#motion, now) + this.#offset);
  }

  moving(now: EpochMs): boolean {
    return now < this.#motion.end;
  }

  /** Turns to an azimuth the short way. */
  turn(to: Degrees, now: EpochMs): void {
    const from = along(this.#motion, now);
    const by = wrapSignedDegrees(to - this.azimuth(now));
    this.#motion = travel(from, from + by, now, this.options.speed, 0.5);
  }

  stop(now: EpochMs): void {
    this.#motion = resting(along(this.#motion, now), now);
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

  /** Whether a telescope in the middle of the dome sees out of the slit. */
  clears(azimuth: Degrees, altitude: Degrees, now: EpochMs): boolean {
    const aside = Math.abs(wrapSignedDegrees(azimuth - this.azimuth(now)));
    const across = Math.cos((altitude * Math.PI) / 180) * Math.sin((Math.min(aside, 90) * Math.PI) / 180);
    return aside < 90
      ? across < Math.sin((this.options.slit / 2) * (Math.PI / 180))
      : altitude > 90 - this.options.slit / 2;
  }
}
