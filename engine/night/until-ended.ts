import { reasonOf } from '../../devices/clock.js';
import { PlainSignal } from '../../devices/plain-signal.js';

/** Runs work with a signal that aborts with either of two: the activity's own, and the one that ends everything. */
export async function untilEnded<T>(
  ended: AbortSignal,
  own: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new PlainSignal();
  const stop = (): void => {
    either.abort(reasonOf(ended.aborted ? ended : own));
  };
  if (ended.aborted || own.aborted) stop();
  ended.addEventListener('abort', stop, { once: true });
  own.addEventListener('abort', stop, { once: true });
  try {
    either.throwIfAborted();
    return await work(either);
  } finally {
    ended.removeEventListener('abort', stop);
    own.removeEventListener('abort', stop);
  }
}
