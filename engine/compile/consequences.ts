import type { StepRequest } from '../machines/ports.js';
import type { Leavable, SkipEvent } from '../machines/sequence.js';
import type { ErrorPolicy, PlanNode } from '../plan/plan.js';
import { type Compilation, passesIn, type Scope } from './compilation.js';

/** What follows when a step has been given up. */
export const onGivenUp = (
  policy: ErrorPolicy,
  request: () => StepRequest,
  on: { readonly skip: string; readonly nextTarget: string },
  scope: Scope,
) => ({
  target: policy.then === 'skip' ? on.skip : policy.then === 'next target' ? on.nextTarget : scope.ended,
  actions: [
    {
      type: 'givenUp' as const,
      params: ({ event }: { event: { error: unknown } }) => ({
        request: request(),
        error: event.error,
        then: policy.then,
      }),
    },
    ...(policy.then === 'end the night' ? endBecauseOf(() => request().node.id, scope) : []),
  ],
});

/** A flip that fails leaves the mount tracking towards the pier: whatever the plan says, the night is secured. */
export const whenFlipFails = (policy: ErrorPolicy) => ({ ...policy, then: 'end the night' as const });

/** What follows when a flip has been given up. */
export const onFlipGivenUp = (policy: ErrorPolicy, request: () => StepRequest, scope: Scope) =>
  onGivenUp(whenFlipFails(policy), request, { skip: scope.ended, nextTarget: scope.ended }, scope);

/** What follows when the machine's own work cannot be done: the night is ended. */
export const onFault = (node: PlanNode, scope: Scope) => ({
  target: scope.ended,
  actions: endBecauseOf(() => node.id, scope),
});

const endBecauseOf = (by: () => string, { branches }: Scope) => [
  {
    type: 'endBecauseOf' as const,
    params: ({ event }: { event: { error: unknown } }) => ({ by: by(), error: event.error }),
  },
  ...(branches ? (['abandon'] as const) : []),
];

/** The operator's wish to leave what is under way. */
export const onSkip = (leavable: () => Leavable, next: string, compilation: Compilation, scope: Scope) => ({
  SKIP: {
    target: next,
    actions: {
      type: 'skipped' as const,
      params: ({ event }: { event: SkipEvent }) => ({
        node: leavable(),
        passes: passesIn(compilation, scope),
        reason: event.reason,
      }),
    },
  },
});
