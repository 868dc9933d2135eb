import { createHash } from 'node:crypto';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';

/**
 * A name as part of an id: letters, digits and few signs, so that it can stand in a journal key and in a file name on
 * any system. Capitals stay.
 * @example slug('NGC 7000 (pane 1)') // 'NGC-7000-pane-1'
 */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/[^\p{L}\p{N}.+]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '');
  return plain === '' ? 'unnamed' : plain;
}

/**
 * Gives every node an id of its own. Ids come from `id:` or from names, never from positions in the file, so that a plan
 * edited elsewhere resumes; equal names are told apart in the order in which they stand.
 */
export class Identities {
  /** Without regard to capitals: frame keys become file names, and some file systems know none. */
  readonly #taken = new Map<string, Place>();

  /** An id from a name: the name, or name~2, name~3. */
  derive(name: string, place: Place): string {
    let id = name;
    for (let n = 2; this.#taken.has(id.toLowerCase()); n++) id = `${name}~${String(n)}`;
    this.#taken.set(id.toLowerCase(), place);
    return id;
  }

  /** An id that the observer chose; the problem when it is another node's already. */
  choose(id: string, place: Place): Problem | undefined {
    const first = this.#taken.get(id.toLowerCase());
    if (!first) {
      this.#taken.set(id.toLowerCase(), place);
      return undefined;
    }
    return {
      severity: 'error',
      code: 'duplicate-id',
      message: `the id "${id}" is that of another step already`,
      hint: 'each id of a plan must be its own, capitals aside',
      place,
      related: [{ message: 'it belongs to this one', place: first }],
    };
  }
}

/** For people and editors only: what does not change what is done. */
const BESIDE_THE_MEANING: ReadonlySet<string> = new Set(['place', 'filterPlace', 'title', 'text']);

/** SHA-256, in hex, of what a value means: places, titles and spellings apart, whatever the order of keys. */
export function hashOfMeaning(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([key, field]) => field !== undefined && !BESIDE_THE_MEANING.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
