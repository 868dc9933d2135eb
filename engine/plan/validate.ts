import type { z } from 'zod';
import type { Located } from './document.js';
import { hintOf, messageOf } from './issue-text.js';
import { KeyNotes } from './key-notes.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';
import { alternatives, shown } from './quantity.js';
import { bestBranch } from './union-branch.js';
import { unknownKey } from './unknown-key.js';

type Issue = z.core.$ZodIssue;

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a part of a document against a schema. Each issue becomes a problem at the place it is about: an unknown key at
 * the key, a wrong value at the value, a missing key at the mapping that lacks it.
 * @param what the part, for messages: "expose"
 */
export function validate<T>(schema: z.ZodType<T>, at: Located, what: string, owner: Place = at.place): Validated<T> {
  const notes = new KeyNotes();
  const result = schema.safeParse(at.value, { reportInput: true, error: notes.write });
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, at, { what, owner, notes }));
  return { ok: false, problems: withoutRepeats(withoutFollowUps(problems)) };
}

interface Context {
  readonly what: string;
  readonly owner: Place;
  readonly notes: KeyNotes;
  /** Keys of the other forms that the mapping may have. */
  readonly elsewhere?: ReadonlySet<string>;
}

function problemsOf(issue: Issue, root: Located, context: Context): readonly Problem[] {
  const { at, owner, what, missing } = walk(root, issue.path, context);
  if (issue.code === 'unrecognized_keys') {
    const known = context.notes.keys(issue) ?? [];
    return issue.keys.map((key) => {
      const place = at.entries?.get(key)?.key ?? at.place;
      const beside = known.find((other) => at.entries?.has(other));
      return beside !== undefined && context.elsewhere?.has(key)
        ? notBeside(key, beside, what, place)
        : unknownKey(key, known, place, what);
    });
  }
  if (missing !== undefined) return [missingKey(missing, issue, owner, what, context.notes.description(issue))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = bestBranch(issue, at.value, context.notes);
    const needed = at.entries?.size === 0 ? neededKeys(issue.errors) : [];
    if (needed.length > 1) {
      const message = `"${what}" lacks a key: it needs ${alternatives(needed)}`;
      return [{ severity: 'error', code: 'missing-key', message, place: owner }];
    }
    const elsewhere = new Set(issue.errors.flat().flatMap((inner) => context.notes.keys(inner) ?? []));
    if (best) return best.flatMap((inner) => problemsOf(inner, at, { ...context, what, owner, elsewhere }));
  }
  const keys = issue.code === 'invalid_type' ? context.notes.keys(issue) : undefined;
  const { place } = at;
  if (keys?.length === 0) {
    const message = `"${what}" takes nothing, found ${shown(at.value)}`;
    return [{ severity: 'error', code: 'wrong-value', message, hint: `write - ${what}`, place }];
  }
  const hint = keys ? `its keys are ${keys.join(', ')}` : hintOf(issue, at.value);
  const message = messageOf(issue, at.value);
  const within = withinText(issue, at);
  return [{ severity: 'error', code: 'wrong-value', message, place: within, ...(hint === undefined ? {} : { hint }) }];
}

/** A key of another form of the mapping than that of the key beside it. */
function notBeside(key: string, beside: string, what: string, place: Place): Problem {
  const message = `"${key}" cannot stand beside "${beside}": "${what}" takes one of them`;
  return { severity: 'error', code: 'wrong-value', message, hint: `take \`${key}\` or \`${beside}\` out`, place };
}

/** The key that each form of an empty mapping lacks first. */
function neededKeys(branches: readonly (readonly Issue[])[]): readonly string[] {
  const first = branches.flatMap((branch) =>
    branch.filter(({ path, input }) => path.length === 1 && input === undefined).slice(0, 1),
  );
  return [...new Set(first.map(({ path }) => String(path[0])))];
}

/** The place of what is wrong within a text, when the issue says at which column of it, and it stands on one line. */
function withinText(issue: Issue, { value, place }: Located): Place {
  const at: unknown = issue.code === 'custom' ? issue.params?.['at'] : undefined;
  if (typeof value !== 'string' || typeof at !== 'object' || at === null) return place;
  const { column, length } = at as { readonly column: number; readonly length: number };
  const quotes = place.length - value.length;
  if (quotes !== 0 && quotes !== 2) return place;
  const inside = Math.min(column, value.length);
  const end = Math.min(inside + length, value.length + 1);
  return { ...place, column: place.column + quotes / 2 + inside - 1, length: Math.max(1, end - inside) };
}

/** What is known where a path ends; `missing` is the key that should stand there and does not. */
interface Spot {
  readonly at: Located;
  /** What a missing key is reported at. */
  readonly owner: Place;
  readonly what: string;
  readonly missing?: string;
}

function walk(root: Located, path: readonly PropertyKey[], { what, owner }: Context): Spot {
  let spot: Spot = { at: root, owner, what };
  for (const [index, step] of path.entries()) {
    const { at } = spot;
    if (typeof step === 'number') {
      const item = at.items?.[step];
      if (!item) return spot;
      spot = { at: item, owner: item.place, what: spot.what };
      continue;
    }
    const entry = at.entries?.get(String(step));
    if (!entry) return index === path.length - 1 ? { ...spot, missing: String(step) } : spot;
    spot = { at: entry.value, owner: entry.key, what: String(step) };
  }
  return spot;
}

function missingKey(key: string, issue: Issue, place: Place, what: string, description: string | undefined): Problem {
  const expected = messageOf(issue, undefined);
  const message = `"${what}" lacks the key "${key}": ${expected}`;
  const hint = description === undefined ? {} : { hint: `${key}: ${description}` };
  return { severity: 'error', code: 'missing-key', message, ...hint, place };
}

/** Where a misspelt key is probably the one that is missing, saying the first is enough. */
function withoutFollowUps(problems: readonly Problem[]): readonly Problem[] {
  const meant = new Set(
    problems.flatMap(({ code, hint, message }) => {
      const [, name] = /^did you mean `(.+)`/u.exec(hint ?? '') ?? [];
      const [, what] = / in "(.+)"$/u.exec(message) ?? [];
      return code === 'unknown-key' && name !== undefined ? [`"${what ?? ''}" lacks the key "${name}"`] : [];
    }),
  );
  return problems.filter(({ code, message }) => code !== 'missing-key' || !meant.has(message.split(': ')[0] ?? ''));
}

/** An alias written twice brings the same problem twice. */
export function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ place, message }) => {
    const key = `${place.file}:${String(place.line)}:${String(place.column)} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
