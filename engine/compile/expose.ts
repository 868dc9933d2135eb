import type { Passes, StepRequest, TargetAction } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { ExposeNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onFault, onFlipGivenUp, onGivenUp, onSkip, whenFlipFails } from './consequences.js';

/** Frames without a target: counted, not unrolled. The mount flips for them, too, where it follows the sky. */
export function exposeState(compilation: Compilation, node: ExposeNode, next: string, scope: Scope): NodeState {
  const { machine, chosen } = compilation;
  const passes = (): Passes => passesIn(compilation, scope);
  const frame = (): StepRequest => chosen.frame(node, passes());
  const flip = (): StepRequest => chosen.flip(node, passes());
  const remember = ({ event }: { event: { output: TargetAction } }): void => {
    chosen.remember(node, event.output);
  };
  return machine.createStateConfig({
    meta: { node: node.id },
    on: onSkip(() => node, next, compilation, scope),
    initial: 'choosing',
    onDone: next,
    states: {
      choosing: {
        invoke: {
          src: 'choose',
          input: () => ({ node, passes: passes() }),
          onDone: [
            { guard: ({ event }) => event.output.do === 'expose', target: 'exposing', actions: remember },
            { guard: ({ event }) => event.output.do === 'flip', target: 'flipping', actions: remember },
            { target: 'done' },
          ],
          onError: onFault(node, scope),
        },
      },
      exposing: {
        invoke: {
          src: 'step',
          input: () => ({ request: frame(), policy: node.onError }),
          onDone: 'choosing',
          // A frame that is skipped counts as accounted for, so that the next one is chosen.
          onError: onGivenUp(node.onError, frame, { skip: 'choosing', nextTarget: scope.nextTarget }, scope),
        },
      },
      flipping: {
        invoke: {
          src: 'step',
          input: () => ({ request: flip(), policy: whenFlipFails(node.onError) }),
          onDone: 'choosing',
          onError: onFlipGivenUp(node.onError, flip, scope),
        },
      },
      done: { type: 'final' },
    },
  });
}
