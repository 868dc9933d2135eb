import type { AnyNode, FrameSet, Plan, TargetNode } from './plan.js';
import { secondsOfStep, secondsToSlew, type TimeOptions, timingOf } from './step-time.js';

/** What a plan asks for. Times in s. */
export interface Estimate {
  readonly frames: number;
  /** Shutter open. */
  readonly exposure: number;
  /** Everything, waiting for the night and its targets aside. */
  readonly total: number;
  /** A repeat without a count is in it, of which one pass is counted. */
  readonly open: boolean;
  readonly targets: readonly TargetEstimate[];
}

export interface TargetEstimate {
  readonly node: TargetNode;
  readonly frames: number;
  readonly exposure: number;
  readonly total: number;
}

export type EstimateOptions = TimeOptions;

/** Frames and time of a plan, without looking at the sky. */
export function estimatePlan(plan: Plan, options: EstimateOptions): Estimate {
  return sum([...plan.startup, ...plan.steps, ...plan.shutdown].map((node) => estimateNode(node, options)));
}

export function estimateNode(node: AnyNode, options: EstimateOptions): Estimate {
  switch (node.node) {
    case 'step':
      return { ...NOTHING, total: secondsOfStep(node, options) };
    case 'expose':
      return { ...NOTHING, ...framesOf([node.frames], options) };
    case 'target': {
      const { frames, exposure, total } = framesOf(node.frames, options);
      const timing = timingOf(options.observatory);
      const beside = secondsToSlew(timing) + filterChanges(node) * timing.filterChange;
      const target = { node, frames, exposure, total: total + beside };
      return { frames, exposure, total: target.total, open: false, targets: [target] };
    }
    case 'parallel': {
      const branches = node.steps.map((step) => estimateNode(step, options));
      return { ...sum(branches), total: Math.max(0, ...branches.map(({ total }) => total)) };
    }
    case 'when': {
      // Which of the two it will be, nobody knows: the longer one.
      const branches = [node.steps, node.else].map((steps) => sum(steps.map((step) => estimateNode(step, options))));
      return branches.reduce((longer, branch) => (branch.total > longer.total ? branch : longer), NOTHING);
    }
    case 'try':
      return sum([...node.steps, ...node.finally].map((step) => estimateNode(step, options)));
    case 'choose':
      return sum(node.targets.map((target) => estimateNode(target, options)));
    case 'repeat': {
      const once = sum(node.steps.map((step) => estimateNode(step, options)));
      const passes = node.count ?? 1;
      return {
        frames: passes * once.frames,
        exposure: passes * once.exposure,
        total: passes * once.total,
        open: once.open || node.count === undefined,
        targets: once.targets,
      };
    }
  }
}

const NOTHING: Estimate = { frames: 0, exposure: 0, total: 0, open: false, targets: [] };

function sum(parts: readonly Estimate[]): Estimate {
  return parts.reduce(
    (all, part) => ({
      frames: all.frames + part.frames,
      exposure: all.exposure + part.exposure,
      total: all.total + part.total,
      open: all.open || part.open,
      targets: [...all.targets, ...part.targets],
    }),
    NOTHING,
  );
}

function framesOf(
  sets: readonly FrameSet[],
  { observatory }: EstimateOptions,
): { frames: number; exposure: number; total: number } {
  const frames = sets.reduce((all, set) => all + set.count, 0);
  const exposure = sets.reduce((all, set) => all + set.count * set.exposure, 0);
  return { frames, exposure, total: exposure + frames * timingOf(observatory).frame };
}

/** How often the wheel turns: with each frame in rotation, once a set otherwise. */
function filterChanges({ frames, order }: TargetNode): number {
  const filters = new Set(frames.map(({ filter }) => filter)).size;
  if (filters < 2 || order === 'in turn') return filters;
  return frames.reduce((all, set) => all + set.count, 0);
}
