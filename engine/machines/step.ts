import { assign, fromPromise, setup } from 'xstate';
import { isRetryable } from '../errors.js';
import type { ErrorPolicy } from '../plan/plan.js';
import type { SequencePorts, StepRequest } from './ports.js';

export interface AttemptContext {
  readonly request: StepRequest;
  readonly policy: ErrorPolicy;
  readonly attempt: number;
}

/** The longest wait between two attempts, in ms, however often it was doubled. */
const LONGEST_BACKOFF = 300_000;

/**
 * One step with its attempts: tried, waited, tried again. When the last attempt fails the machine fails with its error,
 * and whoever invoked it decides what follows.
 */
export const stepMachine = (ports: Pick<SequencePorts, 'runStep'>) =>
  setup({
    types: {} as {
      context: AttemptContext;
      input: { readonly request: StepRequest; readonly policy: ErrorPolicy };
    },
    actors: {
      attempt: fromPromise<void, AttemptContext>(({ input, signal }) =>
        ports.runStep(input.request, input.attempt, signal),
      ),
    },
    delays: {
      backoff: ({ context }) => Math.min(LONGEST_BACKOFF, context.policy.backoff * 1000 * 2 ** (context.attempt - 1)),
    },
  }).createMachine({
    id: 'step',
    context: ({ input }) => ({ ...input, attempt: 1 }),
    initial: 'attempting',
    states: {
      attempting: {
        invoke: {
          src: 'attempt',
          input: ({ context }) => context,
          onDone: 'done',
          // Without a transition the error passes to whoever invoked this machine.
          onError: {
            guard: ({ context, event }) => context.attempt <= context.policy.retry && isRetryable(event.error),
            target: 'waiting',
          },
        },
      },
      waiting: {
        after: {
          backoff: { target: 'attempting', actions: assign({ attempt: ({ context }) => context.attempt + 1 }) },
        },
      },
      done: { type: 'final' },
    },
  });
