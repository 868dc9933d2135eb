import type { StepKind } from '../steps/step.js';
import type { Observatory } from './observatory.js';
import type { AnyNode, FrameSet, Plan, TargetNode } from './plan.js';

/** s that a frame costs beside its exposure: the camera's readout, the download, the next start. */
export const FRAME_OVERHEAD = 8;
/** s to point at a target and settle. */
export const ACQUISITION = 60;
/** s for a change of filter. */
export const FILTER_CHANGE = 5;

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

export interface EstimateOptions {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly observatory: Observatory;
}

/** Frames and time of a plan, without looking at the sky. */
export function estimatePlan(plan: Plan, options: EstimateOptions): Estimate {
  return sum([...plan.startup, ...plan.steps, ...plan.shutdown].map((node) => estimateNode(node, options)));
}

export function estimateNode(node: AnyNode, options: EstimateOptions): Estimate {
  switch (node.node) {
    case 'step': {
      const total = options.steps.get(node.kind)?.estimate(node.body, { observatory: options.observatory }) ?? 0;
      return { ...NOTHING, total };
    }
    case 'expose':
      return { ...NOTHING, ...framesOf([node.frames]) };
    case 'target': {
      const { frames, exposure, total } = framesOf(node.frames);
      const target = { node, frames, exposure, total: total + ACQUISITION + filterChanges(node) * FILTER_CHANGE };
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

function framesOf(sets: readonly FrameSet[]): { frames: number; exposure: number; total: number } {
  const frames = sets.reduce((all, set) => all + set.count, 0);
  const exposure = sets.reduce((all, set) => all + set.count * set.exposure, 0);
  return { frames, exposure, total: exposure + frames * FRAME_OVERHEAD };
}

/** How often the wheel turns: with each frame in rotation, once a set otherwise. */
function filterChanges({ frames, order }: TargetNode): number {
  const filters = new Set(frames.map(({ filter }) => filter)).size;
  if (filters < 2 || order === 'in turn') return filters;
  return frames.reduce((all, set) => all + set.count, 0);
}
