import type { z } from 'zod';
import type { Located } from './document.js';
import { nearName } from './near-name.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';
import { alternatives, shown } from './quantity.js';

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

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

/** Zod's issue of an unknown key does not say which are known; here the schema that raised it leaves them. */
class KeyNotes {
  readonly #keys: (readonly string[])[] = [];

  readonly write = (issue: { readonly code?: string; readonly inst?: unknown }): string | undefined => {
    const inst = issue.inst as { readonly _zod?: { readonly def?: { readonly shape?: object } } } | undefined;
    const shape = inst?._zod?.def?.shape;
    if (!shape || (issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_type')) return undefined;
    return String(this.#keys.push(Object.keys(shape)) - 1);
  };

  /** The keys of the mapping that was expected; undefined when the issue is not about a mapping. */
  read(issue: Issue): readonly string[] | undefined {
    return this.#keys[Number(issue.message)];
  }
}

interface Context {
  readonly what: string;
  readonly owner: Place;
  readonly notes: KeyNotes;
}

function problemsOf(issue: Issue, root: Located, context: Context): readonly Problem[] {
  const { at, owner, what, missing } = walk(root, issue.path, context);
  if (issue.code === 'unrecognized_keys') {
    const known = context.notes.read(issue) ?? [];
    return issue.keys.map((key) => unknownKey(key, known, at.entries?.get(key)?.key ?? at.place, what));
  }
  if (missing !== undefined) return [missingKey(missing, issue, owner, what)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = bestBranch(issue, at.value, context.notes);
    if (best) return best.flatMap((inner) => problemsOf(inner, at, { ...context, what, owner }));
  }
  const keys = issue.code === 'invalid_type' ? context.notes.read(issue) : undefined;
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

export function unknownKey(key: string, known: readonly string[], place: Place, what: string): Problem {
  const near = meantBy(key, known);
  const keys = known.length === 0 ? `"${what}" takes nothing` : `its keys are ${known.join(', ')}`;
  const hint = near === undefined ? keys : `did you mean \`${near}\`?`;
  return { severity: 'error', code: 'unknown-key', message: `unknown key "${key}" in "${what}"`, hint, place };
}

function meantBy(key: string, known: readonly string[]): string | undefined {
  return nearName(key, known) ?? MEANT.get(key.toLowerCase())?.find((name) => known.includes(name));
}

/** What people call things elsewhere. */
const MEANT: ReadonlyMap<string, readonly string[]> = new Map([
  ['exptime', ['exposure']],
  ['duration', ['exposure', 'for', 'over']],
  ['seconds', ['exposure', 'for']],
  ['time', ['exposure', 'for', 'until']],
  ['number', ['count']],
  ['times', ['count']],
  ['quantity', ['count']],
  ['n', ['count']],
  ['bin', ['binning']],
  ['temperature', ['to']],
  ['setpoint', ['to']],
  ['target', ['to', 'name']],
  ['coordinates', ['position', 'to']],
  ['coords', ['position', 'to']],
  ['where', ['position', 'to']],
  ['conditions', ['while']],
  ['constraints', ['while']],
  ['limits', ['while']],
  ['object', ['name']],
  ['title', ['name', 'sequence']],
  ['exposures', ['frames']],
  ['images', ['frames']],
  ['lat', ['latitude']],
  ['lon', ['longitude']],
  ['long', ['longitude']],
  ['height', ['elevation']],
  ['altitude', ['elevation']],
  ['timezone', ['zone']],
  ['tz', ['zone']],
  ['end', ['shutdown', 'until']],
  ['setup', ['startup']],
  ['onerror', ['on-error']],
  ['onfailure', ['on-error']],
]);

function missingKey(key: string, issue: Issue, place: Place, what: string): Problem {
  const expected = messageOf(issue, undefined);
  const message = `"${what}" lacks the key "${key}": ${expected}`;
  return { severity: 'error', code: 'missing-key', message, place };
}

function messageOf(issue: Issue, found: unknown): string {
  const end = found === undefined ? '' : `, found ${shown(found)}`;
  switch (issue.code) {
    case 'invalid_type':
      return /^(?:Invalid input|\d+$)/u.test(issue.message)
        ? `expected ${typeName(issue.expected)}${end}`
        : issue.message;
    case 'invalid_value':
      return `expected ${alternatives(issue.values.map(String))}${end}`;
    case 'too_small':
      return tooSmall(issue, end);
    case 'too_big':
      return `expected ${String(issue.maximum)} or less${end}`;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? `expected ${unionNames(issue)}${end}` : withFound(issue.message, end);
    case 'custom':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
      return issue.message;
  }
}

function withFound(message: string, end: string): string {
  return message.includes(', found ') ? message : `${message}${end}`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>, end: string): string {
  if (issue.origin === 'array') {
    const items = Array.isArray(issue.input) ? issue.input.length : 0;
    return `expected a list of at least ${String(issue.minimum)}, found ${items === 0 ? 'an empty one' : String(items)}`;
  }
  if (issue.origin === 'string') return `expected a text, found an empty one`;
  return `expected ${String(issue.minimum)} or more${end}`;
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
]);

function typeName(expected: string): string {
  return TYPE_NAMES.get(expected) ?? expected;
}

function unionNames(issue: UnionIssue): string {
  const names = issue.errors.flatMap((branch) => {
    const [first] = branch;
    if (first?.code === 'invalid_type') return [typeName(first.expected)];
    if (first?.code === 'invalid_value') return first.values.map(String);
    const named = /^expected (.*?)(?: such as .*)?$/u.exec(first?.message.split(', found ')[0] ?? '');
    return named?.[1] === undefined ? [] : [named[1]];
  });
  return alternatives([...new Set(names)]) || 'something else';
}

function hintOf(issue: Issue, found: unknown): string | undefined {
  if (issue.code === 'custom') {
    const hint: unknown = issue.params?.['hint'];
    return typeof hint === 'string' ? hint : undefined;
  }
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    const near = nearName(found, issue.values.map(String));
    return near === undefined ? undefined : `did you mean \`${near}\`?`;
  }
  if (
    issue.code === 'invalid_type' &&
    issue.expected === 'string' &&
    (typeof found === 'number' || typeof found === 'boolean')
  ) {
    return `put it in quotes: "${String(found)}"`;
  }
  return undefined;
}

/**
 * Of the alternatives of a union, the one that was probably meant: one of the right kind (text, mapping, list) with the
 * fewest keys that it does not know or lacks. Undefined when none is of the right kind.
 */
function bestBranch(issue: UnionIssue, found: unknown, notes: KeyNotes): readonly Issue[] | undefined {
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
      const known = notes.read(issue) ?? [];
      return issue.keys.reduce((keys, key) => keys + (meantBy(key, known) === undefined ? 2 : 1), sum);
    }
    if (issue.code === 'invalid_union') {
      const best = bestBranch(issue, issue.input, notes);
      return sum + (best ? misfit(best, notes) : 1);
    }
    return sum + 1;
  }, 0);
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
