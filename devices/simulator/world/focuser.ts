import type { EpochMs } from '../../../sky/index.js';
import type { FocuserOptions } from '../options.js';
import { along, resting, type Travel, travel } from './travel.js';

/** A motor that moves the camera along the light's way, and may follow the temperature by itself. */
export class Focuser {
  #motion: Travel;
  /** Air when the motor was last told something; undefined while it does not follow the temperature. */
  #reference: number | undefined;

  /**
   * @param air its temperature, C
   * @param filterOffset of the filter that is in the beam at first
   */
  constructor(
    readonly options: FocuserOptions,
    readonly air: (now: EpochMs) => number,
    now: EpochMs,
    filterOffset: number,
  ) {
    this.#motion = resting(options.position ?? this.#within(this.best(filterOffset, air(now))));
  }

  position(now: EpochMs): number {
    return Math.round(this.#within(along(this.#motion, now) + this.#followed(now)));
  }

  /** Only where it is sent: the steps by which it follows the temperature are too small to be waited for. */
  moving(now: EpochMs): boolean {
    return now < this.#motion.end;
  }

  /** Moves to a position; beyond the ends it stops at them. */
  move(to: number, now: EpochMs): void {
    this.#motion = travel(this.position(now), this.#within(to), now, this.options.speed);
    this.#refer(now);
  }

  halt(now: EpochMs): void {
    this.#motion = resting(this.position(now), now);
    this.#refer(now);
  }

  get compensating(): boolean {
    return this.#reference !== undefined;
  }

  /** Whether to follow the temperature from now on, by `compensation` steps for 1 C. */
  compensate(on: boolean, now: EpochMs): void {
    if (on === this.compensating) return;
    const followed = this.#followed(now);
    this.#motion = {
      ...this.#motion,
      from: this.#motion.from + followed,
      to: this.#within(this.#motion.to + followed),
    };
    this.#reference = on ? this.air(now) : undefined;
  }

  /** Where the image is sharp, for a filter and a temperature. */
  best(filterOffset: number, temperature: number): number {
    return this.options.best + filterOffset + this.options.temperatureCoefficient * (temperature - 10);
  }

  /** How far from sharp the camera stands, um along the light's way. */
  defocus(now: EpochMs, filterOffset: number, temperature: number): number {
    return (this.position(now) - this.best(filterOffset, temperature)) * this.options.stepSize;
  }

  /** Steps since the last reference. */
  #followed(now: EpochMs): number {
    return this.#reference === undefined ? 0 : this.options.compensation * (this.air(now) - this.#reference);
  }

  #refer(now: EpochMs): void {
    if (this.compensating) this.#reference = this.air(now);
  }

  #within(position: number): number {
    return Math.min(this.options.maxStep, Math.max(0, position));
  }
}
