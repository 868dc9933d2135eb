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

/** What went wrong in the world, in the order in which it was noticed. */
export class Hazards {
  readonly #seen: Hazard[] = [];

  record(hazard: Hazard): void {
    this.#seen.push(hazard);
  }

  list(): readonly Hazard[] {
    return this.#seen;
  }
}
