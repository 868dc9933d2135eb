import type { EpochMs } from '../../../sky/index.js';
import type { FocuserOptions } from '../options.js';
import { along, resting, type Travel, travel } from './travel.js';

/** A motor that moves the camera along the light's way. */
export class Focuser {
  #motion: Travel;

  constructor(readonly options: FocuserOptions) {
    this.#motion = resting(options.position);
  }

  position(now: EpochMs): number {
    return Math.round(along(this.#motion, now));
  }

  moving(now: EpochMs): boolean {
    return now < this.#motion.end;
  }

  /** Moves to a position; beyond the ends it stops at them. */
  move(to: number, now: EpochMs): void {
    const clamped = Math.min(this.options.maxStep, Math.max(0, to));
    this.#motion = travel(this.position(now), clamped, now, this.options.speed);
  }

  halt(now: EpochMs): void {
    this.#motion = resting(this.position(now), now);
  }

  /** Where the image is sharp, for a filter and a temperature. */
  best(filterOffset: number, temperature: number): number {
    return this.options.best + filterOffset + this.options.temperatureCoefficient * (temperature - 10);
  }

  /** How far from sharp the camera stands, um along the light's way. */
  defocus(now: EpochMs, filterOffset: number, temperature: number): number {
    return (this.position(now) - this.best(filterOffset, temperature)) * this.options.stepSize;
  }
}
