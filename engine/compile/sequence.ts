import type { SequencePorts } from '../machines/ports.js';
import { type NodeState, type SequenceOutcome, sequenceSetup } from '../machines/sequence.js';
import type { PlanNode } from '../plan/plan.js';
import { everyNode } from '../plan/walk.js';
import { StateKeys } from './state-keys.js';
import { chooseState } from './choose.js';
import { ChosenActions } from './chosen-actions.js';
import type { Compilation, Scope } from './compilation.js';
import { exposeState } from './expose.js';
import { parallelState } from './parallel.js';
import { repeatState } from './repeat.js';
import { stepState } from './step.js';
import { targetState } from './target.js';
import { tryState } from './try.js';
import { whenState } from './when.js';

/**
 * Turns a list of plan nodes into a machine: one state a node, repeats counted, not unrolled. The machine keeps no
 * progress of its own; what is done it asks its ports, which fold the journal. So starting it again after an interrupt
 * is the same as starting it again after a crash.
 */
export function compileSequence(nodes: readonly PlanNode[], ports: SequencePorts) {
  const machine = sequenceSetup(ports);
  const compilation: Compilation = {
    machine,
    ports,
    keys: new StateKeys(),
    chosen: new ChosenActions(),
    list: (list, scope) => listState(compilation, list, scope),
  };
  const top: Scope = { around: [], nextTarget: '#sequence.completed', ended: '#sequence.ended', branches: false };
  return machine.createMachine({
    id: 'sequence',
    context: { end: undefined, leaving: [] },
    initial: 'running',
    output: ({ context }): SequenceOutcome =>
      context.end === undefined ? { outcome: 'completed' } : { outcome: 'ended', ...context.end },
    states: {
      running: { ...compilation.list(nodes, top), onDone: 'completed' },
      completed: { type: 'final' },
      ended: { type: 'final' },
    },
  });
}

function listState(compilation: Compilation, list: readonly PlanNode[], scope: Scope): NodeState {
  const { machine, keys } = compilation;
  const ids = list.map((node) => keys.of(node));
  const states = list.map((node, i) => {
    const next = `#${keys.listId(list)}.${ids[i + 1] ?? 'finished'}`;
    const later = list.findIndex((other, j) => j > i && hasTarget(other));
    const inner: Scope = {
      ...scope,
      nextTarget: later < 0 ? scope.nextTarget : `#${keys.listId(list)}.${ids[later] ?? 'finished'}`,
    };
    return nodeState(compilation, node, list, next, inner);
  });
  return machine.createStateConfig({
    id: keys.listId(list),
    initial: ids[0] ?? 'finished',
    states: {
      ...Object.fromEntries(ids.map((id, i) => [id, states[i] ?? {}])),
      finished: { type: 'final' },
    },
  });
}

function nodeState(
  compilation: Compilation,
  node: PlanNode,
  siblings: readonly PlanNode[],
  next: string,
  scope: Scope,
): NodeState {
  switch (node.node) {
    case 'step':
      return stepState(compilation, node, siblings, next, scope);
    case 'expose':
      return exposeState(compilation, node, next, scope);
    case 'target':
      return targetState(compilation, node, next, scope);
    case 'repeat':
      return repeatState(compilation, node, next, scope);
    case 'parallel':
      return parallelState(compilation, node, next, scope);
    case 'when':
      return whenState(compilation, node, next, scope);
    case 'try':
      return tryState(compilation, node, next, scope);
    case 'choose':
      return chooseState(compilation, node, next, scope);
  }
}

/** Whether a target is imaged in a node. */
function hasTarget(node: PlanNode): boolean {
  for (const each of everyNode([node])) if (each.node === 'target') return true;
  return false;
}
