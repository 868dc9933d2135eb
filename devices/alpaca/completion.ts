import { type Clock, type EpochMs, type Milliseconds, reasonOf } from '../clock.js';
import { PlainSignal } from '../plain-signal.js';
import type { OperationOptions } from '../roles/member.js';
import { withCallDeadline } from './deadlines.js';
import { CallDeadlineError, type CallPlace, OutcomeError, ProtocolError, TransportError } from './device-error.js';

/** What a look at a running operation shows. */
export interface Look {
  readonly over: boolean;
  /** 0..1, where the device tells. */
  readonly progress?: number;
}

/** An operation that is started by one call and watched by others. */
export interface Operation {
  readonly place: CallPlace;
  readonly start: (signal: AbortSignal) => Promise<unknown>;
  /** Reads the completion property. The error of a failed operation comes out of this read. */
  readonly look: (signal: AbortSignal) => Promise<Look>;
  /** Once over: what is not as it should be, in words, or undefined. Asked again for `grace`, since some read late. */
  readonly problem?: (signal: AbortSignal) => Promise<string | undefined>;
  readonly deadline: Milliseconds;
  /** How long the end state may lag behind the completion property; default 5 s. */
  readonly grace?: Milliseconds;
  /** How long it must stay over to be believed; default 300 ms: some drivers begin to move only after the call. */
  readonly settle?: Milliseconds;
  /**
   * Whether the end state cannot be mistaken: it was not there at the start, and is not passed on the way. Then it is
   * believed even while the driver has not answered the start, as those do that carry it out first.
   */
  readonly telling?: boolean;
  /** Time to the next look; default 500 ms. */
  readonly next?: (elapsed: Milliseconds) => Milliseconds;
}

const EVERY: Milliseconds = 500;
const FIRST: Milliseconds = 200;
/** How long a server may be out of reach while something moves, before that is taken for a failure. */
const OUT_OF_REACH: Milliseconds = 30_000;
/** How long a device whose start was not answered may stand still before it is taken not to have begun. */
const DOUBTFUL_GRACE: Milliseconds = 10_000;
/** How long a start may go unanswered before the device is looked at beside it, and how often then. */
const UNANSWERED: Milliseconds = 5_000;
const BETWEEN_ARRIVALS: Milliseconds = 2_000;

/**
 * Starts an operation and waits until it is over and the device is in the state that it should be in.
 * @throws the driver's error, from the start or from a look; OutcomeError; CallDeadlineError; the signal's reason
 */
export function complete(clock: Clock, operation: Operation, options: OperationOptions = {}): Promise<void> {
  const { place } = operation;
  const deadline = options.deadline ?? operation.deadline;
  return withCallDeadline({ clock, place, signal: options.signal }, deadline, async (signal) => {
    const begun = clock.now();
    const started = await start(clock, operation, signal);
    if (started.is !== 'arrived') {
      const doubt = started.is === 'doubtful' ? started.error : undefined;
      await clock.sleep(firstWait(operation, options), signal);
      await watch({ clock, operation, options, begun, doubt }, signal);
    }
    options.onProgress?.(1);
  });
}

function firstWait(operation: Operation, { expected }: OperationOptions): Milliseconds {
  if (expected !== undefined) return Math.max(FIRST, expected * 0.9);
  return operation.next ? operation.next(0) : FIRST;
}

type Started =
  /** Begun, as far as is known. */
  | { readonly is: 'begun' }
  /** The answer was lost: it may have begun. */
  | { readonly is: 'doubtful'; readonly error: Error }
  /** Already where it should be, although the request has not been answered. */
  | { readonly is: 'arrived' };

