import { decideFlip, type FlipDecision, type FlipSituation, type NextAction } from '../flip/decide.js';
import { pastMeridian } from '../flip/meridian.js';
import { placeAt } from '../flip/mount-position.js';
import { flipSituation } from '../flip/situation.js';
import { isRetryable } from '../errors.js';
import type { Passes, Readiness, TargetAction } from '../machines/ports.js';
import { brokenLimit, type Facts, limitHolds } from '../plan/limit-values.js';
import { type FrameSet, frameKey, type TargetNode } from '../plan/plan.js';
import type { SkyPosition } from '../steps/step.js';
import { nextFrameOfTarget } from './frame-order.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { isOfTheMoment, presentFacts } from './present-facts.js';
import { locate } from './step-context.js';

const MINUTE = 60_000;
/** How far ahead limits are looked for that do not hold now, when neither the night nor the target has an end. */
const LOOK_AHEAD = 24 * 60 * MINUTE;

/** Where a target is; fixed when it is first asked for. */
export function positionOf(world: NightWorld, node: TargetNode): Promise<SkyPosition> {
  return locate(world, node.id, node.position);
}

/** The last moment at which the target may be exposed. */
export function endOf(world: NightWorld, node: TargetNode): number {
  const until = node.until ? world.calendar.timeOf(node.until) : undefined;
  return Math.min(world.calendar.end, until ?? Infinity);
}

/** ms beyond its exposure that a frame is taken to cost before one has been measured. */
const FIRST_COSTS = { before: 10_000, after: 8_000 };
/** How often the mount is asked again when it could not be, and ms in between. */
const ASK_AGAIN = 3;
const ASK_PAUSE = 5_000;

/** The whole cost of a frame, by what the last ones took. */
export function costOf({ session }: NightWorld, set: FrameSet): NextAction {
  const { before, after } = session.frameCosts ?? FIRST_COSTS;
  return { before, exposure: set.exposure * 1000, after, shortenable: set.type === 'light' };
}

