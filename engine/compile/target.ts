import type { Passes, StepRequest, TargetAction } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { TargetNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onFlipGivenUp, onGivenUp, onSkip, whenFlipFails } from './consequences.js';

/** Waits for its limits, acquires, and then one frame or one flip after the other, for as long as there are any. */
export function targetState(compilation: Compilation, node: TargetNode, next: string, scope: Scope): NodeState {
  const { machine, chosen } = compilation;
  const passes = (): Passes => passesIn(compilation, scope);
  const fail = (request: () => StepRequest, skip: string) =>
    onGivenUp(node.onError, request, { skip, nextTarget: next }, scope);
  const acquire = (): StepRequest => ({ kind: 'acquire', node, passes: passes() });
  const actionOf = (event: { output: TargetAction }): TargetAction => event.output;
  const remember = ({ event }: { event: { output: TargetAction } }): void => {
    chosen.remember(node, event.output);
  };
  return machine.createStateConfig({
    meta: { node: node.id },
    on: onSkip(() => node, next, compilation, scope),
    initial: 'waiting',
    exit: { type: 'letGo', params: { node } },
    onDone: next,
    states: {
      waiting: {
        invoke: {
          src: 'await',
          input: () => ({ node, passes: passes() }),
          onDone: [{ guard: ({ event }) => event.output.go, target: 'acquiring' }, { target: 'done' }],
          onError: onGivenUp(node.onError, acquire, { skip: next, nextTarget: next }, scope),
        },
      },
      acquiring: {
        invoke: {
          src: 'step',
          input: () => ({ request: acquire(), policy: node.onError }),
          onDone: 'choosing',
          onError: fail(acquire, 'done'),
        },
      },
      choosing: {
        invoke: {
          src: 'choose',
          input: () => ({ node, passes: passes() }),
          onDone: [
            { guard: ({ event }) => actionOf(event).do === 'expose', target: 'exposing', actions: remember },
            { guard: ({ event }) => actionOf(event).do === 'flip', target: 'flipping', actions: remember },
            { guard: ({ event }) => actionOf(event).do === 'wait', target: 'waiting' },
            { target: 'done' },
          ],
          onError: fail(acquire, 'done'),
        },
      },
      exposing: {
        invoke: {
          src: 'step',
          input: () => ({ request: chosen.frame(node, passes()), policy: node.onError }),
          onDone: 'choosing',
          onError: fail(() => chosen.frame(node, passes()), 'choosing'),
        },
      },
      flipping: {
        invoke: {
          src: 'step',
          input: () => ({ request: chosen.flip(node, passes()), policy: whenFlipFails(node.onError) }),
          onDone: 'choosing',
          onError: onFlipGivenUp(node.onError, () => chosen.flip(node, passes()), scope),
        },
      },
      done: { type: 'final' },
    },
  });
}
