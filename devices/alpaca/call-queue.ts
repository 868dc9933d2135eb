import { reasonOf, type StopSignal } from '../clock.js';

interface Waiting {
  readonly start: () => void;
  readonly drop: (by: string) => void;
}

export interface QueuedCall<T> {
  readonly signal: StopSignal;
  readonly work: () => Promise<T>;
  /** The error of a call that was dropped while it waited, because `by` was called. */
  readonly dropped: (by: string) => Error;
}

/** Calls that are made in order, so many at a time. */
class Lane {
  #running = 0;
  #generation = 0;
  #waiting: Waiting[] = [];

  constructor(readonly width: number) {}

  async run<T>({ signal, work, dropped }: QueuedCall<T>): Promise<T> {
    let generation = this.#generation;
    if (this.#running < this.width && this.#waiting.length === 0) this.#running++;
    else generation = await this.#turn(signal, dropped);
    try {
      return await work();
    } finally {
      if (generation === this.#generation) {
        this.#running--;
        this.#next();
      }
    }
  }

  /** Drops what waits, and no longer counts what runs: the next call starts at once. */
  clear(by: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#generation++;
    this.#running = 0;
    for (const { drop } of waiting) drop(by);
  }

  /** Waits for a place; gives the generation that the place was taken in. */
  #turn(signal: StopSignal, dropped: QueuedCall<unknown>['dropped']): Promise<number> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        reject(reasonOf(signal));
      };
      const entry: Waiting = {
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#generation);
        },
        drop: (by) => {
          signal.removeEventListener('abort', leave);
          reject(dropped(by));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
    });
  }

  #next(): void {
    while (this.#running < this.width) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running++;
      next.start();
    }
  }
}

/**
 * The order of the calls to one device. Writes go one at a time, in the order in which they were made; reads go beside
 * them, a few at a time, so that a driver that blocks in a write can still be watched. Abort and halt do not queue:
 * they go at once, and everything that waits to be written is dropped, lest an aborted slew be followed by a queued one.
 */
export class CallQueue {
  readonly #reads: Lane;
  readonly #writes = new Lane(1);

  constructor(readsAtOnce: number) {
    this.#reads = new Lane(readsAtOnce);
  }

  run<T>(verb: 'GET' | 'PUT', call: QueuedCall<T>): Promise<T> {
    return (verb === 'GET' ? this.#reads : this.#writes).run(call);
  }

  /** Clears the writes for the member named `by`, which goes first. */
  preempt(by: string): void {
    this.#writes.clear(by);
  }
}
