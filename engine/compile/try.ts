import type { Passes } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { TryNode } from '../plan/plan.js';
import { type Compilation, isLeft, passesIn, type Scope } from './compilation.js';
import { onFault } from './consequences.js';

/** Whatever ends the steps, a step given up or the end of the night: `finally` comes before what follows. */
export function tryState(compilation: Compilation, node: TryNode, next: string, scope: Scope): NodeState {
  const { machine, ports, keys } = compilation;
  const id = keys.containerId(node);
  const passes = (): Passes => passesIn(compilation, scope);
  return machine.createStateConfig({
    meta: { node: node.id },
    id,
    initial: 'checking',
    entry: { type: 'enter', params: { id: node.id } },
    states: {
      checking: { always: [{ guard: () => ports.isTryOver(node, passes()), target: next }, { target: 'steps' }] },
      steps: {
        ...compilation.list(node.steps, { ...scope, nextTarget: `#${id}.left`, ended: `#${id}.ending` }),
        on: { ABANDON: `#${id}.ending` },
        onDone: 'finally',
      },
      left: { entry: { type: 'leave', params: { id: node.id, for: 'next target' } }, always: 'finally' },
      ending: { entry: { type: 'leave', params: { id: node.id, for: 'the end' } }, always: 'finally' },
      finally: {
        ...compilation.list(node.finally, { ...scope, nextTarget: `#${keys.listId(node.finally)}.finished` }),
        // It is done to its end, whatever becomes of other branches.
        on: { ABANDON: {} },
        onDone: [
          { guard: ({ context }) => isLeft(context, node, 'the end'), target: scope.ended },
          { guard: ({ context }) => isLeft(context, node, 'next target'), target: scope.nextTarget },
          { target: 'recording' },
        ],
      },
      recording: {
        invoke: {
          src: 'recordTry',
          input: () => ({ node, passes: passes() }),
          onDone: next,
          onError: onFault(node, scope),
        },
      },
    },
  });
}
