import type { z } from 'zod';
import { nearName } from '../../devices/near-name.js';
import { alternatives, shown } from './quantity.js';

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** What is wrong, in the words of somebody who writes YAML rather than schemas: what was expected, and what was found. */
export function messageOf(issue: Issue, found: unknown): string {
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
      if (issue.origin === 'array' && Array.isArray(issue.input)) {
        return `expected a list of at most ${String(issue.maximum)}, found ${String(issue.input.length)}`;
      }
      return isOwn(issue) ? withFound(issue.message, end) : `expected ${String(issue.maximum)} or less${end}`;
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
    if (first?.code === 'invalid_type' && !isOwn(first)) return [typeName(first.expected)];
    if (first?.code === 'invalid_value') return first.values.map(String);
    const named = /^expected (.*?)(?: such as .*)?$/u.exec(first?.message.split(', found ')[0] ?? '');
    return named?.[1] === undefined ? [] : [named[1]];
  });
  return alternatives([...new Set(names)]) || 'something else';
}

/** What could be done about it, where that can be told. */
export function hintOf(issue: Issue, found: unknown): string | undefined {
  if (issue.code === 'custom') {
    const hint: unknown = issue.params?.['hint'];
    return typeof hint === 'string' ? hint : undefined;
  }
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    const values = issue.values.map(String);
    const near = nearName(found, values) ?? ELSEWHERE.get(found.toLowerCase())?.find((each) => values.includes(each));
    return near === undefined ? undefined : `did you mean \`${near}\`?`;
  }
  if (issue.code !== 'invalid_type') return undefined;
  if (isOwn(issue)) return hintForNumber(issue.message, found);
  if (issue.expected === 'array') return hintForList(found);
  if (issue.expected === 'boolean' && typeof found === 'string') {
    const meant = /^(?:y|yes|on)$/iu.test(found) ? 'true' : 'false';
    return /^(?:y|yes|on|n|no|off)$/iu.test(found) ? `write ${meant}: yes, no, on and off are plain texts` : undefined;
  }
  if (issue.expected === 'string' && (typeof found === 'number' || typeof found === 'boolean')) {
    return `put it in quotes: "${String(found)}"`;
  }
  return undefined;
}

/** A bare number where the example that the message gives compares one. */
function hintForNumber(message: string, found: unknown): string | undefined {
  if (typeof found !== 'number' || !/ such as "[<>]/u.test(message)) return undefined;
  return `say whether it must be more or less: "> ${String(found)}" or "< ${String(found)}"`;
}

/** What people call values elsewhere. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['ignore', ['skip']],
  ['continue', ['skip']],
  ['abort', ['end the night']],
  ['stop', ['end the night']],
  ['fail', ['end the night']],
  ['sequential', ['in-turn']],
  ['science', ['light']],
  ['object', ['light']],
]);

/** Whether the schema says itself what was expected, rather than the library. */
function isOwn({ message }: Issue): boolean {
  return !/^(?:Invalid input|Too (?:big|small)|\d+$)/u.test(message);
}

function hintForList(found: unknown): string | undefined {
  if (typeof found === 'string') {
    return /^-\S/u.test(found) ? `a blank stands behind a hyphen: - ${found.slice(1)}` : `write [${found}]`;
  }
  if (typeof found === 'object' && found !== null) return 'each item of a list stands behind a hyphen';
  return undefined;
}
