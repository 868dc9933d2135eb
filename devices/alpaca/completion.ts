import type { Clock, EpochMs, Milliseconds } from '../clock.js';
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
  /** Time to the next look; default 500 ms. */
  readonly next?: (elapsed: Milliseconds) => Milliseconds;
}

const EVERY: Milliseconds = 500;
const FIRST: Milliseconds = 200;
/** How long a server may be out of reach while something moves, before that is taken for a failure. */
const OUT_OF_REACH: Milliseconds = 30_000;

/**
 * Starts an operation and waits until it is over and the device is in the state that it should be in.
 * @throws the driver's error, from the start or from a look; OutcomeError; CallDeadlineError; the signal's reason
 */
export function complete(clock: Clock, operation: Operation, options: OperationOptions = {}): Promise<void> {
  const { place } = operation;
  const deadline = options.deadline ?? operation.deadline;
  return withCallDeadline({ clock, place, signal: options.signal }, deadline, async (signal) => {
    const begun = clock.now();
    const ambiguous = await start(clock, operation, signal);
    await clock.sleep(firstWait(operation, options), signal);
    await watch({ clock, operation, options, begun, ambiguous }, signal);
    options.onProgress?.(1);
  });
}

function firstWait(operation: Operation, { expected }: OperationOptions): Milliseconds {
  if (expected !== undefined) return Math.max(FIRST, expected * 0.9);
  return operation.next ? operation.next(0) : FIRST;
}

/** Starts it. A start whose answer was lost may have begun: its error is kept until the device tells. */
async function start(clock: Clock, operation: Operation, signal: AbortSignal): Promise<Error | undefined> {
  try {
    await operation.start(signal);
    return undefined;
  } catch (error) {
    if (signal.aborted || !mayHaveBegun(error)) throw error;
    await clock.sleep(FIRST, signal);
    return error;
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
  readonly ambiguous: Error | undefined;
}

async function watch({ clock, operation, options, begun, ambiguous }: Watch, signal: AbortSignal): Promise<void> {
  const { settle = 300, grace = 5_000, place } = operation;
  let seenUnderWay = false;
  let overSince: EpochMs | undefined;
  let lostSince: EpochMs | undefined;
  for (;;) {
    const elapsed = clock.now() - begun;
    let wait = operation.next?.(elapsed) ?? EVERY;
    try {
      const look = await operation.look(signal);
      if (look.over) {
        const problem = await operation.problem?.(signal);
        overSince ??= clock.now();
        const overFor = clock.now() - overSince;
        if (problem !== undefined && overFor >= grace) throw ambiguousOr(ambiguous, seenUnderWay, place, problem);
        if (problem === undefined && overFor >= settle) {
          if (ambiguous && !seenUnderWay && !operation.problem) throw ambiguous;
          return;
        }
        if (problem === undefined) wait = Math.min(wait, settle - overFor);
      } else {
        seenUnderWay = true;
        overSince = undefined;
        report(options, look, elapsed);
      }
      lostSince = undefined;
    } catch (error) {
      if (signal.aborted || !isLost(error)) throw error;
      lostSince ??= clock.now();
      if (clock.now() - lostSince >= OUT_OF_REACH) throw error;
    }
    await clock.sleep(wait, signal);
  }
}

function ambiguousOr(ambiguous: Error | undefined, seenUnderWay: boolean, place: CallPlace, problem: string): Error {
  return ambiguous && !seenUnderWay ? ambiguous : new OutcomeError(place, `ended, but ${problem}`);
}

/** Whether a look failed for want of a connection or a sensible answer: it says nothing about the operation. */
function isLost(error: unknown): boolean {
  if (error instanceof ProtocolError) return error.retryable;
  return error instanceof TransportError || error instanceof CallDeadlineError;
}

function report({ expected, onProgress }: OperationOptions, look: Look, elapsed: Milliseconds): void {
  const progress = look.progress ?? (expected ? Math.min(0.99, elapsed / expected) : undefined);
  if (progress !== undefined) onProgress?.(progress);
}
