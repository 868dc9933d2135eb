import { carryOutFlip } from '../flip/carry-out.js';
import type { StepContext } from '../steps/step.js';
import type { NightWorld } from './night-world.js';
import { stepContext } from './step-context.js';

/**
 * Flips the mount while the last frame before the flip downloads, if one has fallen due during its exposure: once, and
 * without harm to the frame. A flip that comes to nothing leaves the mount standing still; what the target does next is
 * then a flip of its own, with all its attempts. Never rejects.
 */
export async function flipWhileDownloading(world: NightWorld, frame: StepContext): Promise<void> {
  const { session, target, signal } = frame;
  if (!session.flipAfterFrame || !target) return;
  session.flipAfterFrame = false;
  const { journal, log } = world;
  const key = `${frame.key}/flip`;
  const title = `meridian flip on ${target.node.name}, during the download`;
  // Its own lease: securing never waits for a download to get the mount.
  const { context, release } = stepContext(world, { key, attempt: 1, signal, target });
  try {
    await journal.append({ type: 'begin', key, kind: 'flip', title, attempt: 1 });
    log.info({ key }, title);
    await carryOutFlip(context, await context.use('telescope'), target.position, { attempts: 1 });
    await journal.append({ type: 'end', key, outcome: 'done' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!signal.aborted) log.warn({ error }, `${title}: ${reason}`);
    const outcome = signal.aborted ? 'stopped' : 'failed';
    // A journal that cannot be written is told of by the journal itself.
    await journal.append({ type: 'end', key, outcome, reason }).catch(() => undefined);
  } finally {
    release();
  }
}
