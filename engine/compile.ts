import { assign, fromPromise, raise, setup } from 'xstate';
import type { Branch } from './journal/records.js';
import type {
  ElectedAction,
  Holder,
  Passes,
  Readiness,
  SequencePorts,
  Standing,
  StepRequest,
  TargetAction,
} from './machines/ports.js';
import { stepMachine } from './machines/step.js';
import type {
  ChooseNode,
  ErrorPolicy,
  ExposeNode,
  ParallelNode,
  PlanNode,
  RepeatNode,
  StepNode,
  TargetNode,
  TryNode,
  WhenNode,
} from './plan/plan.js';
import { everyNode } from './plan/walk.js';
import { StateKeys } from './state-keys.js';

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

/**
 * Turns a list of plan nodes into a machine: one state a node, repeats counted, not unrolled. The machine keeps no
 * progress of its own; what is done it asks its ports, which fold the journal. So starting it again after an interrupt
 * is the same as starting it again after a crash.
 */
export function compileSequence(nodes: readonly PlanNode[], ports: SequencePorts) {
  const machine = setup({
    types: {} as { context: SequenceContext; events: SkipEvent | AbandonEvent; output: SequenceOutcome },
    actors: {
      step: stepMachine(ports),
      await: fromPromise<Readiness, { node: TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.awaitTarget(input.node, input.passes, signal),
      ),
      choose: fromPromise<TargetAction, { node: TargetNode; passes: Passes }>(({ input, signal }) =>
        ports.chooseNext(input.node, input.passes, signal),
      ),
      goesOn: fromPromise<boolean, { node: RepeatNode }>(({ input, signal }) => ports.goesOn(input.node, signal)),
      decide: fromPromise<Branch, { node: WhenNode; passes: Passes }>(({ input, signal }) =>
        ports.decide(input.node, input.passes, signal),
      ),
      elect: fromPromise<ElectedAction, { node: ChooseNode; passes: Passes; standing: Standing }>(({ input, signal }) =>
        ports.elect(input.node, input.passes, input.standing, signal),
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
      skipped: (
        _,
        params: { node: StepNode | ExposeNode | TargetNode | ChooseNode; passes: Passes; reason: string },
      ) => {
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
    /** Absolute target of `then: end the night`. */
    readonly ended: string;
    /** Whether there are other branches that have to hear of the end. */
    readonly branches: boolean;
  }

  /** What follows when a step has been given up. */
  const onGivenUp = (
    policy: ErrorPolicy,
    request: () => StepRequest,
    on: { skip: string; nextTarget: string },
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
      ...(policy.then === 'end the night'
        ? [
            {
              type: 'endBecauseOf' as const,
              params: ({ event }: { event: { error: unknown } }) => ({ by: request().node.id, error: event.error }),
            },
            ...(scope.branches ? (['abandon'] as const) : []),
          ]
        : []),
    ],
  });

  /** What follows when the machine's own work cannot be done: the night is ended. */
  const onFault = (node: PlanNode, scope: Scope) => ({
    target: scope.ended,
    actions: [
      {
        type: 'endBecauseOf' as const,
        params: ({ event }: { event: { error: unknown } }) => ({ by: node.id, error: event.error }),
      },
      ...(scope.branches ? (['abandon'] as const) : []),
    ],
  });

  /** The operator's wish to leave a node. */
  const skip = (node: StepNode | ExposeNode | TargetNode | ChooseNode, next: string, scope: Scope) => ({
    SKIP: {
      target: next,
      actions: {
        type: 'skipped' as const,
        params: ({ event }: { event: SkipEvent }) => ({ node, passes: passesIn(scope.around), reason: event.reason }),
      },
    },
  });

  const stepState = (node: StepNode, siblings: readonly PlanNode[], next: string, scope: Scope) => {
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
        src: 'step',
        input: () => ({ request: request(), policy: node.onError }),
        onDone: next,
        onError: onGivenUp(node.onError, request, { skip: next, nextTarget: scope.nextTarget }, scope),
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
  };

  const targetState = (node: TargetNode, next: string, scope: Scope) => {
    const passes = (): Passes => passesIn(scope.around);
    const fail = (request: () => StepRequest, skip: string) =>
      onGivenUp(node.onError, request, { skip, nextTarget: next }, scope);
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
            src: 'step',
            input: () => ({ request: frameRequest(node, passes()), policy: node.onError }),
            onDone: 'choosing',
            onError: fail(() => frameRequest(node, passes()), 'choosing'),
          },
        },
        flipping: {
          invoke: {
            src: 'step',
            // A flip that fails leaves the mount tracking towards the pier: whatever the plan says, the night is secured.
            input: () => ({
              request: flipRequest(node, passes()),
              policy: { ...node.onError, then: 'end the night' as const },
            }),
            onDone: 'choosing',
            onError: onGivenUp(
              { ...node.onError, then: 'end the night' },
              () => flipRequest(node, passes()),
              { skip: 'done', nextTarget: next },
              scope,
            ),
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
          ...listState(node.steps, {
            ...scope,
            around: [...scope.around, node],
            nextTarget: `#${keys.listId(node.steps)}.finished`,
          }),
          onDone: 'counting',
        },
        counting: {
          invoke: {
            src: 'recordPass',
            input: () => ({ node, passes: passesIn(scope.around), n: done() + 1 }),
            onDone: 'checking',
            onError: onFault(node, scope),
          },
        },
        done: { type: 'final' },
      },
    });
  };

  /** Each branch goes its own way to its end; one that ends the night has the others end too. */
  const parallelState = (node: ParallelNode, next: string, scope: Scope): StateConfig => {
    const id = keys.containerId(node);
    const branches = node.steps.map((step, i): readonly [string, StateConfig] => {
      const region = `${id}-${String(i)}`;
      const inner: Scope = { ...scope, nextTarget: `#${region}.left`, ended: `#${region}.ended`, branches: true };
      return [
        region,
        {
          id: region,
          initial: 'work',
          on: { ABANDON: '.ended' },
          states: {
            work: { ...listState([step], inner), onDone: `#${region}.finished` },
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
  };

  const whenState = (node: WhenNode, next: string, scope: Scope): StateConfig =>
    machine.createStateConfig({
      meta: { node: node.id },
      initial: 'deciding',
      onDone: next,
      states: {
        deciding: {
          invoke: {
            src: 'decide',
            input: () => ({ node, passes: passesIn(scope.around) }),
            onDone: [{ guard: ({ event }) => event.output === 'steps', target: 'steps' }, { target: 'else' }],
            onError: onFault(node, scope),
          },
        },
        steps: { ...listState(node.steps, scope), onDone: 'done' },
        else: { ...listState(node.else, scope), onDone: 'done' },
        done: { type: 'final' },
      },
    });

  /** Whatever ends the steps, a step given up or the end of the night: `finally` comes before what follows. */
  const tryState = (node: TryNode, next: string, scope: Scope): StateConfig => {
    const id = keys.containerId(node);
    const passes = (): Passes => passesIn(scope.around);
    return machine.createStateConfig({
      meta: { node: node.id },
      id,
      initial: 'checking',
      entry: { type: 'enter', params: { id: node.id } },
      states: {
        checking: { always: [{ guard: () => ports.isTryOver(node, passes()), target: next }, { target: 'steps' }] },
        steps: {
          ...listState(node.steps, { ...scope, nextTarget: `#${id}.left`, ended: `#${id}.ending` }),
          on: { ABANDON: `#${id}.ending` },
          onDone: 'finally',
        },
        left: { entry: { type: 'leave', params: { id: node.id, for: 'next target' } }, always: 'finally' },
        ending: { entry: { type: 'leave', params: { id: node.id, for: 'the end' } }, always: 'finally' },
        finally: {
          ...listState(node.finally, { ...scope, nextTarget: `#${keys.listId(node.finally)}.finished` }),
          // It is done to its end, whatever becomes of other branches.
          on: { ABANDON: {} },
          onDone: [
            { guard: ({ context }) => isLeft(context, node, 'the end'), target: scope.ended },
            { guard: ({ context }) => isLeft(context, node, 'next target'), target: scope.nextTarget },
            { target: 'recording' },
          ],
        },
        recording: {
          invoke: {
            src: 'recordTry',
            input: () => ({ node, passes: passes() }),
            onDone: next,
            onError: onFault(node, scope),
          },
        },
      },
    });
  };

  /** Elects, acquires when another target gets the telescope, takes one frame or flips, and elects again. */
  const chooseState = (node: ChooseNode, next: string, scope: Scope): StateConfig => {
    const passes = (): Passes => passesIn(scope.around);
    let holder: Holder | undefined;
    let elected: Holder | undefined;
    let givenUp = new Set<string>();
    const begin = (): void => {
      holder = undefined;
      elected = undefined;
      givenUp = new Set();
    };
    const remembered = ({ event }: { event: { output: ElectedAction } }): void => {
      const action = event.output;
      if (action.do === 'acquire') elected = action.holder;
      else if (action.do !== 'finish') chosen.set(action.target.id, action);
    };
    const acquired = (): void => {
      holder = elected;
    };
    /** The target under way is not elected again. */
    const out = (): void => {
      if (elected) givenUp.add(elected.target.id);
      holder = undefined;
      elected = undefined;
    };
    const underWay = (): TargetNode => {
      const target = (elected ?? holder)?.target ?? node.targets[0];
      if (!target) throw new Error(`There is nothing to choose from in ${node.id}.`);
      return target;
    };
    const acquire = (): StepRequest => ({ kind: 'acquire', node: underWay(), passes: passes() });
    const policy = (): ErrorPolicy => (elected?.target ?? node).onError;
    /** The policy of the target under way, which may differ from one to the next. */
    const onTargetGivenUp = (request: () => StepRequest, skip: 'out' | 'electing') =>
      (['end the night', 'next target', 'skip'] as const).map((then) => ({
        guard: () => policy().then === then,
        ...onGivenUp({ ...node.onError, then }, request, { skip, nextTarget: 'out' }, scope),
      }));
    const frame = (): StepRequest => frameRequest(underWay(), passes());
    const flip = (): StepRequest => flipRequest(underWay(), passes());
    return machine.createStateConfig({
      meta: { node: node.id },
      initial: 'electing',
      entry: begin,
      onDone: next,
      states: {
        electing: {
          // With no target under way it is the choice itself that is left.
          on: skip(node, next, scope),
          invoke: {
            src: 'elect',
            input: () => ({ node, passes: passes(), standing: { holder, givenUp } }),
            onDone: [
              { guard: ({ event }) => event.output.do === 'acquire', target: 'acquiring', actions: remembered },
              { guard: ({ event }) => event.output.do === 'expose', target: 'exposing', actions: remembered },
              { guard: ({ event }) => event.output.do === 'flip', target: 'flipping', actions: remembered },
              { target: 'done' },
            ],
            onError: onGivenUp(node.onError, acquire, { skip: next, nextTarget: scope.nextTarget }, scope),
          },
        },
        acquiring: {
          on: skipTarget(),
          invoke: {
            src: 'step',
            input: () => ({ request: acquire(), policy: policy() }),
            onDone: { target: 'electing', actions: acquired },
            onError: onTargetGivenUp(acquire, 'out'),
          },
        },
        exposing: {
          on: skipTarget(),
          invoke: {
            src: 'step',
            input: () => ({ request: frame(), policy: policy() }),
            onDone: 'electing',
            onError: onTargetGivenUp(frame, 'electing'),
          },
        },
        flipping: {
          on: skipTarget(),
          invoke: {
            src: 'step',
            // As for a target that stands alone: a flip that fails ends the night.
            input: () => ({ request: flip(), policy: { ...policy(), then: 'end the night' as const } }),
            onDone: 'electing',
            onError: onGivenUp(
              { ...node.onError, then: 'end the night' },
              flip,
              { skip: 'electing', nextTarget: 'electing' },
              scope,
            ),
          },
        },
        out: { entry: out, always: 'electing' },
        done: { type: 'final' },
      },
    });

    /** The operator leaves the target under way; the others go on. */
    function skipTarget() {
      return {
        SKIP: {
          target: 'out',
          actions: {
            type: 'skipped' as const,
            params: ({ event }: { event: SkipEvent }) => ({ node: underWay(), passes: passes(), reason: event.reason }),
          },
        },
      };
    }
  };

  /** A list of nodes, one after the other, as a compound state with the final child `finished`. */
  const listState = (list: readonly PlanNode[], scope: Scope): StateConfig => {
    const ids = list.map((node) => keys.of(node));
    const states = list.map((node, i) => {
      const next = `#${keys.listId(list)}.${ids[i + 1] ?? 'finished'}`;
      const later = list.findIndex((other, j) => j > i && hasTarget(other));
      const inner: Scope = {
        ...scope,
        nextTarget: later < 0 ? scope.nextTarget : `#${keys.listId(list)}.${ids[later] ?? 'finished'}`,
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
        case 'parallel':
          return parallelState(node, next, inner);
        case 'when':
          return whenState(node, next, inner);
        case 'try':
          return tryState(node, next, inner);
        case 'choose':
          return chooseState(node, next, inner);
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

  const top: Scope = { around: [], nextTarget: '#sequence.completed', ended: '#sequence.ended', branches: false };
  return machine.createMachine({
    id: 'sequence',
    context: { end: undefined, leaving: [] },
    initial: 'running',
    output: ({ context }): SequenceOutcome =>
      context.end === undefined ? { outcome: 'completed' } : { outcome: 'ended', ...context.end },
    states: {
      running: { ...listState(nodes, top), onDone: 'completed' },
      completed: { type: 'final' },
      ended: { type: 'final' },
    },
  });
}

function isLeft({ leaving }: SequenceContext, { id }: PlanNode, what: Leaving['for']): boolean {
  return leaving.some((each) => each.id === id && each.for === what);
}

/** Whether a target is imaged in a node. */
function hasTarget(node: PlanNode): boolean {
  for (const each of everyNode([node])) if (each.node === 'target') return true;
  return false;
}
