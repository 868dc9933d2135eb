import { type Document, isMap, isScalar } from 'yaml';
import type { z } from 'zod';
import { nearName } from '../../near-name.js';
import { MEMBERS } from '../../roles/index.js';
import type { ScenarioEvent } from './scenario.js';
import { keysAt } from './schema-keys.js';

/** A problem, and the stretch of the file that is meant. */
export interface Located {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string | undefined;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What a schema found, in the words of somebody who writes YAML. */
export function problemsOf(issues: readonly Issue[], document: Document): readonly Located[] {
  return issues.flatMap((issue): readonly Located[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        ...spanOfKey(document, [...issue.path, key]),
        ...unknownKey(key, issue.path),
      }));
    }
    const found: unknown = document.getIn(issue.path);
    const lacking = found === undefined && issue.path.length > 0 && issue.code === 'invalid_type';
    if (lacking) return [{ ...spanOfKey(document, issue.path.slice(0, -1)), ...missingKey(issue.path) }];
    return [{ ...spanOfValue(document, issue.path), message: messageOf(issue, found), hint: hintOf(issue, found) }];
  });
}

/** Faults of members that the device does not have. */
export function unknownMembers(events: readonly ScenarioEvent[], document: Document): readonly Located[] {
  return events.flatMap(({ happening }, i): readonly Located[] => {
    if (happening.kind !== 'fault' || happening.fault.member === undefined) return [];
    const { device, member } = happening.fault;
    const members = Object.keys(MEMBERS[device]);
    if (members.some((key) => key.toLowerCase() === member.toLowerCase())) return [];
    const span = spanOfValue(document, ['events', i, 'fault', 'member']);
    return [{ ...span, message: `a ${device} has no member "${member}"`, hint: meant(nearName(member, members)) }];
  });
}

function unknownKey(key: string, path: Path): Pick<Located, 'message' | 'hint'> {
  const known = keysAt(path);
  const hint = meant(nearName(key, known)) ?? `its keys are ${known.join(', ')}`;
  return { message: `unknown key "${key}" in "${nameOf(path)}"`, hint };
}

function missingKey(path: Path): Pick<Located, 'message' | 'hint'> {
  return { message: `"${nameOf(path.slice(0, -1))}" lacks the key "${String(path.at(-1))}"`, hint: undefined };
}

/** The key of a mapping, or of the list that it stands in: "mount", "events". */
function nameOf(path: Path): string {
  return path.findLast((part) => typeof part === 'string') ?? 'scenario';
}

function meant(near: string | undefined): string | undefined {
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function messageOf(issue: Issue, found: unknown): string {
  const end = typeof found === 'object' ? '' : `, found ${JSON.stringify(found)}`;
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid input')
        ? `expected ${KINDS[issue.expected] ?? issue.expected}${end}`
        : `${issue.message}${end}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values.map(String))}${end}`;
    case 'too_small':
      if (issue.origin === 'array') return 'expected a list that is not empty';
      return `expected ${issue.inclusive ? `${String(issue.minimum)} or more` : `more than ${String(issue.minimum)}`}${end}`;
    case 'too_big':
      return `expected ${issue.inclusive ? `${String(issue.maximum)} or less` : `less than ${String(issue.maximum)}`}${end}`;
    default:
      return `${issue.message}${issue.message.includes(', found ') ? '' : end}`;
  }
}

function hintOf(issue: Issue, found: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof found === 'string')
    return meant(nearName(found, issue.values.map(String)));
  if (issue.code !== 'invalid_type' || typeof found !== 'string') return undefined;
  const amount = /^([+-]?[\d.]+)\s*\S/u.exec(found)?.[1];
  if (/^(?:number|int)$/u.test(issue.expected) && amount !== undefined)
    return `write ${amount}: units go without saying here`;
  const meantBy = { yes: 'true', on: 'true', no: 'false', off: 'false' }[found.toLowerCase()];
  return issue.expected === 'boolean' && meantBy !== undefined ? `write ${meantBy}` : undefined;
}

function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** Where the key at a path stands; the nearest that is there, if it is not. */
function spanOfKey(document: Document, path: Path): Pick<Located, 'offset' | 'length'> {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path[length - 1]))
      : undefined;
    if (pair && isScalar(pair.key) && pair.key.range) return span(pair.key.range);
    const item = rangeAt(document, path.slice(0, length));
    if (item) return { offset: item[0], length: 1 };
  }
  return { offset: 0, length: 1 };
}

/** Where a single value stands; of a whole mapping or list, its key. */
function spanOfValue(document: Document, path: Path): Pick<Located, 'offset' | 'length'> {
  const node: unknown = document.getIn(path, true);
  const range = isScalar(node) ? rangeAt(document, path) : undefined;
  return range ? span(range) : spanOfKey(document, path);
}

function rangeAt(document: Document, path: Path): readonly [from: number, to: number, ...unknown[]] | undefined {
  return (document.getIn(path, true) as { range?: [number, number, number] } | undefined)?.range;
}

function span([from, to]: readonly [from: number, to: number, ...unknown[]]): Pick<Located, 'offset' | 'length'> {
  return { offset: from, length: Math.max(1, to - from) };
}
