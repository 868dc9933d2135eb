import type { TimeExpression } from '../plan/plan.js';

/** The times of one night. ms since 1970 */
export interface Calendar {
  readonly start: number;
  /** Infinity for a plan without an end. */
  readonly end: number;
  /** What an expression of the plan means in this night; undefined when it does not occur. */
  timeOf(expression: TimeExpression): number | undefined;
}