/** Starts it, and does not wait for an answer that does not come from a device that has arrived all the same. */
async function start(clock: Clock, operation: Operation, signal: AbortSignal): Promise<Started> {
  const answered = async (obeyed: AbortSignal): Promise<Started> => {
    try {
      await operation.start(obeyed);
      return { is: 'begun' };
    } catch (error) {
      if (obeyed.aborted || !mayHaveBegun(error)) throw error;
      await clock.sleep(FIRST, obeyed);
      return { is: 'doubtful', error };
    }
  };
  if (!operation.telling) return answered(signal);
  const race = new PlainSignal();
  const stop = (): void => {
    race.abort(reasonOf(signal));
  };
  signal.addEventListener('abort', stop, { once: true });
  const racers = [answered(race), arrival(clock, operation, race)];
  // The one that loses is stopped, and its ending is nobody's concern.
  for (const racer of racers) racer.catch(() => undefined);
  try {
    return await Promise.race(racers);
  } finally {
    signal.removeEventListener('abort', stop);
    race.abort(new Error('the other has told'));
  }
}

/** Looks now and then, once a request has gone unanswered for long, until the device is where it should be. */
async function arrival(clock: Clock, operation: Operation, signal: AbortSignal): Promise<Started> {
  await clock.sleep(UNANSWERED, signal);
  for (;;) {
    try {
      const { over } = await operation.look(signal);
      if (over && (await operation.problem?.(signal)) === undefined) return { is: 'arrived' };
    } catch (error) {
      // Whatever it is, the answer to the request will tell.
      if (signal.aborted) throw error;
    }
    await clock.sleep(BETWEEN_ARRIVALS, signal);
  }
}

/** Whether a call that failed so may have been carried out all the same. */
export function mayHaveBegun(error: unknown): error is Error {
  if (error instanceof TransportError) return error.mayHaveArrived;
  if (error instanceof ProtocolError) return error.retryable;
  return error instanceof CallDeadlineError;
}

interface Watch {
  readonly clock: Clock;
  readonly operation: Operation;
  readonly options: OperationOptions;
  readonly begun: EpochMs;
  /** The error of a start that may have begun. */
  readonly doubt: Error | undefined;
}

async function watch({ clock, operation, options, begun, doubt }: Watch, signal: AbortSignal): Promise<void> {
  const { settle = 300, grace = 5_000, place } = operation;
  let seenUnderWay = false;
  let overSince: EpochMs | undefined;
  let lostSince: EpochMs | undefined;
  for (;;) {
    const elapsed = clock.now() - begun;
    let wait = operation.next?.(elapsed) ?? EVERY;
    const seen = await lookOrLose(operation, signal);
    if (seen instanceof Error) {
      lostSince ??= clock.now();
      if (clock.now() - lostSince >= OUT_OF_REACH) throw seen;
    } else if (seen.over) {
      lostSince = undefined;
      overSince ??= clock.now();
      const overFor = clock.now() - overSince;
      const unclear = doubt !== undefined && !seenUnderWay;
      if (seen.problem === undefined) {
        // Without an end state to check, nothing says that what may have begun has ever done so.
        if (unclear && !operation.problem) throw doubt;
        if (overFor >= settle) return;
        wait = Math.min(wait, settle - overFor);
      } else if (overFor >= (unclear ? Math.min(grace, DOUBTFUL_GRACE) : grace)) {
        throw unclear ? doubt : new OutcomeError(place, `ended, but ${seen.problem}`);
      }
    } else {
      lostSince = undefined;
      overSince = undefined;
      seenUnderWay = true;
      report(options, seen, elapsed);
    }
    await clock.sleep(wait, signal);
  }
}

interface Seen extends Look {
  readonly problem?: string | undefined;
}

/** Looks, and gives the error of a look that says nothing about the operation, for want of a connection or an answer. */
async function lookOrLose(operation: Operation, signal: AbortSignal): Promise<Seen | Error> {
  try {
    const look = await operation.look(signal);
    return look.over ? { ...look, problem: await operation.problem?.(signal) } : look;
  } catch (error) {
    if (signal.aborted || !isLost(error)) throw error;
    return error;
  }
}

/** Whether a look failed for want of a connection or a sensible answer: it says nothing about the operation. */
function isLost(error: unknown): error is Error {
  if (error instanceof ProtocolError) return error.retryable;
  return error instanceof TransportError || error instanceof CallDeadlineError;
}

function report({ expected, onProgress }: OperationOptions, look: Look, elapsed: Milliseconds): void {
  const progress = look.progress ?? (expected ? Math.min(0.99, elapsed / expected) : undefined);
  if (progress !== undefined) onProgress?.(progress);
}
