import { assign, fromPromise, raise, setup } from 'xstate';
import type { Branch } from '../journal/records.js';
import type {
  ChooseNode,
  ErrorPolicy,
  ExposeNode,
  RepeatNode,
  StepNode,
  TargetNode,
  TryNode,
  WhenNode,
} from '../plan/plan.js';
import type { ElectedAction, Passes, Readiness, SequencePorts, Standing, StepRequest, TargetAction } from './ports.js';
import { stepMachine } from './step.js';

/** How a list of steps came to its end. */
export type SequenceOutcome =
  /** It was gone through. */
  | { readonly outcome: 'completed' }
  /** The step `by` failed, and its policy ends the night. */
  | { readonly outcome: 'ended'; readonly by: string; readonly error: unknown };

export interface SequenceContext {
  readonly end: { readonly by: string; readonly error: unknown } | undefined;
  /** Containers that are left as soon as what has to be done in them is done. */
  readonly leaving: readonly Leaving[];
}

export interface Leaving {
  /** Of the container. */
  readonly id: string;
  readonly for: 'next target' | 'the end';
}

/** The operator leaves what is under way. */
export interface SkipEvent {
  readonly type: 'SKIP';
  readonly reason: string;
}

/** A branch has ended the night: the others of its `parallel` do what has to be done in any case, and end too. */
export interface AbandonEvent {
  readonly type: 'ABANDON';
}

/** What an operator can leave. */
export type Leavable = StepNode | ExposeNode | TargetNode | ChooseNode;

/** What every sequence machine is made of, whatever its plan: the actors that it invokes, and what it notes. */
export const sequenceSetup = (ports: SequencePorts) =>
  setup({
    types: {} as { context: SequenceContext; events: SkipEvent | AbandonEvent; output: SequenceOutcome },
    actors: {
      step: stepMachine(ports),
      await: fromPromise<Readiness, { node: TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.awaitTarget(input.node, input.passes, signal),
      ),
      choose: fromPromise<TargetAction, { node: ExposeNode | TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.chooseNext(input.node, input.passes, signal),
      ),
      goesOn: fromPromise<boolean, { node: RepeatNode }>(({ input, signal }) => ports.goesOn(input.node, signal)),
      decide: fromPromise<Branch, { node: WhenNode; passes: Passes }>(({ input, signal }) =>
        ports.decide(input.node, input.passes, signal),
      ),
      // A machine that starts in the state of a choice starts its children before the entry actions of the state are
      // carried out: the standing is asked for when they have been.
      elect: fromPromise<ElectedAction, { node: ChooseNode; passes: Passes; standing: () => Standing }>(
        async ({ input, signal }) => {
          await Promise.resolve();
          return ports.elect(input.node, input.passes, input.standing(), signal);
        },
      ),
      recordTry: fromPromise<void, { node: TryNode; passes: Passes }>(({ input, signal }) =>
        ports.recordTry(input.node, input.passes, signal),
      ),
      recordPass: fromPromise<void, { node: RepeatNode; passes: Passes; n: number }>(({ input, signal }) =>
        ports.recordPass(input.node, input.passes, input.n, signal),
      ),
    },
    actions: {
      givenUp: (_, params: { request: StepRequest; error: unknown; then: ErrorPolicy['then'] }) => {
        ports.givenUp(params.request, params.error, params.then);
      },
      // What ended the night first is why it ended.
      endBecauseOf: assign({ end: ({ context }, params: { by: string; error: unknown }) => context.end ?? params }),
      abandon: raise({ type: 'ABANDON' }),
      enter: assign({
        leaving: ({ context }, { id }: { id: string }) => context.leaving.filter((leaving) => leaving.id !== id),
      }),
      leave: assign({ leaving: ({ context }, params: Leaving) => [...context.leaving, params] }),
      skipped: (_, params: { node: Leavable; passes: Passes; reason: string }) => {
        ports.skipped(params.node, params.passes, params.reason);
      },
      letGo: (_, params: { node: TargetNode | ChooseNode }) => {
        ports.letGo(params.node);
      },
    },
  });

export type SequenceSetup = ReturnType<typeof sequenceSetup>;

/** The state that a plan node becomes. */
export type NodeState = ReturnType<SequenceSetup['createStateConfig']>;
