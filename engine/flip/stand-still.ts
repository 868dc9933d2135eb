import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Telescope } from '../../devices/roles/index.js';

/** How often a mount is told to stop, and how long one telling may take. */
const TRIES = 3;
const DEADLINE = 15_000;
/** Between two tries, ms. */
const BETWEEN = 2_000;

/**
 * Stops a mount and reads it back: its slew is aborted, its tracking is off. Some mounts ignore the first command, and some
 * all of them.
 * @returns whether it stands still as far as it tells; never throws but for the signal
 */
export async function standStill(
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
  telescope: Telescope,
  /** Whether a slew is aborted too; else a mount that slews is under somebody's command, and let be. */
  { abort = true }: { readonly abort?: boolean } = {},
): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      await withDeadline(clock, DEADLINE, { what: 'stopping the mount', signal }, (inner) =>
        stop(telescope, abort, inner),
      );
      return true;
    } catch {
      signal?.throwIfAborted();
      // What it refuses or does not answer is tried again: there is nothing better to do with an error here.
      if (attempt < TRIES) await clock.sleep(BETWEEN, signal);
    }
  }
  return false;
}

async function stop(telescope: Telescope, abort: boolean, signal: AbortSignal): Promise<void> {
  if (await telescope.atPark({ signal })) return;
  if (await telescope.slewing({ signal })) {
    if (!abort) return;
    // A mount that refuses to abort may still switch its tracking off; whether it moves is read below.
    await telescope.abortSlew({ signal }).catch(() => undefined);
  }
  // Read back by `track`, since some mounts ignore the write.
  await telescope.track(false, { signal });
  if (await telescope.slewing({ signal })) throw new Error('the mount goes on slewing');
}
