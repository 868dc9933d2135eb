import type { NodeState } from '../machines/sequence.js';
import type { RepeatNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onFault } from './consequences.js';

/** Goes round for as long as it may: passes are counted in the journal, not unrolled here. */
export function repeatState(compilation: Compilation, node: RepeatNode, next: string, scope: Scope): NodeState {
  const { machine, ports, keys } = compilation;
  const done = (): number => ports.passesDone(node, passesIn(compilation, scope));
  const counted = (): boolean => node.count !== undefined && done() >= node.count;
  return machine.createStateConfig({
    meta: { node: node.id },
    initial: 'checking',
    onDone: next,
    states: {
      checking: {
        always: [{ guard: counted, target: 'done' }, { target: 'asking' }],
      },
      asking: {
        invoke: {
          src: 'goesOn',
          input: () => ({ node }),
          onDone: [{ guard: ({ event }) => event.output, target: 'pass' }, { target: 'done' }],
          onError: onFault(node, scope),
        },
      },
      pass: {
        ...compilation.list(node.steps, {
          ...scope,
          around: [...scope.around, node],
          nextTarget: `#${keys.listId(node.steps)}.finished`,
        }),
        onDone: 'counting',
      },
      counting: {
        invoke: {
          src: 'recordPass',
          input: () => ({ node, passes: passesIn(compilation, scope), n: done() + 1 }),
          onDone: 'checking',
          onError: onFault(node, scope),
        },
      },
      done: { type: 'final' },
    },
  });
}
