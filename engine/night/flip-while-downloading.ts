import { carryOutFlip } from '../flip/carry-out.js';
import type { StepContext } from '../steps/step.js';
import type { NightWorld } from './night-world.js';
import { stepContext } from './step-context.js';

/**
 * Flips the mount while the last frame before the flip downloads, if one has fallen due during its exposure: once, and
 * without harm to the frame. A flip that comes to nothing leaves the mount standing still; what the target does next is
 * then a flip of its own, with all its attempts.
 */
export async function flipWhileDownloading(world: NightWorld, frame: StepContext): Promise<void> {
  const { session, target, signal } = frame;
  if (!session.flipAfterFrame || !target) return;
  session.flipAfterFrame = false;
  // Its own lease: securing never waits for a download to get the mount.
  const { context, release } = stepContext(world, { key: `${frame.key}/flip`, attempt: 1, signal, target });
  try {
    await carryOutFlip(context, await context.use('telescope'), target.position, { attempts: 1 });
  } catch (error) {
    if (!signal.aborted) world.log.warn({ error }, 'the flip during the download came to nothing');
  } finally {
    release();
  }
}
