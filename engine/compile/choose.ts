import type { ElectedAction, Passes, StepRequest } from '../machines/ports.js';
import type { NodeState } from '../machines/sequence.js';
import type { ChooseNode, ErrorPolicy } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';
import { onFlipGivenUp, onGivenUp, onSkip, whenFlipFails } from './consequences.js';
import { ChoiceStanding } from './standing.js';

/** Elects, acquires when another target gets the telescope, takes one frame or flips, and elects again. */
export function chooseState(compilation: Compilation, node: ChooseNode, next: string, scope: Scope): NodeState {
  const { machine, chosen } = compilation;
  const standing = new ChoiceStanding(node);
  const passes = (): Passes => passesIn(compilation, scope);
  const remember = ({ event }: { event: { output: ElectedAction } }): void => {
    const action = event.output;
    standing.elect(action);
    if (action.do === 'expose' || action.do === 'flip') chosen.remember(action.target, action);
  };
  const acquire = (): StepRequest => ({ kind: 'acquire', node: standing.target, passes: passes() });
  const frame = (): StepRequest => chosen.frame(standing.target, passes());
  const flip = (): StepRequest => chosen.flip(standing.target, passes());
  const policy = (): ErrorPolicy => (standing.elected ?? node).onError;
  /** By the policy of the target under way, which may differ from one to the next. */
  const onTargetGivenUp = (request: () => StepRequest, skip: 'out' | 'electing') =>
    (['end the night', 'next target', 'skip'] as const).map((then) => ({
      guard: () => standing.elected !== undefined && policy().then === then,
      ...onGivenUp({ ...node.onError, then }, request, { skip, nextTarget: 'out' }, scope),
    }));
  /** The operator leaves the target under way; the others go on. */
  const onTargetSkipped = onSkip(() => standing.target, 'out', compilation, scope);
  return machine.createStateConfig({
    meta: { node: node.id },
    initial: 'electing',
    entry: () => {
      standing.begin();
    },
    exit: { type: 'letGo', params: { node } },
    onDone: next,
    states: {
      electing: {
        // With no target under way it is the choice itself that is left.
        on: onSkip(() => node, next, compilation, scope),
        invoke: {
          src: 'elect',
          input: () => ({ node, passes: passes(), standing: () => standing.standing }),
          onDone: [
            { guard: ({ event }) => event.output.do === 'acquire', target: 'acquiring', actions: remember },
            { guard: ({ event }) => event.output.do === 'expose', target: 'exposing', actions: remember },
            { guard: ({ event }) => event.output.do === 'flip', target: 'flipping', actions: remember },
            { target: 'done' },
          ],
          // What fails is mostly a question to the mount about the target under way: the others go on without it.
          onError: [
            ...onTargetGivenUp(acquire, 'out'),
            onGivenUp(node.onError, acquire, { skip: next, nextTarget: scope.nextTarget }, scope),
          ],
        },
      },
      acquiring: {
        on: onTargetSkipped,
        invoke: {
          src: 'step',
          input: () => ({ request: acquire(), policy: policy() }),
          onDone: {
            target: 'electing',
            actions: () => {
              standing.acquired();
            },
          },
          onError: onTargetGivenUp(acquire, 'out'),
        },
      },
      exposing: {
        on: onTargetSkipped,
        invoke: {
          src: 'step',
          input: () => ({ request: frame(), policy: policy() }),
          onDone: 'electing',
          onError: onTargetGivenUp(frame, 'electing'),
        },
      },
      flipping: {
        on: onTargetSkipped,
        invoke: {
          src: 'step',
          input: () => ({ request: flip(), policy: whenFlipFails(policy()) }),
          onDone: 'electing',
          onError: onFlipGivenUp(node.onError, flip, scope),
        },
      },
      out: {
        entry: () => {
          standing.giveUp();
        },
        always: 'electing',
      },
      done: { type: 'final' },
    },
  });
}
