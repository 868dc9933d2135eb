import { type Progress, setIdOf, splitFrameKey } from '../journal/fold.js';
import type { Passes } from '../machines/ports.js';
import { everyNode, framesOf, insideOf } from '../plan/walk.js';
import { frameKey, type FrameSet, type Plan, type PlanNode, type TargetNode } from '../plan/plan.js';
import { stepKey } from '../resume.js';

/** Whether a frame is on disk or given up, by its key. */
export type Accounted = (key: string) => boolean;

/** The next frame of a set to take, from 1: the first that is not accounted for; undefined when none is left. */
export function nextFrameOf(set: FrameSet, passes: readonly number[], accounted: Accounted): number | undefined {
  for (let n = 1; n <= set.count; n++) if (!accounted(frameKey(set, passes, n))) return n;
  return undefined;
}

/** How many frames of a set are on disk. */
export function framesDoneOf(set: FrameSet, passes: readonly number[], progress: Progress): number {
  let done = 0;
  for (let n = 1; n <= set.count; n++) if (progress.files.has(frameKey(set, passes, n))) done++;
  return done;
}

/** The frame that a target takes next, in its order; undefined when all are taken. */
export function nextFrameOfTarget(
  node: TargetNode,
  passes: readonly number[],
  accounted: Accounted,
): { readonly frames: FrameSet; readonly n: number } | undefined {
  const open = node.frames
    .map((frames) => ({ frames, n: nextFrameOf(frames, passes, accounted) }))
    .filter((next): next is { frames: FrameSet; n: number } => next.n !== undefined);
  if (node.order === 'in turn') return open[0];
  // Round and round: the set that is fewest frames along, the first of these.
  return open.reduce<{ frames: FrameSet; n: number } | undefined>(
    (least, next) => (least === undefined || next.n < least.n ? next : least),
    undefined,
  );
}

/** How many of the frames that a plan asks for are on disk; not those of a set that was made smaller since. */
export function framesDoneIn(plan: Pick<Plan, 'steps'>, progress: Progress): number {
  const counts = new Map(frameSetsOf(plan.steps).map((set) => [set.id, set.count]));
  let done = 0;
  for (const [key, numbers] of progress.frames) {
    const asked = counts.get(setIdOf(key)) ?? 0;
    for (const n of numbers) if (n <= asked) done++;
  }
  return done;
}

/**
 * How many frames a plan asks for; repeats without a count are counted as one pass. Of a `when` that is not decided, the
 * list with more of them counts.
 */
export function framesIn(nodes: readonly PlanNode[], progress?: Progress): number {
  return [...wantedIn(nodes, () => 1, progress).values()].reduce((sum, frames) => sum + frames, 0);
}

/**
 * What the frames that are still to be taken cost, ms; those given up cost nothing any more. Repeats without a count are
 * counted as one pass; of a `when` that is not decided, the list that takes longer counts.
 */
export function timeLeftIn(nodes: readonly PlanNode[], progress: Progress, overhead: number): number {
  const accounted = new Map<string, number>();
  const account = (key: string, frames: number): void => {
    const id = setIdOf(key);
    accounted.set(id, (accounted.get(id) ?? 0) + frames);
  };
  for (const [key, numbers] of progress.frames) account(key, numbers.size);
  for (const [key, outcome] of progress.outcomes) {
    const frame = outcome === 'skipped' && !progress.files.has(key) ? splitFrameKey(key) : undefined;
    if (frame) account(frame.set, 1);
  }
  const cost = ({ exposure }: FrameSet): number => exposure * 1000 + overhead;
  let left = 0;
  for (const [set, frames] of wantedIn(nodes, cost, progress)) {
    left += Math.max(0, frames - (accounted.get(set.id) ?? 0)) * cost(set);
  }
  return left;
}

type Wanted = ReadonlyMap<FrameSet, number>;

/** How many frames of each set are asked for, in all passes, in the branches that are taken. */
function wantedIn(
  nodes: readonly PlanNode[],
  cost: (set: FrameSet) => number,
  progress?: Progress,
  passes: Passes = [],
): Wanted {
  const wanted = new Map<FrameSet, number>();
  const add = (more: Wanted, times = 1): void => {
    for (const [set, frames] of more) wanted.set(set, (wanted.get(set) ?? 0) + frames * times);
  };
  for (const node of nodes) {
    if (node.node === 'repeat') {
      const count = node.count ?? 1;
      const begun = Math.min(count, (progress?.passes.get(stepKey(node, passes)) ?? 0) + 1);
      for (let pass = 1; pass <= begun; pass++) add(wantedIn(node.steps, cost, progress, [...passes, pass]));
      if (count > begun) add(wantedIn(node.steps, cost), count - begun);
    } else if (node.node === 'when') {
      const branch = progress?.branches.get(stepKey(node, passes));
      const lists = [...(branch === 'else' ? [] : [node.steps]), ...(branch === 'steps' ? [] : [node.else])];
      const [first, second] = lists.map((list) => wantedIn(list, cost, progress, passes));
      if (first) add(second && timeOf(second, cost) > timeOf(first, cost) ? second : first);
    } else {
      add(new Map(framesOf(node).map((set) => [set, set.count])));
      add(wantedIn(insideOf(node), cost, progress, passes));
    }
  }
  return wanted;
}

function timeOf(wanted: Wanted, cost: (set: FrameSet) => number): number {
  return [...wanted].reduce((sum, [set, frames]) => sum + frames * cost(set), 0);
}

function frameSetsOf(nodes: readonly PlanNode[]): readonly FrameSet[] {
  return [...everyNode(nodes)].flatMap(framesOf);
}
