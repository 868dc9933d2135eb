import type { EpochMs } from '../../../sky/index.js';

/** Something that would have cost money. */
export interface Hazard {
  readonly at: EpochMs;
  readonly kind:
    | 'mount touched the pier'
    | 'mount stopped at its limit'
    | 'roof moved over an unparked mount'
    | 'mount moved under a closed roof'
    | 'rain fell through the open roof';
  readonly detail: string;
}

/** How many are told: a simulator may be left running for months. */
const TOLD = 1000;

/** What went wrong in the world, in the order in which it was noticed: the latest of it, and how much there was. */
export class Hazards {
  #latest: Hazard[] = [];
  #count = 0;

  record(hazard: Hazard): void {
    this.#count++;
    this.#latest.push(hazard);
    // Not one by one: that would move a thousand each time.
    if (this.#latest.length >= 2 * TOLD) this.#latest = this.#latest.slice(-TOLD);
  }

  /** The latest, at most `TOLD`. */
  list(): readonly Hazard[] {
    return this.#latest.slice(-TOLD);
  }

  /** All that were recorded. */
  get count(): number {
    return this.#count;
  }
}
