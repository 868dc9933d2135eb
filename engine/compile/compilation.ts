import type { SequenceContext, SequenceSetup, Leaving, NodeState } from '../machines/sequence.js';
import type { Passes, SequencePorts } from '../machines/ports.js';
import type { PlanNode, RepeatNode, TargetNode } from '../plan/plan.js';
import type { StateKeys } from './state-keys.js';
import type { ChosenActions } from './chosen-actions.js';

/** What all nodes of a plan share while it is compiled. */
export interface Compilation {
  readonly machine: SequenceSetup;
  readonly ports: SequencePorts;
  readonly keys: StateKeys;
  readonly chosen: ChosenActions;
  /** A list of nodes, one after the other, as a compound state with the final child `finished`. */
  list(nodes: readonly PlanNode[], scope: Scope): NodeState;
}

/** Where in a plan a node stands. */
export interface Scope {
  /** The repeats around it, outermost first. */
  readonly around: readonly RepeatNode[];
  readonly target?: TargetNode;
  /** Absolute target of `then: next target`. */
  readonly nextTarget: string;
  /** Absolute target of `then: end the night`. */
  readonly ended: string;
  /** Whether there are other branches that have to hear of the end. */
  readonly branches: boolean;
}

/** Passes of the repeats around a node, as they stand now. */
export function passesIn({ ports }: Compilation, { around }: Scope): Passes {
  const passes: number[] = [];
  for (const repeat of around) passes.push(ports.passesDone(repeat, passes) + 1);
  return passes;
}

/** Whether a container is being left, and what for. */
export function isLeft({ leaving }: SequenceContext, { id }: PlanNode, what: Leaving['for']): boolean {
  return leaving.some((each) => each.id === id && each.for === what);
}
