import { type Progress, splitFrameKey } from '../journal/fold.js';
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

/** How many frames of a plan are on disk. */
export function framesDoneIn(plan: Plan, progress: Progress): number {
  const sets = new Set(frameSetsOf(plan.steps).map((set) => set.id));
  let done = 0;
  for (const key of progress.files.keys()) {
    const [id = ''] = key.split(/[@#]/u);
    if (sets.has(id)) done++;
  }
  return done;
}

/**
 * How many frames a plan asks for; repeats without a count are counted as one pass. Of a `when` that is not decided, the
 * list with more of them counts.
 */
export function framesIn(nodes: readonly PlanNode[], progress?: Progress, passes: Passes = []): number {
  let total = 0;
  for (const node of nodes) {
    if (node.node === 'repeat') {
      // Each pass decides for itself; those to come have not decided yet.
      const count = node.count ?? 1;
      const begun = Math.min(count, (progress?.passes.get(stepKey(node, passes)) ?? 0) + 1);
      for (let pass = 1; pass <= begun; pass++) total += framesIn(node.steps, progress, [...passes, pass]);
      total += (count - begun) * framesIn(node.steps);
    } else if (node.node === 'when') {
      const branch = progress?.branches.get(stepKey(node, passes));
      const inSteps = branch === 'else' ? 0 : framesIn(node.steps, progress, passes);
      total += Math.max(inSteps, branch === 'steps' ? 0 : framesIn(node.else, progress, passes));
    } else {
      for (const { count } of framesOf(node)) total += count;
      total += framesIn(insideOf(node), progress, passes);
    }
  }
  return total;
}

/** What the frames that are still to be taken cost, ms; those given up cost nothing any more; repeats without a count are counted as one pass. */
export function timeLeftIn(nodes: readonly PlanNode[], progress: Progress, overhead: number): number {
  let left = 0;
  const skipped = [...progress.outcomes].flatMap(([key, outcome]) => {
    const frame = outcome === 'skipped' ? splitFrameKey(key) : undefined;
    return frame && !progress.files.has(key) ? [frame.set] : [];
  });
  for (const set of frameSetsOf(nodes)) {
    const isOf = (key: string): boolean => key === set.id || key.startsWith(`${set.id}@`);
    let done = skipped.filter(isOf).length;
    for (const [key, numbers] of progress.frames) if (isOf(key)) done += numbers.size;
    left += Math.max(0, timesOf(nodes, set) * set.count - done) * (set.exposure * 1000 + overhead);
  }
  return left;
}

/** How often the repeats around a set go round. */
function timesOf(nodes: readonly PlanNode[], set: FrameSet): number {
  for (const node of nodes) {
    if (framesOf(node).includes(set)) return 1;
    const inner = timesOf(insideOf(node), set);
    if (inner > 0) return inner * (node.node === 'repeat' ? (node.count ?? 1) : 1);
  }
  return 0;
}

function frameSetsOf(nodes: readonly PlanNode[]): readonly FrameSet[] {
  return [...everyNode(nodes)].flatMap(framesOf);
}
