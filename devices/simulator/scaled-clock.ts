import { type Clock, type EpochMs, type Milliseconds, sleepOn, type Timer } from '../clock.js';

/** A clock that runs faster than another, and may show another date: 10 s pass in one. */
export class ScaledClock implements Clock {
  readonly #origin: EpochMs;

  /**
   * @param clock whose time passes
   * @param speed seconds of this clock to one of that
   * @param start what this clock shows now
   */
  constructor(
    readonly clock: Clock,
    readonly speed: number,
    readonly start: EpochMs = clock.now(),
  ) {
    this.#origin = clock.now();
  }

  now(): EpochMs {
    return this.start + (this.clock.now() - this.#origin) * this.speed;
  }

  setTimeout(fn: () => void, ms: Milliseconds): Timer {
    return this.clock.setTimeout(fn, ms / this.speed);
  }

  clearTimeout(timer: Timer | undefined): void {
    this.clock.clearTimeout(timer);
  }

  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  track<T>(work: Promise<T>): Promise<T> {
    return this.clock.track(work);
  }
}
