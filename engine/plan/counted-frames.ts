import { nearName } from '../../devices/near-name.js';
import type { Located } from './document.js';
import type { Place, PlanNode } from './plan.js';
import type { Problem } from './problem.js';
import { everyNode, framesOf } from './walk.js';

/** Whose frames a limit counts, as it is written: `frames-done: { of: M31, ... }`. */
export interface CountedFrames {
  readonly of: string;
  readonly place: Place;
}

/** What the limits of an item's own body count. */
export function countedIn({ entries }: Located): readonly CountedFrames[] {
  return ['while', 'if'].flatMap((key) => {
    const of = entries?.get(key)?.value.entries?.get('frames-done')?.value.entries?.get('of')?.value;
    return typeof of?.value === 'string' ? [{ of: of.value, place: of.place }] : [];
  });
}

/** Ids that stand for no frames among the steps of a plan: such a limit never holds. */
export function unknownCounted(counted: readonly CountedFrames[], steps: readonly PlanNode[]): readonly Problem[] {
  const known = new Set(
    [...everyNode(steps)].flatMap((node) => {
      const sets = framesOf(node).map(({ id }) => id);
      return sets.length === 0 ? [] : [node.id, ...sets];
    }),
  );
  return counted
    .filter(({ of }) => !known.has(of))
    .map(({ of, place }) => ({
      severity: 'error',
      code: 'wrong-value',
      message: `"${of}" is no target, step or set of frames of this plan: frames-done would never be known`,
      hint: hintFor(of, [...known]),
      place,
    }));
}

/** Ids that a hint lists. */
const MOST_LISTED = 8;

function hintFor(of: string, known: readonly string[]): string {
  const near = nearName(of, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (known.length === 0) return 'nothing among the `steps` takes frames';
  return `its frames are those of ${known.slice(0, MOST_LISTED).join(', ')}${known.length > MOST_LISTED ? ', ...' : ''}`;
}
