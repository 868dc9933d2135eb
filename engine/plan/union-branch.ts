import type { z } from 'zod';
import type { KeyNotes } from './key-notes.js';
import { meantBy } from './unknown-key.js';

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/**
 * Of the alternatives of a union, the one that was probably meant: one of the right kind (text, mapping, list) with the
 * fewest keys that it does not know or lacks. Undefined when none is of the right kind.
 */
export function bestBranch(issue: UnionIssue, found: unknown, notes: KeyNotes): readonly Issue[] | undefined {
  const fitting = issue.errors.filter((branch) => !branch.some((inner) => isOfOtherKind(inner, found)));
  const [first, ...others] = fitting;
  if (!first) return undefined;
  return others.reduce<readonly Issue[]>(
    (best, branch) => (misfit(branch, notes) < misfit(best, notes) ? branch : best),
    first,
  );
}

function isOfOtherKind(issue: Issue, found: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_type') return true;
  if (issue.code === 'invalid_value') return typeof found === 'object';
  return (
    issue.code === 'invalid_union' &&
    issue.errors.every((branch) => branch.some((inner) => isOfOtherKind(inner, found)))
  );
}

function misfit(branch: readonly Issue[], notes: KeyNotes): number {
  return branch.reduce((sum, issue) => {
    if (issue.path.length === 1 && issue.input === undefined) return sum + 2;
    if (issue.code === 'unrecognized_keys') {
      const known = notes.keys(issue) ?? [];
      return issue.keys.reduce((keys, key) => keys + (meantBy(key, known) === undefined ? 2 : 1), sum);
    }
    if (issue.code === 'invalid_union') {
      const best = bestBranch(issue, issue.input, notes);
      return sum + (best ? misfit(best, notes) : 1);
    }
    return sum + 1;
  }, 0);
}
