import type { StepRequest } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { ExposeNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onGivenUp, onSkip } from './consequences.js';

/** Frames without a target: counted, not unrolled. */
export function exposeState(compilation: Compilation, node: ExposeNode, next: string, scope: Scope): NodeState {
  const { machine, ports } = compilation;
  const request = (): StepRequest => {
    const passes = passesIn(compilation, scope);
    const n = ports.nextFrame(node, passes) ?? node.frames.count;
    return { kind: 'frame', node, frames: node.frames, n, passes };
  };
  return machine.createStateConfig({
    meta: { node: node.id },
    on: onSkip(() => node, next, compilation, scope),
    initial: 'counting',
    onDone: next,
    states: {
      counting: {
        always: [
          { guard: () => ports.nextFrame(node, passesIn(compilation, scope)) === undefined, target: 'done' },
          { target: 'exposing' },
        ],
      },
      exposing: {
        invoke: {
          src: 'step',
          input: () => ({ request: request(), policy: node.onError }),
          onDone: 'counting',
          // A frame that is skipped counts as accounted for, so that counting goes on to the next.
          onError: onGivenUp(node.onError, request, { skip: 'counting', nextTarget: scope.nextTarget }, scope),
        },
      },
      done: { type: 'final' },
    },
  });
}
