import type { StepRequest } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { PlanNode, StepNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onGivenUp, onSkip } from './consequences.js';

/** One step: passed over when what follows it has overtaken it, else done with its attempts. */
export function stepState(
  compilation: Compilation,
  node: StepNode,
  siblings: readonly PlanNode[],
  next: string,
  scope: Scope,
): NodeState {
  const { machine, ports } = compilation;
  const request = (): StepRequest => ({
    kind: 'step',
    node,
    passes: passesIn(compilation, scope),
    ...(scope.target ? { target: scope.target } : {}),
  });
  return machine.createStateConfig({
    meta: { node: node.id },
    on: onSkip(() => node, next, compilation, scope),
    always: { guard: () => ports.overtaken(node, siblings, passesIn(compilation, scope)), target: next },
    invoke: {
      src: 'step',
      input: () => ({ request: request(), policy: node.onError }),
      onDone: next,
      onError: onGivenUp(node.onError, request, { skip: next, nextTarget: scope.nextTarget }, scope),
    },
  });
}
