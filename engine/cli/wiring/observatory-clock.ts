import { type Clock, type EpochMs, type Milliseconds, sleepOn, type Timer } from '../../../devices/clock.js';

/**
 * The time at the observatory: this computer's, until it is set to that of a mount or a simulator that carries its own
 * date. It may run faster than real time, for simulators only.
 */
export class ObservatoryClock implements Clock {
  #from: EpochMs;
  #is: EpochMs;

  constructor(
    private readonly base: Clock,
    /** Seconds that pass here in one second of the base. */
    readonly speed = 1,
  ) {
    this.#from = base.now();
    this.#is = this.#from;
  }

  now(): EpochMs {
    return this.#is + (this.base.now() - this.#from) * this.speed;
  }

  /** From now on it is this moment and what passes after it. */
  setTo(now: EpochMs): void {
    this.#from = this.base.now();
    this.#is = now;
  }

  setTimeout(fn: () => void, ms: Milliseconds): Timer {
    return this.base.setTimeout(fn, ms / this.speed);
  }

  clearTimeout(timer: Timer | undefined): void {
    this.base.clearTimeout(timer);
  }

  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  track<T>(work: Promise<T>): Promise<T> {
    return this.base.track(work);
  }
}
