import { awaitFlipPoint } from '../flip/carry-out.js';
import { decideFlip } from '../flip/decide.js';
import { flipSituation } from '../flip/situation.js';
import type { Passes, Readiness, TargetAction } from '../machines/ports.js';
import { stepKey } from '../resume.js';
import { brokenLimit } from '../plan/limit-values.js';
import type { FrameSet, TargetNode } from '../plan/plan.js';
import type { SkyPosition } from '../steps/step.js';
import { nextFrameOfTarget } from './frame-order.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { locate, stepContext } from './step-context.js';

const MINUTE = 60_000;
/** How far ahead limits are looked for that do not hold now, when neither the night nor the target has an end. */
const LOOK_AHEAD = 24 * 60 * MINUTE;

/** Where a target is; fixed when it is first asked for. */
export function positionOf(world: NightWorld, node: TargetNode): Promise<SkyPosition> {
  return locate(world, node.id, node.position);
}

/** The last moment at which the target may be exposed. */
function endOf(world: NightWorld, node: TargetNode): number {
  const until = node.until ? world.calendar.timeOf(node.until) : undefined;
  return Math.min(world.calendar.end, until ?? Infinity);
}

/** What one frame costs beyond its exposure, ms: the last one's overhead, or a guess before the first. */
export function overheadOf(world: NightWorld): number {
  return world.session.frameOverhead ?? 8_000;
}

/** Waits until a target may be imaged, or says why it will not be in this night. */
export async function awaitTarget(
  world: NightWorld,
  node: TargetNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<Readiness> {
  const { clock, journal } = world;
  if (!nextFrameOfTarget(node, passes, (key) => isAccounted(world, key))) {
    return { go: false, reason: 'all its frames are taken' };
  }
  world.board.update({ target: node.name, step: `waiting for ${node.name}`, doing: undefined, exposure: undefined });
  const position = await positionOf(world, node);
  let told = '';
  for (;;) {
    signal.throwIfAborted();
    const now = clock.now();
    const opens = soonest(world, node, position, now);
    if (opens.at === now) return { go: true };
    if (opens.at === undefined) {
      await journal.append({ type: 'decision', about: node.id, action: 'pass over', reason: opens.reason });
      return { go: false, reason: opens.reason };
    }
    if (told !== opens.reason) {
      told = opens.reason;
      await journal.append({
        type: 'decision',
        about: node.id,
        action: 'wait',
        reason: opens.reason,
        facts: { until: new Date(opens.at).toISOString() },
      });
    }
    world.board.update({ doing: `waiting: ${opens.reason}`, waitingUntil: opens.at });
    await clock.sleep(opens.at - now, signal).finally(() => {
      world.board.update({ waitingUntil: undefined });
    });
  }
}

/** The soonest moment at which every limit of a target holds; `at` equal to `now` when they do, undefined for never. */
function soonest(
  world: NightWorld,
  node: TargetNode,
  position: SkyPosition,
  now: number,
): { readonly at: number | undefined; readonly reason: string } {
  const end = Math.min(endOf(world, node), now + LOOK_AHEAD);
  const from = node.from ? world.calendar.timeOf(node.from) : undefined;
  const first = Math.max(now, from ?? now);
  const why = (at: number): string | undefined => brokenLimit(node.while, position, at, world.observatory);
  const reason = first > now ? `it begins at ${node.from?.text ?? ''}` : (why(now) ?? '');
  if (first >= end) return { at: undefined, reason: 'its time is over' };
  if (why(first) === undefined) return { at: first, reason };
  for (let at = first + MINUTE; at < end; at += MINUTE) if (why(at) === undefined) return { at, reason };
  return { at: undefined, reason: `${reason}, and will be so for the rest of its time` };
}

/** What a target does next: a frame, a flip first, a wait, or nothing more. */
export async function chooseNext(
  world: NightWorld,
  node: TargetNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<TargetAction> {
  const next = nextFrameOfTarget(node, passes, (key) => isAccounted(world, key));
  if (!next) return { do: 'finish', reason: 'all its frames are taken' };
  const { clock, observatory, rig, session } = world;
  const position = await positionOf(world, node);
  const now = clock.now();
  const duration = next.frames.exposure * 1000 + overheadOf(world);
  const finish = async (reason: string): Promise<TargetAction> => {
    await world.journal.append({ type: 'decision', about: node.id, action: 'finish', reason });
    return { do: 'finish', reason };
  };
  if (now + duration > endOf(world, node)) return finish('the next frame would not end before its time is over');
  const broken =
    brokenLimit(node.while, position, now, observatory) ??
    brokenLimit(node.while, position, now + duration, observatory);
  if (broken !== undefined) {
    const again = soonest(world, node, position, now + duration);
    return again.at === undefined ? finish(broken) : { do: 'wait', reason: broken };
  }
  const { telescope } = rig;
  const expose = { do: 'expose', ...next, reason: describe(next.frames, next.n) } as const;
  if (!telescope) return expose;

  const decision = decideFlip(
    await flipSituation({ telescope, position, observatory, session, now, duration, signal }),
  );
  if (decision.action !== 'continue' || session.flipReason !== decision.reason) {
    session.flipReason = decision.reason;
    await world.journal.append({ type: 'decision', about: 'flip', action: decision.action, reason: decision.reason });
  }
  if (decision.action === 'flip') return { do: 'flip', reason: decision.reason };
  if (decision.action === 'continue') return expose;

  const { context, release } = stepContext(world, {
    key: stepKey(node, passes),
    attempt: 1,
    signal,
    target: { node, position },
  });
  try {
    const mount = await context.use('telescope');
    const side = await mount.sideOfPier({ signal }).catch(() => 'unknown' as const);
    // Standing still is the one thing that can do no harm while the meridian comes.
    await mount.track(false, { signal });
    await context.waitUntil(now + decision.wait, `waiting for the meridian flip of ${node.name}`);
    if (side !== 'unknown') await awaitFlipPoint(context, mount, position, side);
    return { do: 'flip', reason: decision.reason };
  } finally {
    release();
  }
}

function describe(set: FrameSet, n: number): string {
  return `frame ${String(n)} of ${String(set.count)}${set.filter === undefined ? '' : ` in ${set.filter}`}`;
}
