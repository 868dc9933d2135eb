import type { AnyNode, Limit } from './plan.js';

/** The limits that stand at a node itself. */
export function limitsOf(node: AnyNode): readonly Limit[] {
  switch (node.node) {
    case 'when':
      return node.if;
    case 'repeat':
    case 'target':
      return node.while ?? [];
    case 'step':
    case 'expose':
    case 'parallel':
    case 'try':
    case 'choose':
      return [];
  }
}
