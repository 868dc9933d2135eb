import { type Clock, type Milliseconds, reasonOf, setDeadline, untilAborted, withDeadline } from '../clock.js';
import { CallDeadlineError, type CallPlace } from './device-error.js';

/** How long calls may take, in ms. */
export interface Deadlines {
  /** Reads, and writes that a driver does at once. */
  readonly control: Milliseconds;
  /** Members that a driver may do synchronously: it answers when it is done. */
  readonly long: Milliseconds;
  /** Until the first byte of an image: the server may have to read and convert it first. */
  readonly imageStart: Milliseconds;
  /** Between two pieces of an image. */
  readonly imageStall: Milliseconds;
}

export const DEADLINES: Deadlines = { control: 5_000, long: 100_000, imageStart: 100_000, imageStall: 10_000 };

export interface Call {
  readonly clock: Clock;
  readonly place: CallPlace;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a call with a deadline for the whole of it.
 * @throws CallDeadlineError; the signal's reason
 */
export function withCallDeadline<T>(
  { clock, place, signal }: Call,
  ms: Milliseconds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(clock, ms, { what: place.member, signal }, work, () => new CallDeadlineError(place, ms));
}

/**
 * Runs a download that may take as long as it likes, as long as bytes keep coming. `work` calls `alive` at each piece.
 * @throws CallDeadlineError when nothing came for too long; the signal's reason
 */
export async function withStallDeadline<T>(
  { clock, place, signal }: Call,
  { imageStart, imageStall }: Pick<Deadlines, 'imageStart' | 'imageStall'>,
  work: (signal: AbortSignal, alive: () => void) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw reasonOf(signal);
  const controller = new AbortController();
  let limit = imageStart;
  let lastSeen = clock.now();
  const check = (): void => {
    const left = limit - (clock.now() - lastSeen) / (clock.speed ?? 1);
    if (left <= 0) controller.abort(new CallDeadlineError(place, limit));
    else timer = setDeadline(clock, check, left);
  };
  let timer = setDeadline(clock, check, limit);
  const alive = (): void => {
    lastSeen = clock.now();
    if (limit === imageStall) return;
    limit = imageStall;
    clock.clearTimeout(timer);
    timer = setDeadline(clock, check, limit);
  };
  const stop = (): void => {
    if (signal) controller.abort(reasonOf(signal));
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await untilAborted(controller.signal, work(controller.signal, alive));
  } finally {
    clock.clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
