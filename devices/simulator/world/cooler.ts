import type { EpochMs } from '../../../sky/index.js';
import type { CameraOptions } from '../options.js';

/** The camera's cooler: the sensor comes to where it is sent, or to the air, the faster the further it has to go. */
export class Cooler {
  #since: EpochMs;
  #from: number;
  #on = false;
  #setPoint: number;

  constructor(
    readonly options: Pick<CameraOptions, 'coolingTime' | 'coolingRange'>,
    readonly air: (now: EpochMs) => number,
    now: EpochMs,
  ) {
    this.#since = now;
    this.#from = air(now);
    this.#setPoint = Math.round(air(now));
  }

  /** C */
  temperature(now: EpochMs): number {
    const goal = this.#goal(now);
    return goal + (this.#from - goal) * Math.exp((this.#since - now) / 1000 / this.options.coolingTime);
  }

  /** % */
  power(now: EpochMs): number {
    if (!this.#on) return 0;
    const share = (this.air(now) - this.temperature(now)) / this.options.coolingRange;
    return Math.min(100, Math.max(0, 100 * share));
  }

  get on(): boolean {
    return this.#on;
  }

  get setPoint(): number {
    return this.#setPoint;
  }

  switch(on: boolean, now: EpochMs): void {
    this.#restart(now);
    this.#on = on;
  }

  cool(setPoint: number, now: EpochMs): void {
    this.#restart(now);
    this.#setPoint = setPoint;
  }

  #goal(now: EpochMs): number {
    const air = this.air(now);
    return this.#on ? Math.min(air, Math.max(this.#setPoint, air - this.options.coolingRange)) : air;
  }

  #restart(now: EpochMs): void {
    this.#from = this.temperature(now);
    this.#since = now;
  }
}
