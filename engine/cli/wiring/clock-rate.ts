import type { Clock } from '../../../devices/clock.js';
import type { Telescope } from '../../../devices/index.js';
import { NocturneError } from '../../errors.js';

/** Real ms between two looks at the mount's time; and before it is doubted, since there are mounts that tell it in steps. */
const APART = 500;
const APART_IN_DOUBT = 5000;

/** Farther off than this is no matter of rounding. */
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
  const rateAfter = async (ms: number): Promise<number> => {
    await base.sleep(ms, signal);
    const second = await look();
    return (second.there - first.there) / (second.here - first.here);
  };
  const isRight = (rate: number): boolean => rate <= speed * FACTOR && (speed <= 1 || rate >= speed / FACTOR);
  if (isRight(await rateAfter(APART))) return;
  const rate = await rateAfter(APART_IN_DOUBT);
  if (isRight(rate)) return;
  const runs = Math.max(1, Math.round(rate));
  const times = (of: number): string => (of === 1 ? 'as fast as' : `${String(of)} times as fast as`);
  throw new NocturneError(
    'usage',
    `the mount's time runs ${times(runs)} this computer's, and that of the night would run ${times(speed)} it`,
    { hint: runs === 1 ? 'Leave --speed away.' : `Run the night at the observatory's speed: --speed ${String(runs)}` },
  );
}
