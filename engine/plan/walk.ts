import type { FrameSet, Plan, PlanNode } from './plan.js';

/** All nodes, those inside containers after the container. */
export function* everyNode(nodes: readonly PlanNode[]): Generator<PlanNode> {
  for (const node of nodes) {
    yield node;
    if (node.node === 'repeat') yield* everyNode(node.steps);
  }
}

export function everyNodeOf(plan: Plan): readonly PlanNode[] {
  return [...everyNode(plan.startup), ...everyNode(plan.steps), ...everyNode(plan.shutdown)];
}

/** The frames that a node takes itself. */
export function framesOf(node: PlanNode): readonly FrameSet[] {
  if (node.node === 'expose') return [node.frames];
  return node.node === 'target' ? node.frames : [];
}
