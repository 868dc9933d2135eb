import { type Degrees, type EpochMs, wrapDegrees, wrapSignedDegrees } from '../../../sky/index.js';
import { along, onCircle, resting, type Travel, travel } from './travel.js';

/** deg/s */
const SPEED = 10;

/** A ring that turns the camera; the cables let it go round without end. */
export class Rotator {
  #motion: Travel = resting(0);
  #offset: Degrees = 0;
  reverse = false;

  /** Of the mechanism, 0 <= x < 360. */
  mechanical(now: EpochMs): Degrees {
    return onCircle(along(this.#motion, now));
  }

  /** What it takes for the angle on the sky. */
  sky(now: EpochMs): Degrees {
    return onCircle(this.#sense * this.mechanical(now) + this.#offset);
  }

  /** Where it is going, on the sky. */
  target(): Degrees {
    return onCircle(this.#sense * this.#motion.to + this.#offset);
  }

  moving(now: EpochMs): boolean {
    return now < this.#motion.end;
  }

  /** By an angle on the sky. */
  moveBy(angle: Degrees, now: EpochMs): void {
    this.#turn(this.#sense * angle, now);
  }

  /** The short way. */
  moveMechanical(to: Degrees, now: EpochMs): void {
    this.#turn(wrapSignedDegrees(to - along(this.#motion, now)), now);
  }

  moveSky(to: Degrees, now: EpochMs): void {
    this.moveMechanical(this.#sense * (to - this.#offset), now);
  }

  halt(now: EpochMs): void {
    this.#motion = resting(along(this.#motion, now), now);
  }

  sync(sky: Degrees, now: EpochMs): void {
    this.#offset = wrapDegrees(sky - this.#sense * this.mechanical(now));
  }

  get #sense(): 1 | -1 {
    return this.reverse ? -1 : 1;
  }

  #turn(by: Degrees, now: EpochMs): void {
    const from = along(this.#motion, now);
    this.#motion = travel(from, from + by, now, SPEED, 0.5);
  }
}
