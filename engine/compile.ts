import { assign, fromPromise, setup } from 'xstate';
import type { Passes, Readiness, SequencePorts, SiblingNode, StepRequest, TargetAction } from './machines/ports.js';
import { stepMachine } from './machines/step.js';
import type { ErrorPolicy, ExposeNode, PlanNode, RepeatNode, StepNode, TargetNode } from './plan/plan.js';

/** How a list of steps came to its end. */
export type SequenceOutcome =
  /** It was gone through. */
  | { readonly outcome: 'completed' }
  /** The step `by` failed, and its policy ends the night. */
  | { readonly outcome: 'ended'; readonly by: string; readonly error: unknown };

export interface SequenceContext {
  readonly end: { readonly by: string; readonly error: unknown } | undefined;
}

/** The operator leaves what is under way. */
export interface SkipEvent {
  readonly type: 'SKIP';
  readonly reason: string;
}

/**
 * Turns a list of plan nodes into a machine: one state a node, repeats counted, not unrolled. The machine keeps no
 * progress of its own; what is done it asks its ports, which fold the journal. So starting it again after an interrupt
 * is the same as starting it again after a crash.
 */
export function compileSequence(nodes: readonly PlanNode[], ports: SequencePorts) {
  const machine = setup({
    types: {} as { context: SequenceContext; events: SkipEvent; output: SequenceOutcome },
    actors: {
      step: stepMachine(ports),
      await: fromPromise<Readiness, { node: TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.awaitTarget(input.node, input.passes, signal),
      ),
      choose: fromPromise<TargetAction, { node: TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.chooseNext(input.node, input.passes, signal),
      ),
      recordPass: fromPromise<void, { node: RepeatNode; passes: Passes; n: number }>(({ input, signal }) =>
        ports.recordPass(input.node, input.passes, input.n, signal),
      ),
    },
    actions: {
      givenUp: (_, params: { request: StepRequest; error: unknown; then: ErrorPolicy['then'] }) => {
        ports.givenUp(params.request, params.error, params.then);
      },
      endBecauseOf: assign({ end: (_, params: { by: string; error: unknown }) => params }),
      skipped: (_, params: { node: StepNode | ExposeNode | TargetNode; passes: Passes; reason: string }) => {
        ports.skipped(params.node, params.passes, params.reason);
      },
    },
  });

  type StateConfig = ReturnType<typeof machine.createStateConfig>;
  const keys = new StateKeys();

  /** Passes of the repeats around a node, as they stand now. */
  const passesIn = (around: readonly RepeatNode[]): Passes => {
    const passes: number[] = [];
    for (const repeat of around) passes.push(ports.passesDone(repeat, passes) + 1);
    return passes;
  };

  interface Scope {
    readonly around: readonly RepeatNode[];
    readonly target?: TargetNode;
    /** Absolute target of `then: next target`. */
    readonly nextTarget: string;
  }

  /** What follows when a step has been given up. */
  const onGivenUp = (policy: ErrorPolicy, request: () => StepRequest, on: { skip: string; nextTarget: string }) => ({
    target: policy.then === 'skip' ? on.skip : policy.then === 'next target' ? on.nextTarget : '#sequence.ended',
    actions: [
      {
        type: 'givenUp' as const,
        params: ({ event }: { event: { error: unknown } }) => ({
          request: request(),
          error: event.error,
          then: policy.then,
        }),
      },
      ...(policy.then === 'end the night'
        ? [
            {
              type: 'endBecauseOf' as const,
              params: ({ event }: { event: { error: unknown } }) => ({ by: request().node.id, error: event.error }),
            },
          ]
        : []),
    ],
  });

  /** The operator's wish to leave a node. */
  const skip = (node: StepNode | ExposeNode | TargetNode, next: string, scope: Scope) => ({
    SKIP: {
      target: next,
      actions: {
        type: 'skipped' as const,
        params: ({ event }: { event: SkipEvent }) => ({ node, passes: passesIn(scope.around), reason: event.reason }),
      },
    },
  });

  const stepState = (node: StepNode, siblings: readonly SiblingNode[], next: string, scope: Scope) => {
    const request = (): StepRequest => ({
      kind: 'step',
      node,
      passes: passesIn(scope.around),
      ...(scope.target ? { target: scope.target } : {}),
    });
    return machine.createStateConfig({
      meta: { node: node.id },
      on: skip(node, next, scope),
      always: { guard: () => ports.overtaken(node, siblings, passesIn(scope.around)), target: next },
      invoke: {
        id: 'step',
        src: 'step',
        input: () => ({ request: request(), policy: node.onError }),
        onDone: next,
        onError: onGivenUp(node.onError, request, { skip: next, nextTarget: scope.nextTarget }),
      },
    });
  };

  const exposeState = (node: ExposeNode, next: string, scope: Scope) => {
    const request = (): StepRequest => {
      const passes = passesIn(scope.around);
      const n = ports.nextFrame(node, passes) ?? node.frames.count;
      return { kind: 'frame', node, frames: node.frames, n, passes };
    };
    return machine.createStateConfig({
      meta: { node: node.id },
      on: skip(node, next, scope),
      initial: 'counting',
      onDone: next,
      states: {
        counting: {
          always: [
            { guard: () => ports.nextFrame(node, passesIn(scope.around)) === undefined, target: 'done' },
            { target: 'exposing' },
          ],
        },
        exposing: {
          invoke: {
            id: 'step',
            src: 'step',
            input: () => ({ request: request(), policy: node.onError }),
            onDone: 'counting',
            // A frame that is skipped counts as accounted for, so that counting goes on to the next.
            onError: onGivenUp(node.onError, request, { skip: 'counting', nextTarget: scope.nextTarget }),
          },
        },
        done: { type: 'final' },
      },
    });
  };

  const targetState = (node: TargetNode, next: string, scope: Scope) => {
    const passes = (): Passes => passesIn(scope.around);
    const fail = (request: () => StepRequest, skip: string) =>
      onGivenUp(node.onError, request, { skip, nextTarget: next });
    const acquire = (): StepRequest => ({ kind: 'acquire', node, passes: passes() });
    const actionOf = (event: { output: TargetAction }): TargetAction => event.output;
    return machine.createStateConfig({
      meta: { node: node.id },
      on: skip(node, next, scope),
      initial: 'waiting',
      onDone: next,
      states: {
        waiting: {
          invoke: {
            src: 'await',
            input: () => ({ node, passes: passes() }),
            onDone: [{ guard: ({ event }) => event.output.go, target: 'acquiring' }, { target: 'done' }],
            onError: onGivenUp(node.onError, acquire, { skip: next, nextTarget: next }),
          },
        },
        acquiring: {
          invoke: {
            id: 'step',
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
              { guard: ({ event }) => actionOf(event).do === 'expose', target: 'exposing', actions: remember(node) },
              { guard: ({ event }) => actionOf(event).do === 'flip', target: 'flipping', actions: remember(node) },
              { guard: ({ event }) => actionOf(event).do === 'wait', target: 'waiting' },
              { target: 'done' },
            ],
            onError: fail(acquire, 'done'),
          },
        },
        exposing: {
          invoke: {
            id: 'step',
            src: 'step',
            input: () => ({ request: frameRequest(node, passes()), policy: node.onError }),
            onDone: 'choosing',
            onError: fail(() => frameRequest(node, passes()), 'choosing'),
          },
        },
        flipping: {
          invoke: {
            id: 'step',
            src: 'step',
            // A flip that fails leaves the mount tracking towards the pier: whatever the plan says, the night is secured.
            input: () => ({
              request: flipRequest(node, passes()),
              policy: { ...node.onError, then: 'end the night' as const },
            }),
            onDone: 'choosing',
            onError: onGivenUp({ ...node.onError, then: 'end the night' }, () => flipRequest(node, passes()), {
              skip: 'done',
              nextTarget: next,
            }),
          },
        },
        done: { type: 'final' },
      },
    });
  };

  /** The action chosen last, by target: handed from `choosing` to the state that carries it out. */
  const chosen = new Map<string, TargetAction>();
  const remember =
    (node: TargetNode) =>
    ({ event }: { event: { output: TargetAction } }): void => {
      chosen.set(node.id, event.output);
    };
  const frameRequest = (node: TargetNode, passes: Passes): StepRequest => {
    const action = chosen.get(node.id);
    if (action?.do !== 'expose') throw new Error(`Nothing was chosen to expose for ${node.id}.`);
    const { frames, n, exposure } = action;
    return { kind: 'frame', node, frames, n, passes, ...(exposure === undefined ? {} : { exposure }) };
  };
  const flipRequest = (node: TargetNode, passes: Passes): StepRequest => {
    const action = chosen.get(node.id);
    const at = action?.do === 'flip' ? action.at : undefined;
    return { kind: 'flip', node, passes, reason: action?.reason ?? '', ...(at === undefined ? {} : { at }) };
  };

  const repeatState = (node: RepeatNode, next: string, scope: Scope): StateConfig => {
    const done = (): number => ports.passesDone(node, passesIn(scope.around));
    const over = (): boolean => (node.count !== undefined && done() >= node.count) || !ports.goesOn(node);
    return machine.createStateConfig({
      meta: { node: node.id },
      initial: 'checking',
      onDone: next,
      states: {
        checking: { always: [{ guard: over, target: 'done' }, { target: 'pass' }] },
        pass: {
          ...listState(node.steps, { ...scope, around: [...scope.around, node] }),
          onDone: 'counting',
        },
        counting: {
          invoke: {
            src: 'recordPass',
            input: () => ({ node, passes: passesIn(scope.around), n: done() + 1 }),
            onDone: 'checking',
            onError: {
              target: '#sequence.ended',
              actions: { type: 'endBecauseOf', params: ({ event }) => ({ by: node.id, error: event.error }) },
            },
          },
        },
        done: { type: 'final' },
      },
    });
  };

  /** A list of nodes, one after the other, as a compound state with the final child `finished`. */
  const listState = (list: readonly PlanNode[], scope: Scope): StateConfig => {
    const ids = list.map((node) => keys.of(node));
    const states = list.map((node, i) => {
      const next = `#${keys.listId(list)}.${ids[i + 1] ?? 'finished'}`;
      const later = list.findIndex((other, j) => j > i && other.node === 'target');
      const inner: Scope = {
        ...scope,
        nextTarget: later < 0 ? `#${keys.listId(list)}.finished` : `#${keys.listId(list)}.${ids[later] ?? 'finished'}`,
      };
      switch (node.node) {
        case 'step':
          return stepState(node, list, next, inner);
        case 'expose':
          return exposeState(node, next, inner);
        case 'target':
          return targetState(node, next, inner);
        case 'repeat':
          return repeatState(node, next, inner);
      }
    });
    return machine.createStateConfig({
      id: keys.listId(list),
      initial: ids[0] ?? 'finished',
      states: {
        ...Object.fromEntries(ids.map((id, i) => [id, states[i] ?? {}])),
        finished: { type: 'final' },
      },
    });
  };

  return machine.createMachine({
    id: 'sequence',
    context: { end: undefined },
    initial: 'running',
    output: ({ context }): SequenceOutcome =>
      context.end === undefined ? { outcome: 'completed' } : { outcome: 'ended', ...context.end },
    states: {
      running: { ...listState(nodes, { around: [], nextTarget: '#sequence.completed' }), onDone: 'completed' },
      completed: { type: 'final' },
      ended: { type: 'final' },
    },
  });
}

/**
 * State keys: the node's id without the characters that XState reads as paths, told apart where that makes two of them
 * equal, or equal to a state of the list's own.
 */
class StateKeys {
  readonly #lists = new Map<readonly PlanNode[], string>();
  readonly #keys = new Map<PlanNode, string>();
  readonly #taken = new Set<string>(['finished']);

  of(node: PlanNode): string {
    const known = this.#keys.get(node);
    if (known !== undefined) return known;
    let key = node.id.replace(/[.#]/gu, '_');
    while (this.#taken.has(key)) key += "'";
    this.#taken.add(key);
    this.#keys.set(node, key);
    return key;
  }

  listId(list: readonly PlanNode[]): string {
    const known = this.#lists.get(list);
    if (known !== undefined) return known;
    const id = `list${String(this.#lists.size)}`;
    this.#lists.set(list, id);
    return id;
  }
}
