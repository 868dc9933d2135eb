import type { AnyNode, Plan } from './plan.js';
import type { Problem } from './problem.js';
import { everyNodeOf } from './walk.js';

/**
 * What a plan holds that can be checked and previewed, but not yet be carried out. A run refuses such a plan before
 * anything moves: a night that silently leaves out its focusing is worse than none.
 */
export function unavailable(plan: Plan): readonly Problem[] {
  return everyNodeOf(plan).flatMap((node) =>
    whatOf(node).map(
      (what): Problem => ({
        severity: 'error',
        code: 'unavailable',
        message: `${what} cannot be carried out yet`,
        hint: 'take it out to run the rest; `nocturne check` and `nocturne preview` know it',
        place: node.place,
      }),
    ),
  );
}

function whatOf(node: AnyNode): readonly string[] {
  switch (node.node) {
    case 'step':
    case 'repeat':
    case 'parallel':
    case 'when':
    case 'try':
    case 'choose':
      return [];
    case 'expose':
    case 'target':
      return Object.keys(node.triggers ?? {}).map((trigger) => `"${trigger}" between frames`);
  }
}
