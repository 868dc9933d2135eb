import { setMaxListeners } from 'node:events';
import { reasonOf } from '../../devices/clock.js';

/** Runs work with a signal that aborts with either of two: the activity's own, and the one that ends everything. */
export async function untilEnded<T>(
  ended: AbortSignal,
  own: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    controller.abort(reasonOf(ended.aborted ? ended : own));
  };
  if (ended.aborted || own.aborted) stop();
  ended.addEventListener('abort', stop, { once: true });
  own.addEventListener('abort', stop, { once: true });
  try {
    controller.signal.throwIfAborted();
    return await work(controller.signal);
  } finally {
    ended.removeEventListener('abort', stop);
    own.removeEventListener('abort', stop);
  }
}
