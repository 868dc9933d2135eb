import type { Clock } from '../../../devices/clock.js';
import type { Telescope } from '../../../devices/index.js';
import { NocturneError } from '../../errors.js';

/** Real ms between two looks at the mount's time. */
const APART = 500;

/** Farther off than this is no matter of rounding: there are mounts that tell whole seconds. */
const FACTOR = 3;

/**
 * A simulated observatory may let its time run faster than it passes here, and a night has to run at the same speed.
 * @param speed of the night
 * @throws NocturneError when the mount's time runs at quite another
 */
export async function requireSpeed(
  telescope: Pick<Telescope, 'utcDate'>,
  speed: number,
  base: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const look = async (): Promise<{ readonly here: number; readonly there: number }> => {
    const asked = base.now();
    const there = await telescope.utcDate({ signal });
    return { here: (asked + base.now()) / 2, there };
  };
  const first = await look();
  await base.sleep(APART, signal);
  const second = await look();
  const rate = (second.there - first.there) / (second.here - first.here);
  const slow = speed > 1 && rate < speed / FACTOR;
  if (rate <= speed * FACTOR && !slow) return;
  const runs = Math.max(1, Math.round(rate));
  throw new NocturneError(
    'usage',
    `the mount's time runs ${String(runs)} times as fast as this computer's, and the night would run ${String(speed)} times as fast`,
    { hint: runs === 1 ? 'Leave --speed away.' : `Run the night at the observatory's speed: --speed ${String(runs)}` },
  );
}
