import type { FrameSet, TargetNode } from './plan.js';

/** The frame that a target takes next, in its order, when the first `done` of each set are taken; from 1. */
export function nextFrame(
  { frames, order }: Pick<TargetNode, 'frames' | 'order'>,
  done: (set: FrameSet) => number,
): { readonly frames: FrameSet; readonly n: number } | undefined {
  const open = frames.map((set) => ({ frames: set, n: done(set) + 1 })).filter(({ frames: set, n }) => n <= set.count);
  const [first, ...others] = open;
  if (!first || order === 'in turn') return first;
  // Round and round: the set that is fewest frames along, the first of these.
  return others.reduce((least, next) => (next.n < least.n ? next : least), first);
}
