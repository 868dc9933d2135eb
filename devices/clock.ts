/**
 * Time, as everything in Nocturne sees it. Only this file and virtual-clock.ts touch timers or `Date.now` (lint holds
 * that), so the same client, server and engine code runs a real night and a rehearsal in virtual time.
 */

import { PlainSignal } from './plain-signal.js';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;
export type Milliseconds = number;

/** What `setTimeout` gives back; only ever handed to `clearTimeout` of the same clock. */
export type Timer = NodeJS.Timeout | { readonly at: EpochMs };

/** As much of an AbortSignal as is needed to obey it: every AbortSignal is one. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Clock {
  /** Seconds that pass in a real one; 1 if absent. Only the time of simulators runs faster. */
  readonly speed?: number;
  now(): EpochMs;
  /** Also the clock that XState actors are given. */
  setTimeout(fn: () => void, ms: Milliseconds): Timer;
  clearTimeout(timer: Timer | undefined): void;
  /** Resolves after `ms`; rejects with the signal's reason as soon as `signal` aborts. */
  sleep(ms: Milliseconds, signal?: StopSignal): Promise<void>;
  /** Marks real I/O (disk, worker, socket): a virtual clock stands still until it has settled. */
  track<T>(work: Promise<T>): Promise<T>;
}

/** A wait that took longer than it may. `what` names what was waited for. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly retryable = true;
  constructor(
    readonly what: string,
    readonly ms: Milliseconds,
  ) {
    super(`${what} took longer than ${formatSeconds(ms)}`);
  }
}

function formatSeconds(ms: Milliseconds): string {
  return ms < 10_000 ? `${String(Math.round(ms / 100) / 10)} s` : `${String(Math.round(ms / 1000))} s`;
}

/** `sleep` for any clock that can set a timer. */
export function sleepOn(
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
  ms: Milliseconds,
  signal?: StopSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const onAbort = (): void => {
      clock.clearTimeout(timer);
      if (signal) reject(reasonOf(signal));
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The error an aborted signal carries; a bare reason is wrapped so that it is always an Error. */
export function reasonOf(signal: Pick<StopSignal, 'reason'>): Error {
  const { reason } = signal;
  return reason instanceof Error ? reason : new Error(typeof reason === 'string' ? reason : 'aborted');
}

/** The longest delay a Node timer takes; a longer one would fire at once. */
const LONGEST_TIMER: Milliseconds = 2 ** 31 - 1;

/** The machine's own time, or a time that runs beside it when the observatory carries its own date. */
export class SystemClock implements Clock {
  /** @param offset added to the machine's time, in ms */
  constructor(readonly offset: Milliseconds = 0) {}

  now(): EpochMs {
    return Date.now() + this.offset;
  }

  setTimeout(fn: () => void, ms: Milliseconds): Timer {
    return setTimeout(fn, Math.min(Math.max(0, ms), LONGEST_TIMER));
  }

  clearTimeout(timer: Timer | undefined): void {
    clearTimeout(timer as NodeJS.Timeout | undefined);
  }

  sleep(ms: Milliseconds, signal?: StopSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  track<T>(work: Promise<T>): Promise<T> {
    return work;
  }
}

export interface WaitOptions {
  /** What is waited for, for the error: "the mount to park". */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A timer for what may never come: it takes real time, however fast the clock runs, because sockets and disks are as slow
 * as ever (at sixty times the speed, five seconds would be over in 83 ms).
 */
export function setDeadline(clock: Clock, late: () => void, ms: Milliseconds): Timer {
  return clock.setTimeout(late, ms * (clock.speed ?? 1));
}

/**
 * Runs `work` with a signal that aborts at the deadline or with the caller's signal, whichever is first, and settles
 * then even if `work` does not obey its signal.
 * @param late makes the error of the deadline
 * @throws DeadlineError at the deadline; the signal's reason when the caller aborts
 */
export function withDeadline<T>(
  clock: Clock,
  ms: Milliseconds,
  { what, signal }: WaitOptions,
  work: (signal: AbortSignal) => Promise<T>,
  late = (): Error => new DeadlineError(what, ms),
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const own = new PlainSignal();
    const leave = (): void => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    const end = (reason: Error): void => {
      leave();
      own.abort(reason);
      reject(reason);
    };
    const stop = (): void => {
      if (signal) end(reasonOf(signal));
    };
    const timer = setDeadline(
      clock,
      () => {
        end(late());
      },
      ms,
    );
    signal?.addEventListener('abort', stop, { once: true });
    const failed = (error: unknown): void => {
      leave();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    try {
      work(own).then((value) => {
        leave();
        resolve(value);
      }, failed);
    } catch (error) {
      failed(error);
    }
  });
}

/** Settles as `work` does, or rejects when `signal` aborts first; what `work` does later is ignored. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(reasonOf(signal));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

export interface PollOptions extends WaitOptions {
  /** Wait between two looks; default 500 ms. */
  readonly every?: Milliseconds;
  /** Wait before the first look, when the duration is roughly known; default 0. */
  readonly first?: Milliseconds;
  readonly deadline: Milliseconds;
}

/**
 * Looks again and again until `look` gives something other than undefined.
 * @throws what `look` throws; DeadlineError; the signal's reason
 */
export function poll<T>(
  clock: Clock,
  options: PollOptions,
  look: (signal: AbortSignal) => Promise<T | undefined>,
): Promise<T> {
  return withDeadline(clock, options.deadline, options, async (signal) => {
    if (options.first) await clock.sleep(options.first, signal);
    for (;;) {
      const seen = await look(signal);
      if (seen !== undefined) return seen;
      await clock.sleep(options.every ?? 500, signal);
    }
  });
}

/**
 * Lets the event loop turn once, so that a long computation does not hold up everything else. Passes no time, not even
 * virtual time, and so may stand inside tracked work.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
