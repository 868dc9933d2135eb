import type { NodeState } from '../machines/sequence.js';
import type { WhenNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onFault } from './consequences.js';

/** One of two lists, as it is decided when it is first come to. */
export function whenState(compilation: Compilation, node: WhenNode, next: string, scope: Scope): NodeState {
  return compilation.machine.createStateConfig({
    meta: { node: node.id },
    initial: 'deciding',
    onDone: next,
    states: {
      deciding: {
        invoke: {
          src: 'decide',
          input: () => ({ node, passes: passesIn(compilation, scope) }),
          onDone: [{ guard: ({ event }) => event.output === 'steps', target: 'steps' }, { target: 'else' }],
          onError: onFault(node, scope),
        },
      },
      steps: { ...compilation.list(node.steps, scope), onDone: 'done' },
      else: { ...compilation.list(node.else, scope), onDone: 'done' },
      done: { type: 'final' },
    },
  });
}
