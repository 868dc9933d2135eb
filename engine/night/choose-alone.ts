import type { Telescope } from '../../devices/roles/index.js';
import { separation } from '../../sky/index.js';
import { isRetryable } from '../errors.js';
import { placeAt, pointingOf } from '../flip/mount-position.js';
import type { Passes, TargetAction } from '../machines/ports.js';
import type { ExposeNode } from '../plan/plan.js';
import { stepKey } from '../resume.js';
import type { SkyPosition } from '../steps/step.js';
import { nextFrameOf } from './frame-order.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { costOf, decide } from './target.js';

/** A mount that stands farther than this from where it was sent is not there any more, deg. */
const ON_PLACE = 5;

/**
 * What an `expose` that stands in no target does next: a frame, or first the flip of a mount that follows the sky,
 * wherever it was sent to. A mount that cannot be asked keeps no frame from being taken, since what is exposed may need
 * none; the guard of the limits watches it beside.
 */
export async function chooseNextAlone(
  world: NightWorld,
  node: ExposeNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<TargetAction> {
  const { clock, session, rig, log } = world;
  const { frames } = node;
  if (isAccounted(world, stepKey(node, passes))) return { do: 'finish', reason: 'the operator has left it' };
  const n = nextFrameOf(frames, passes, (key) => isAccounted(world, key));
  if (n === undefined) return { do: 'finish', reason: 'all its frames are taken' };
  // What a target has decided is not for this frame.
  session.flipAfterFrame = false;
  const expose = { do: 'expose', frames, n, reason: 'it is next' } as const;
  if (!rig.telescope) return expose;
  try {
    const to = await trackedPlace(world, rig.telescope, signal);
    if (!to) return expose;
    const decision = await decide(world, {}, to, costOf(world, frames), signal);
    switch (decision.action) {
      case 'flip':
        return { do: 'flip', reason: decision.reason, to };
      case 'wait':
        return { do: 'flip', reason: decision.reason, at: clock.now() + decision.wait, to };
      case 'expose':
        if (session.stoppedForFlip)
          return { do: 'flip', reason: 'the mount stands still, from a flip that was left', to };
        return { ...expose, ...(decision.exposure === undefined ? {} : { exposure: decision.exposure }) };
    }
  } catch (error) {
    signal.throwIfAborted();
    log.warn(
      { error, retryable: isRetryable(error) },
      'the mount could not be asked about its flip; the frame is taken',
    );
    return expose;
  }
}

/** What the mount follows, or would if a flip had not been left; undefined when it is parked or stands still else. */
async function trackedPlace(
  { clock, session, observatory }: NightWorld,
  telescope: Telescope,
  signal: AbortSignal,
): Promise<SkyPosition | undefined> {
  if (await telescope.atPark({ signal })) return undefined;
  // A mount that was told to stop and goes on, or was told to go on, does not stand still.
  if (await telescope.tracking({ signal })) session.stoppedForFlip = false;
  else if (!session.stoppedForFlip) return undefined;
  const stands = await pointingOf(telescope, clock.now(), signal);
  const sent = session.pointedAt;
  if (sent && separation(stands, placeAt(sent, clock.now(), observatory.site)) < ON_PLACE) return sent;
  return session.stoppedForFlip ? undefined : { ra: stands.ra, dec: stands.dec };
}
