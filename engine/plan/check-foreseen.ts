import type { Plan } from './plan.js';
import type { Preview, TargetPreview } from './preview.js';
import type { Problem } from './problem.js';
import { everyNode, framesOf } from './walk.js';

/**
 * Doubts that only the whole night shows: frames for which the sky has time, and the night has none left. Of a sky that
 * has too little time, checkTarget tells.
 */
export function checkForeseen(plan: Plan, { targets, date }: Preview): readonly Problem[] {
  const all = [...everyNode(plan.steps)];
  const nodes = new Map(all.map((node) => [node.id, node] as const));
  // Of two branches, one is not taken.
  const either = new Set(all.flatMap((node) => (node.node === 'when' ? [...everyNode([node])] : [])));
  return targets.flatMap((target): readonly Problem[] => {
    const { id, name, planned, expected, left } = target;
    const node = nodes.get(id);
    if (!node || either.has(node) || expected >= planned) return [];
    const exposed = framesOf(node).reduce((sum, set) => sum + set.count * set.exposure, 0);
    if (possibleFor(target) < exposed) return [];
    const much = expected === 0 ? 'none' : `only ${String(expected)}`;
    const why = left === undefined ? 'the night is over before' : `it is left because ${left}`;
    return [
      {
        severity: 'warning',
        code: 'doubtful',
        message: `of ${String(planned)} frames of ${name}, ${much} can be foreseen in the night of ${date}: ${why}`,
        hint: 'give it its turn earlier, or resume the plan in the nights that follow',
        place: node.place,
      },
    ];
  });
}

/** s */
function possibleFor({ possible }: TargetPreview): number {
  return possible.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
}
