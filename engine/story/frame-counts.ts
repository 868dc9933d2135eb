import { everyNodeOf, framesOf } from '../plan/walk.js';
import type { Plan } from '../plan/plan.js';

/** How many frames each set of a plan has, by its id. */
export function frameCounts(plan: Plan): ReadonlyMap<string, number> {
  return new Map(
    everyNodeOf(plan)
      .flatMap(framesOf)
      .map(({ id, count }) => [id, count]),
  );
}
