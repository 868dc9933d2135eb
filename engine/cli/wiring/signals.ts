import type { Clock } from '../../../devices/clock.js';

/** What a person or the system wants of a run. */
export interface EndRequests {
  /** Stops listening. */
  release(): void;
}

/**
 * One press of Ctrl-C comes twice when npm hands it on to a process that the terminal has sent it to already: what follows
 * this soon is the same press. ms
 */
const SAME_PRESS = 700;

/**
 * Ctrl-C, SIGTERM and SIGHUP ask for an end in order; a second Ctrl-C asks for an end at once. A second SIGTERM does not:
 * it comes from programs, and the roof is open.
 */
export function onEndRequest(
  clock: Pick<Clock, 'now'>,
  inOrder: (signal: string) => void,
  atOnce: () => void,
): EndRequests {
  let first: number | undefined;
  const interrupt = (): void => {
    const now = clock.now();
    if (first === undefined) {
      first = now;
      inOrder('Ctrl-C');
    } else if (now - first > SAME_PRESS) {
      atOnce();
    }
  };
  let told = false;
  const end = (signal: NodeJS.Signals): void => {
    first ??= clock.now();
    if (told) return;
    told = true;
    inOrder(signal);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  return {
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', end);
      process.off('SIGHUP', end);
    },
  };
}
