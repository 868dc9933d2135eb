import type { AnyNode, FrameSet, Plan } from './plan.js';

/** The lists of nodes that a node holds. */
export function insideOf(node: AnyNode): readonly AnyNode[] {
  switch (node.node) {
    case 'step':
    case 'expose':
    case 'target':
      return [];
    case 'repeat':
    case 'parallel':
      return node.steps;
    case 'when':
      return [...node.steps, ...node.else];
    case 'try':
      return [...node.steps, ...node.finally];
    case 'choose':
      return node.targets;
  }
}

/** All nodes, those inside a container after the container. */
export function* everyNode(nodes: readonly AnyNode[]): Generator<AnyNode> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(insideOf(node));
  }
}

export function everyNodeOf(plan: Plan): readonly AnyNode[] {
  return [...everyNode(plan.startup), ...everyNode(plan.steps), ...everyNode(plan.shutdown)];
}

/** The frames that a node takes itself. */
export function framesOf(node: AnyNode): readonly FrameSet[] {
  if (node.node === 'expose') return [node.frames];
  return node.node === 'target' ? node.frames : [];
}
