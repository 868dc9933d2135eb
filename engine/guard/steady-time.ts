import type { Clock } from '../../devices/clock.js';

/**
 * Time that passes no faster than the guard looks. A computer that has just started may set its clock by hours, and one
 * that has slept wakes up in another hour: neither is an engine that was silent for so long.
 */
export class SteadyTime {
  #now: number;
  #last: number;

  /** @param longest ms that can pass between two readings */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly longest: number,
  ) {
    this.#last = clock.now();
    this.#now = this.#last;
  }

  /** ms; only differences mean something. To be read at every turn. */
  read(): number {
    const now = this.clock.now();
    this.#now += Math.min(this.longest, Math.max(0, now - this.#last));
    this.#last = now;
    return this.#now;
  }
}
