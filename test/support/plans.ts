import type {
  ChooseNode,
  ChosenTarget,
  ParallelNode,
  TryNode,
  WhenNode,
  ErrorPolicy,
  ExposeNode,
  FrameSet,
  Place,
  PlanNode,
  RepeatNode,
  StepNode,
  TargetNode,
} from '../../engine/plan/plan.js';

const place: Place = { file: 'test.yaml', line: 1, column: 1, length: 1 };
export const END: ErrorPolicy = { retry: 0, backoff: 0, then: 'end the night' };
export const SKIP: ErrorPolicy = { retry: 0, backoff: 0, then: 'skip' };
export const NEXT: ErrorPolicy = { retry: 0, backoff: 0, then: 'next target' };

export function step(kind: string, more: Partial<StepNode> = {}): StepNode {
  return { node: 'step', kind, id: kind, title: kind, place, onError: END, body: {}, ...more };
}

export function frames(id: string, count: number, more: Partial<FrameSet> = {}): FrameSet {
  return { id, type: 'light', exposure: 60, count, binning: 1, place, ...more };
}

export function expose(id: string, count: number, more: Partial<ExposeNode> = {}): ExposeNode {
  return { node: 'expose', id, title: id, place, onError: END, frames: frames(id, count), ...more };
}

export function target(id: string, sets: readonly FrameSet[], more: Partial<TargetNode> = {}): TargetNode {
  return {
    node: 'target',
    id,
    title: id,
    place,
    onError: END,
    name: id,
    position: { kind: 'equatorial', ra: 1, dec: 40, epoch: 'J2000' },
    while: [],
    frames: sets,
    order: 'in turn',
    ...more,
  };
}

export function repeat(id: string, steps: readonly PlanNode[], more: Partial<RepeatNode> = {}): RepeatNode {
  return { node: 'repeat', id, title: id, place, onError: END, steps, ...more };
}

export function parallel(id: string, steps: readonly PlanNode[]): ParallelNode {
  return { node: 'parallel', id, title: id, place, onError: END, steps };
}

export function when(id: string, more: Partial<WhenNode>): WhenNode {
  return { node: 'when', id, title: id, place, onError: END, if: [], steps: [], else: [], ...more };
}

export function tryThen(id: string, steps: readonly PlanNode[], last: readonly PlanNode[]): TryNode {
  return { node: 'try', id, title: id, place, onError: END, steps, finally: last };
}

export function choose(id: string, targets: readonly ChosenTarget[], more: Partial<ChooseNode> = {}): ChooseNode {
  return { node: 'choose', id, title: id, place, onError: END, targets, stay: 600, ...more };
}

/** A target that stands for election. */
export function chosen(
  id: string,
  sets: readonly FrameSet[],
  priority = 0,
  more: Partial<TargetNode> = {},
): ChosenTarget {
  return { ...target(id, sets, more), priority };
}
