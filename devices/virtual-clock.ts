import { type Clock, type EpochMs, type Milliseconds, sleepOn, type StopSignal, type Timer } from './clock.js';

interface VirtualTimer {
  readonly at: EpochMs;
  readonly order: number;
  /** undefined: cancelled. What it holds is let go at once, since its time may come in hours. */
  fn: (() => void) | undefined;
}

/** Real milliseconds that tracked work may take before a rehearsal is declared stuck. */
const STALL_LIMIT: Milliseconds = 60_000;

/**
 * A clock that jumps to the next timer as soon as nothing else is going on: a ten-hour night passes in the time its
 * code needs. Timers fire in order of time, then of setting, so a run with the same inputs is the same run.
 */
export class VirtualClock implements Clock {
  #now: EpochMs;
  #order = 0;
  #inFlight = 0;
  readonly #heap: VirtualTimer[] = [];

  constructor(start: EpochMs = 0) {
    this.#now = start;
  }

  now(): EpochMs {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: Milliseconds): Timer {
    const timer: VirtualTimer = { at: this.#now + Math.max(0, ms), order: this.#order++, fn };
    this.#push(timer);
    return timer;
  }

  clearTimeout(timer: Timer | undefined): void {
    if (timer && 'order' in timer) (timer as VirtualTimer).fn = undefined;
  }

  sleep(ms: Milliseconds, signal?: StopSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  async track<T>(work: Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      return await work;
    } finally {
      this.#inFlight--;
    }
  }

  /**
   * Lets time pass until `work` settles, and settles as it does.
   * @throws Error when no timer is left and `work` still waits, or tracked work stalls
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const done = work.finally(() => {
      settled = true;
    });
    done.catch(() => undefined);
    for (;;) {
      await this.#quiet();
      if (settled) return done;
      if (!this.#fireNext()) {
        throw new Error('The virtual clock has no timer left, but the work it drives is still waiting.');
      }
    }
  }

  /** Lets `ms` of virtual time pass. */
  async advance(ms: Milliseconds): Promise<void> {
    await this.drive(this.sleep(ms));
  }

  /** Fires the next live timer; false when there is none. */
  #fireNext(): boolean {
    for (;;) {
      const timer = this.#pop();
      if (!timer) return false;
      if (!timer.fn) continue;
      this.#now = timer.at;
      timer.fn();
      return true;
    }
  }

  /** Waits until everything that can run without time passing has run, tracked I/O included. */
  async #quiet(): Promise<void> {
    const started = performance.now();
    do {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#inFlight > 0 && performance.now() - started > STALL_LIMIT) {
        throw new Error(`A rehearsal is stuck: tracked work has not settled for ${String(STALL_LIMIT / 1000)} s.`);
      }
    } while (this.#inFlight > 0);
  }

  #before(a: VirtualTimer, b: VirtualTimer): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #push(timer: VirtualTimer): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (!parent || !this.#before(timer, parent)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = timer;
  }

  #pop(): VirtualTimer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      const left = heap[down];
      if (!left) break;
      const right = heap[down + 1];
      const child = right && this.#before(right, left) ? right : left;
      if (child === right) down++;
      if (!this.#before(child, last)) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
    return top;
  }
}
