import { readFileSync } from 'node:fs';

/**
 * Watches how long the event loop of this thread is held up by its own work: on a busy machine, the time until an answer
 * comes says more of the machine than of the server.
 * @returns asks for the longest turn since it was last asked, ms of processor time; undefined where Linux does not tell it
 */
export function watchTurns(): () => number | undefined {
  const spent = (): number | undefined => {
    try {
      return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
    } catch {
      return undefined;
    }
  };
  let before = spent();
  if (before === undefined) return () => undefined;
  let longest = 0;
  const timer = setInterval(() => {
    const now = spent() ?? 0;
    longest = Math.max(longest, now - (before ?? now));
    before = now;
  }, 1);
  timer.unref();
  return () => {
    const told = longest;
    longest = 0;
    return told;
  };
}
