import type { EpochMs } from '../../../sky/index.js';
import type { FilterOptions } from '../options.js';

/** Seconds from one filter to the next. */
const STEP = 0.8;

/** A wheel that turns the short way round. */
export class FilterWheel {
  #position = 0;
  #arrival: EpochMs = 0;

  constructor(readonly filters: readonly FilterOptions[]) {}

  /** The filter in the beam, or undefined while the wheel turns. */
  position(now: EpochMs): number | undefined {
    return now < this.#arrival ? undefined : this.#position;
  }

  /** The filter in the beam; between two filters, the one that is coming, which is what most of a frame will see. */
  inBeam(): FilterOptions | undefined {
    return this.filters[this.#position];
  }

  select(position: number, now: EpochMs): void {
    const count = this.filters.length;
    const distance = Math.abs(position - this.#position);
    const steps = Math.min(distance, count - distance);
    this.#position = position;
    this.#arrival = now + steps * STEP * 1000;
  }
}
