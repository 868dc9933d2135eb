import { parseArgs } from 'node:util';
import { NocturneError } from '../errors.js';
import { nearName } from '../../devices/near-name.js';

export interface OptionSpec {
  /** What its value is called in the help; absent for a switch. */
  readonly value?: string;
  readonly short?: string;
  /** One or two sentences. */
  readonly help: string;
  /** In words, for the help. */
  readonly default?: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What was given: the value of each option, and the words that are none. */
export interface Arguments<O extends OptionSpecs> {
  readonly options: {
    readonly [K in keyof O]: O[K] extends { readonly value: string } ? string | undefined : boolean;
  };
  readonly operands: readonly string[];
}

interface Expected<O extends OptionSpecs> {
  readonly name: string;
  readonly options: O;
  readonly operands: { readonly least: number; readonly most: number; readonly what: string };
}

/** @throws NocturneError `usage` */
export function readArguments<O extends OptionSpecs>(words: readonly string[], expected: Expected<O>): Arguments<O> {
  const { name, options: specs, operands: wanted } = expected;
  // Not strict: Node's own messages do not name the near option.
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([key, { value, short }]) => [
        key,
        { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
      ]),
    ),
  });
  const given = new Map<string, string | true>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') given.set(token.name, valueOf(token, specs[token.name], expected));
  }
  if (operands.length < wanted.least) throw usage(name, `\`nocturne ${name}\` needs ${wanted.what}`);
  const surplus = operands[wanted.most];
  if (surplus !== undefined) {
    const takes = wanted.most === 0 ? 'takes options only' : `takes ${wanted.what}`;
    throw usage(name, `"${surplus}" is too much: \`nocturne ${name}\` ${takes}`);
  }
  const options = Object.fromEntries(
    Object.entries(specs).map(([key, { value }]) => [key, value === undefined ? given.has(key) : given.get(key)]),
  );
  return { options: options as Arguments<O>['options'], operands };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function valueOf(token: OptionToken, spec: OptionSpec | undefined, expected: Expected<OptionSpecs>): string | true {
  const { rawName, value, inlineValue } = token;
  if (!spec) {
    const near = nearName(token.name, [...Object.keys(expected.options), 'help']);
    throw usage(
      expected.name,
      `\`nocturne ${expected.name}\` has no option ${rawName}`,
      near === undefined ? undefined : `Did you mean --${near}?`,
    );
  }
  if (spec.value === undefined) {
    if (value !== undefined) throw usage(expected.name, `${rawName} takes no value, and was given "${value}"`);
    return true;
  }
  // `--out --json` has forgotten the value of --out.
  const forgotten = value === undefined || value === '' || (inlineValue === false && value.startsWith('--'));
  if (forgotten) throw usage(expected.name, `${rawName} needs a value: ${rawName} ${spec.value}`);
  return value;
}

export function usage(command: string, message: string, hint?: string): NocturneError {
  return new NocturneError('usage', message, { hint: hint ?? `\`nocturne ${command} --help\` shows what it takes.` });
}

/**
 * A whole number given as the value of an option.
 * @param example a usual one, for the hint
 * @throws NocturneError `usage`
 */
export function wholeNumber(option: string, text: string, least: number, most: number, example: number): number {
  const value = Number(text);
  if (/^\d+$/u.test(text) && value >= least && value <= most) return value;
  throw new NocturneError(
    'usage',
    `${option} takes a whole number from ${String(least)} to ${String(most)}, and was given "${text}"`,
    { hint: `For example ${option} ${String(example)}` },
  );
}

/** A number that need not be whole. @throws NocturneError `usage` */
export function positiveNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/u.test(text) && value > 0 && value <= most) return value;
  throw new NocturneError(
    'usage',
    `${option} takes a number above 0 and up to ${String(most)}, and was given "${text}"`,
    { hint: `For example ${option} 10` },
  );
}
