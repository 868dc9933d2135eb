import type { EpochMs } from '../../../sky/index.js';
import type { RoofOptions } from '../options.js';
import { along, resting, type Travel, travel } from './travel.js';

/** `stopped` is neither open nor closed: somebody aborted the motion, or the roof is jammed. */
export type RoofState = 'open' | 'closed' | 'opening' | 'closing' | 'stopped';

/** A roll-off roof on rails: 0 is closed, 1 open. */
export class Roof {
  #motion: Travel;
  #jammed = false;

  constructor(readonly options: RoofOptions) {
    this.#motion = resting(options.open ? 1 : 0);
  }

  /** How far open, 0 to 1. */
  opening(now: EpochMs): number {
    return along(this.#motion, now);
  }

  state(now: EpochMs): RoofState {
    const { from, to, end } = this.#motion;
    if (now < end) return to > from ? 'opening' : 'closing';
    if (to === 1) return 'open';
    return to === 0 ? 'closed' : 'stopped';
  }

  moving(now: EpochMs): boolean {
    return now < this.#motion.end;
  }

  move(to: 0 | 1, now: EpochMs): void {
    if (this.#jammed) return;
    this.#motion = travel(this.opening(now), to, now, 1 / this.options.seconds);
  }

  stop(now: EpochMs): void {
    this.#motion = resting(this.opening(now), now);
  }

  get jammed(): boolean {
    return this.#jammed;
  }

  /** A jammed roof stops where it is and does not move until it is freed. */
  jam(jammed: boolean, now: EpochMs): void {
    this.#jammed = jammed;
    if (jammed) this.stop(now);
  }
}
