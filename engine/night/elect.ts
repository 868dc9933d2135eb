import type { ElectedAction, Passes, Standing } from '../machines/ports.js';
import { type Candidate, chooseTarget } from '../plan/choose.js';
import type { Facts } from '../plan/limit-values.js';
import type { ChooseNode, ChosenTarget } from '../plan/plan.js';
import { stepKey } from '../resume.js';
import type { SkyPosition } from '../steps/step.js';
import { nextFrameOf, nextFrameOfTarget } from './frame-order.js';
import { letGo } from './keep-on-body.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { isOfTheMoment, presentFacts } from './present-facts.js';
import { chooseNext, costOf, endOf, type Opening, positionOf, soonest } from './target.js';

const MINUTE = 60_000;
/** How exactly it is known when a target sets, ms. */
const SETS_WITHIN = 10 * MINUTE;

/** A target that stands for election, and when it can be imaged at the soonest. */
interface Standee extends Candidate {
  readonly opens: number | undefined;
}

/**
 * What a choice between targets does next. Waits while none of them can be imaged yet; `finish` when none of them will be
 * any more.
 */
export async function elect(
  world: NightWorld,
  node: ChooseNode,
  passes: Passes,
  { holder: first, givenUp }: Standing,
  signal: AbortSignal,
): Promise<ElectedAction> {
  const { clock, journal, calendar, board } = world;
  const about = stepKey(node, passes);
  const until = Math.min(calendar.end, (node.until && calendar.timeOf(node.until)) ?? Infinity);
  /** Targets that would not go on although their limits hold: the mount, or the end of their time, is against it. */
  const out = new Set(givenUp);
  const finish = async (reason: string): Promise<ElectedAction> => {
    await journal.append({ type: 'decision', about, action: 'finish', reason });
    return { do: 'finish', reason };
  };
  let holder = first;
  for (;;) {
    signal.throwIfAborted();
    if (isAccounted(world, about)) return { do: 'finish', reason: 'the operator has left it' };
    if (clock.now() >= until) return finish('its time is over');
    const standees: Standee[] = [];
    for (const target of node.targets) {
      if (out.has(target.id) || isAccounted(world, stepKey(target, passes))) continue;
      standees.push(await standeeOf(world, target, { passes, until }, signal));
    }
    const now = clock.now();
    const { target, reason } = chooseTarget({
      candidates: standees,
      now,
      stay: node.stay,
      ...(holder && { current: { id: holder.target.id, since: holder.since } }),
    });
    if (!target) {
      const opens = standees.flatMap(({ remaining, opens: at }) => (remaining > 0 && at !== undefined ? [at] : []));
      const next = Math.max(now + 1000, Math.min(...opens));
      if (opens.length === 0 || next >= until) return finish(reason);
      const facts = { until: new Date(next).toISOString() };
      await journal.append({ type: 'decision', about, action: 'wait', reason, facts });
      await letGo(world, node, signal);
      board.update({ step: node.title, doing: `waiting: ${reason}`, target: undefined, waitingUntil: next });
      await clock.sleep(next - now, signal).finally(() => {
        board.update({ waitingUntil: undefined });
      });
      // The sky has moved on below a mount that nobody looked after: it is pointed anew.
      holder = undefined;
      continue;
    }
    await journal.append({ type: 'decision', about, action: `choose ${target.id}`, reason });
    if (holder?.target.id !== target.id) return { do: 'acquire', holder: { target, since: now }, reason };
    const action = await chooseNext(world, target, passes, signal);
    if (action.do === 'expose' || action.do === 'flip') return { ...action, target };
    // What was chosen does not go on after all, for a reason that is in the journal: the others have their turn.
    out.add(target.id);
  }
}

async function standeeOf(
  world: NightWorld,
  node: ChosenTarget,
  { passes, until }: { readonly passes: Passes; readonly until: number },
  signal: AbortSignal,
): Promise<Standee> {
  const accounted = (key: string): boolean => isAccounted(world, key);
  const next = nextFrameOfTarget(node, passes, accounted);
  if (!next) return { node, remaining: 0, against: 'all its frames are taken', until: 0, opens: undefined };
  const { before, exposure, after } = costOf(world, next.frames);
  const duration = before + exposure + after;
  const position = await positionOf(world, node);
  const facts = await presentFacts(world, node.while, signal);
  const now = world.clock.now();
  const opens = opensAt(world, node, position, { now, duration, facts, until });
  const remaining = node.frames.reduce((sum, set) => {
    let left = 0;
    // Frames are taken in order: those from the first that is open on are left.
    const from = nextFrameOf(set, passes, accounted);
    if (from !== undefined) left = set.count - from + 1;
    return sum + (left * (set.exposure * 1000 + before + after)) / 1000;
  }, 0);
  const against = opens.at === now ? undefined : opens.reason;
  const sets = against === undefined ? setsAt(world, node, position, { now, facts, until }) : now;
  return { node, remaining, against, until: sets, opens: opens.at };
}

interface Known {
  /** Until then its limits are known to hold, ms since 1970, */
  sets?: number;
  /** and from then on; not before. */
  opens?: Opening;
}

/** What has been looked up of each target, by its id: the sky does not change its mind. */
const lookedUp = new WeakMap<NightWorld, Map<string, Known>>();

function knownOf(world: NightWorld, { id }: ChosenTarget): Known {
  const all = lookedUp.get(world) ?? new Map<string, Known>();
  lookedUp.set(world, all);
  const known = all.get(id) ?? {};
  all.set(id, known);
  return known;
}

interface Circumstances {
  readonly now: number;
  readonly facts: Facts;
  readonly until: number;
}

/** When a target can be imaged at the soonest. */
function opensAt(
  world: NightWorld,
  node: ChosenTarget,
  position: SkyPosition,
  { now, duration, facts, until }: Circumstances & { readonly duration: number },
): Opening {
  const known = knownOf(world, node);
  if (known.opens && (known.opens.at === undefined || known.opens.at > now)) return known.opens;
  const opens = soonest(world, node, position, { now, duration, facts, latest: until });
  delete known.opens;
  // What depends on more than the sky is looked at each time.
  if (opens.at !== now && !node.while.some((limit) => isOfTheMoment(limit) || limit.quantity === 'frames-done')) {
    known.opens = opens;
  }
  return opens;
}

/** When the limits of a target that can be imaged now cease to hold, ms since 1970. */
function setsAt(
  world: NightWorld,
  node: ChosenTarget,
  position: SkyPosition,
  { now, facts, until }: Circumstances,
): number {
  const known = knownOf(world, node);
  const end = Math.min(until, endOf(world, node), now + 24 * 60 * MINUTE);
  if (known.sets !== undefined && known.sets > now) return known.sets;
  const open = (at: number): boolean =>
    soonest(world, node, position, { now: at, duration: 0, facts, latest: at }).at !== undefined;
  let at = now;
  while (at < end && open(at)) at += SETS_WITHIN;
  known.sets = Math.min(at, end);
  return known.sets;
}
