import type { NodeState } from '../machines/sequence.js';
import type { ParallelNode } from '../plan/plan.js';
import { type Compilation, isLeft, type Scope } from './compilation.js';

/** Each branch goes its own way to its end; one that ends the night has the others end too. */
export function parallelState(compilation: Compilation, node: ParallelNode, next: string, scope: Scope): NodeState {
  const { machine, keys } = compilation;
  const id = keys.containerId(node);
  const branches = node.steps.map((step, i): readonly [string, NodeState] => {
    const region = `${id}-${String(i)}`;
    const inner: Scope = { ...scope, nextTarget: `#${region}.left`, ended: `#${region}.ended`, branches: true };
    return [
      region,
      {
        id: region,
        initial: 'work',
        on: { ABANDON: '.ended' },
        states: {
          work: { ...compilation.list([step], inner), onDone: `#${region}.finished` },
          finished: { type: 'final' },
          left: { type: 'final', entry: { type: 'leave', params: { id: node.id, for: 'next target' } } },
          ended: { type: 'final', entry: { type: 'leave', params: { id: node.id, for: 'the end' } } },
        },
      },
    ];
  });
  return machine.createStateConfig({
    meta: { node: node.id },
    id,
    initial: 'branches',
    entry: { type: 'enter', params: { id: node.id } },
    states: {
      branches: {
        type: 'parallel',
        states: Object.fromEntries(branches),
        onDone: [
          { guard: ({ context }) => isLeft(context, node, 'the end'), target: scope.ended },
          { guard: ({ context }) => isLeft(context, node, 'next target'), target: scope.nextTarget },
          { target: next },
        ],
      },
    },
  });
}