/** Waits until a target may be imaged, or says why it will not be in this night. */
export async function awaitTarget(
  world: NightWorld,
  node: TargetNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<Readiness> {
  const { clock, journal, session } = world;
  delete session.frameEnded;
  const first = nextFrameOfTarget(node, passes, (key) => isAccounted(world, key));
  if (!first) return { go: false, reason: 'all its frames are taken' };
  const { before, exposure, after } = costOf(world, first.frames);
  const duration = before + exposure + after;
  world.board.update({ target: node.name, step: `waiting for ${node.name}`, doing: undefined, exposure: undefined });
  const position = await positionOf(world, node);
  const latest = clock.now() + LOOK_AHEAD;
  let told = '';
  for (;;) {
    signal.throwIfAborted();
    const facts = await presentFacts(world, node.while, signal);
    const now = clock.now();
    const opens = soonest(world, node, position, { now, duration, facts, latest });
    if (opens.at === now) return { go: true };
    if (opens.at === undefined) {
      await journal.append({ type: 'decision', about: node.id, action: 'pass over', reason: opens.reason });
      return { go: false, reason: opens.reason };
    }
    const what = opens.limit ?? opens.reason;
    if (told !== what) {
      told = what;
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

/** The soonest moment at which every limit of a target holds, and goes on to hold for a first frame of `duration`. */
export function soonest(
  world: NightWorld,
  node: TargetNode,
  position: SkyPosition,
  { now, duration, facts, latest = now + LOOK_AHEAD }: Moment,
): Opening {
  const end = Math.min(endOf(world, node), latest);
  const from = node.from ? world.calendar.timeOf(node.from) : undefined;
  const first = Math.max(now, from ?? now);
  // The weather of the hours to come is not known: what is of the moment is asked again when the rest holds.
  const why = (at: number): string | undefined =>
    brokenThrough(world, { ...node, while: node.while.filter((limit) => !isOfTheMoment(limit)) }, position, {
      at,
      duration,
      facts,
    });
  const reason = first > now ? `it begins at ${node.from?.text ?? ''}` : (why(now) ?? '');
  if (first + duration > end) return { at: undefined, reason: 'its time is over, or too short for a frame' };
  if (why(first) === undefined) {
    if (first > now) return { at: first, reason };
    const limits = node.while.filter(isOfTheMoment);
    const { site } = world.observatory;
    const place = placeAt(position, now, site);
    const broken = limits.find((limit) => !limitHolds(limit, place, now, site, facts));
    if (!broken) return { at: first, reason };
    const present = brokenThrough(world, { ...node, while: [broken] }, position, { at: now, duration, facts }) ?? '';
    return { at: now + MINUTE, reason: present, limit: `${broken.quantity} ${broken.text}` };
  }
  for (let at = first + MINUTE; at + duration <= end; at += MINUTE) if (why(at) === undefined) return { at, reason };
  return { at: undefined, reason: `${reason}, and will be so for the rest of its time` };
}

export interface Moment {
  readonly now: number;
  /** ms for which the limits shall go on to hold */
  readonly duration: number;
  readonly facts: Facts;
  /** No moment later than this is looked for. */
  readonly latest?: number;
}

export interface Opening {
  /** ms since 1970; undefined when there is none */
  readonly at: number | undefined;
  readonly reason: string;
  /** The limit that only the moment itself can tell about: it is looked at again at `at`. */
  readonly limit?: string;
}

/** The limit that is broken when something begins, or when it ends. */
function brokenThrough(
  { observatory }: NightWorld,
  node: TargetNode,
  position: SkyPosition,
  { at, duration, facts }: { readonly at: number; readonly duration: number; readonly facts: Facts },
): string | undefined {
  const broken = (when: number): string | undefined =>
    brokenLimit(node.while, placeAt(position, when, observatory.site), when, observatory, facts);
  return broken(at) ?? broken(at + duration);
}

/** What a target does next: a frame, a flip first, a wait, or nothing more. */
export async function chooseNext(
  world: NightWorld,
  node: TargetNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<TargetAction> {
  const accounted = (key: string): boolean => isAccounted(world, key);
  const next = nextFrameOfTarget(node, passes, accounted);
  if (!next) return { do: 'finish', reason: 'all its frames are taken' };
  const { clock, session } = world;
  const position = await positionOf(world, node);
  const facts = await presentFacts(world, node.while, signal);
  const now = clock.now();
  const action = costOf(world, next.frames);
  const duration = action.before + action.exposure + action.after;
  const finish = async (reason: string): Promise<TargetAction> => {
    await world.journal.append({ type: 'decision', about: node.id, action: 'finish', reason });
    return { do: 'finish', reason };
  };
  if (now + duration > endOf(world, node)) return finish('the next frame would not end before its time is over');
  const broken = brokenThrough(world, node, position, { at: now, duration, facts });
  if (broken !== undefined) {
    const again = soonest(world, node, position, { now, duration, facts });
    return again.at === undefined ? finish(broken) : { do: 'wait', reason: broken };
  }
  const expose = { do: 'expose', ...next, reason: describe(next.frames, next.n) } as const;
  if (!world.rig.telescope) return expose;

  const decision = await decide(world, node, position, action, signal);
  switch (decision.action) {
    case 'flip':
      return { do: 'flip', reason: decision.reason };
    case 'wait':
      return { do: 'flip', reason: decision.reason, at: clock.now() + decision.wait };
    case 'expose': {
      const key = frameKey(next.frames, passes, next.n);
      // A flip for the last frame's sake would be for nothing: what comes next points anew.
      const goesOn = nextFrameOfTarget(node, passes, (other) => other === key || accounted(other)) !== undefined;
      session.flipAfterFrame = decision.flipAfter && goesOn;
      return { ...expose, ...(decision.exposure === undefined ? {} : { exposure: decision.exposure }) };
    }
  }
}

/** Asks the mount and decides; a mount that does not answer at once is asked again before the target is given up. */
export async function decide(
  world: NightWorld,
  { crossing }: Pick<TargetNode, 'crossing'>,
  position: SkyPosition,
  action: NextAction,
  signal: AbortSignal,
): Promise<FlipDecision> {
  const { clock, observatory, session, rig, journal } = world;
  const { telescope } = rig;
  if (!telescope) return { action: 'expose', reason: 'there is no mount', flipAfter: false };
  for (let attempt = 1; ; attempt++) {
    try {
      const question = { telescope, position, observatory, session, clock, action, signal, crossing };
      const situation = await flipSituation(question);
      const decision = decideFlip(situation);
      world.board.update({ nextFlip: nextFlip(situation, clock.now()) });
      if (decision.action !== 'expose' || decision.flipAfter || session.flipReason !== decision.reason) {
        session.flipReason = decision.reason;
        const facts = situation.flips ? { hourAngle: Math.round(situation.hourAngle * 10_000) / 10_000 } : {};
        await journal.append({
          type: 'decision',
          about: 'flip',
          action: decision.action,
          reason: decision.reason,
          facts,
        });
      }
      return decision;
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= ASK_AGAIN || !isRetryable(error)) throw error;
      world.log.warn({ error, attempt }, 'the mount could not be asked about its flip');
      await clock.sleep(ASK_PAUSE, signal);
    }
  }
}

/** When the target leaves the side of the sky that the mount is set up for, as far as is known. */
function nextFlip(situation: FlipSituation, now: number): number | undefined {
  if (!situation.flips || situation.state === undefined) return undefined;
  if (situation.state !== situation.destination) return now;
  return now + (situation.flipIn ?? -pastMeridian(situation.state, situation.hourAngle));
}

function describe(set: FrameSet, n: number): string {
  return `frame ${String(n)} of ${String(set.count)}${set.filter === undefined ? '' : ` in ${set.filter}`}`;
}
