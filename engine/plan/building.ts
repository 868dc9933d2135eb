import type { z } from 'zod';
import type { Located } from './document.js';
import type { FrameDefaults } from './frames.js';
import type { Identities } from './identity.js';
import type { ErrorPolicy, PlanNode } from './plan.js';
import type { Problem } from './problem.js';
import type { StepItem, Surroundings } from './step-item.js';

/** What every kind of node has, whatever it holds. */
export type NodeBase = Pick<PlanNode, 'id' | 'place' | 'onError'>;

/** What the readers of containers need of the one who builds the plan. */
export interface Building {
  readonly identities: Identities;
  readonly defaults: FrameDefaults;
  /** The nodes of a list of steps. */
  list(list: Located | undefined, around: Surroundings): readonly PlanNode[];
  /** Those under a key of a container; they inherit its error policy. */
  inside(item: StepItem, key: string, around: Surroundings, onError?: ErrorPolicy): readonly PlanNode[];
  /** The body of an item by its schema; undefined when it is wrong, which has then been said. */
  valid<T>(schema: z.ZodType<T>, item: StepItem): T | undefined;
  /** @param name what an item without an id of its own is called after */
  base(item: StepItem, around: Surroundings, name: string): NodeBase;
  /** Notes an error: there is no node then. */
  error(problem: Omit<Problem, 'severity'>): readonly [];
}
