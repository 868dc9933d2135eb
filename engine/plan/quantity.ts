import { z } from 'zod';

/** What reading a quantity gives: its value, or why it could not be read. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly hint?: string };

export function read<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** @param problem what is wrong, as the rest of a sentence; empty when "expected ..., found ..." says it all */
export function unreadable(problem: string, hint?: string): Reading<never> {
  return hint === undefined ? { ok: false, problem } : { ok: false, problem, hint };
}

export interface QuantityOptions<T> {
  /** With its article: "a duration". */
  readonly name: string;
  /** As an observer would write it; the first three stand in error messages. */
  readonly examples: readonly string[];
  /** For the JSON Schema and the reference page. */
  readonly description: string;
  /** What a text looks like, for editors; never narrower than what `parse` takes. */
  readonly pattern?: RegExp;
  /** Whether a bare number is taken too. */
  readonly numbers?: boolean;
  readonly parse: (written: string | number) => Reading<T>;
}

export type Quantity<T> = z.ZodType<T, string | number>;

/**
 * A schema that takes a text with a unit, or a bare number, and gives the value in one unit. Its errors say what was
 * expected, what was found and an example; a hint, where there is one, is in the issue's `params.hint`.
 */
export function quantity<T>(options: QuantityOptions<T>): Quantity<T> {
  const { examples, description, pattern, numbers = false, parse } = options;
  const error = (issue: { readonly input?: unknown }): string => expectation(options, issue.input);
  const text = z.string({ error }).meta(pattern ? { pattern: pattern.source } : {});
  const input = numbers ? z.union([z.number(), text], { error }) : text;
  return (input as z.ZodType<string | number, string | number>)
    .meta({ description, examples: [...examples] })
    .transform((written, context): T => {
      const reading = parse(typeof written === 'string' ? tidied(written) : written);
      if (reading.ok) return reading.value;
      const because = reading.problem === '' ? '' : `: ${reading.problem}`;
      context.issues.push({
        code: 'custom',
        input: written,
        message: `${expectation(options, written)}${because}`,
        params: reading.hint === undefined ? {} : { hint: reading.hint },
      });
      return z.NEVER;
    });
}

/** One kind of space, one minus sign, and the plain forms of the marks of degrees, minutes and seconds. */
function tidied(text: string): string {
  return text
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/[\u2212\u2012\u2013]/gu, '-')
    .replace(/[\u2032\u2019]/gu, "'")
    .replace(/[\u2033\u201d]/gu, '"');
}

function expectation({ name, examples }: Pick<QuantityOptions<unknown>, 'name' | 'examples'>, found: unknown): string {
  const expected = `expected ${name} such as ${alternatives(examples.slice(0, 3))}`;
  return found === undefined ? expected : `${expected}, found ${shown(found)}`;
}

/** "a, b or c". */
export function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** A value of a document as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    const line = value.replace(/\r?\n/gu, '\\n');
    return line.length > 60 ? `"${line.slice(0, 57)}..."` : `"${line}"`;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
