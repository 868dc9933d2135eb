import type { Document, LineCounter, YAMLError } from 'yaml';
import { closingOf, type Unclosed, unclosedIn } from './unclosed.js';

/** What is wrong with a text as YAML, in the words of somebody who writes plans rather than parsers. */
export interface YamlProblem {
  readonly message: string;
  readonly hint: string | undefined;
  /** Offsets in the text. */
  readonly from: number;
  readonly to: number;
}

/** Instead of what the parser says to programmers. */
const MESSAGES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'an alias must have a name',
  BAD_INDENT: 'this line begins in a column that fits nothing before it',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" stands inside the value of the first',
  BLOCK_IN_FLOW: 'a list or a mapping of several lines stands inside [ ] or { }',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon must stand on one line',
  MULTIPLE_DOCS: 'the file holds more than one document',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
};

const SURPLUS = /^Unexpected flow-(?:seq|map)-end/u;

/** After so many lines that are no YAML, the file is something else. */
const MOST_PROBLEMS = 20;

/**
 * What is wrong with a text as YAML, in reading order. One mistake often brings several errors, of which the first says
 * most: one is told for each line, and none that follows from a bracket or a quote that is not closed.
 */
export function yamlProblems({ errors, warnings }: Document, text: string, lines: LineCounter): readonly YamlProblem[] {
  const all = [...errors, ...warnings];
  const open = all.length === 0 ? [] : unclosedIn(text);
  const follows = ({ pos: [at] }: YAMLError): boolean =>
    open.some(({ from, to }) => at >= from && (at <= to || goesOnBelow(text, from)));
  // Behind a bracket that closes nothing the parser has lost its way.
  const lost = all.findIndex(({ message }) => SURPLUS.test(message));
  const others = all
    .slice(0, lost < 0 ? all.length : lost + 1)
    .filter((error) => !follows(error) && !(open.length > 0 && isOfUnclosed(error)));
  const told = new Set<number>();
  return [...open.map((each) => unclosedProblem(each, text, lines)), ...others.map((error) => yamlProblem(error, text))]
    .sort((a, b) => a.from - b.from)
    .filter(({ from }) => {
      const { line } = lines.linePos(from);
      return !told.has(line) && told.add(line);
    })
    .slice(0, MOST_PROBLEMS);
}

/** What the parser says of a bracket or a quote that is not closed, where it notices. */
function isOfUnclosed({ code, message }: YAMLError): boolean {
  return code === 'MISSING_CHAR' || /^flow /iu.test(message) || SURPLUS.test(message);
}

function unclosedProblem({ sign, from, to, around }: Unclosed, text: string, lines: LineCounter): YamlProblem {
  const isQuote = closingOf(sign) === sign;
  const [opened, noticed] = [lines.linePos(from).line, lines.linePos(to).line];
  const before = noticed > opened + 1 && !isQuote ? ` before line ${String(noticed)}` : '';
  const further = !isQuote && noticed > opened && goesOnBelow(text, from);
  const rest = [
    ...(around.length > 0 && around.length <= 3 ? [`, and what is open around it with ${around.join(' ')}`] : []),
    ...(further ? ['; lines that stand inside it are indented further than the one it is opened in'] : []),
  ];
  return {
    message: `the ${isQuote ? 'quote' : 'bracket'} ${sign} is not closed${before}`,
    hint: `close it with ${closingOf(sign)}${rest.join('')}`,
    from,
    to: from + 1,
  };
}

/** Whether what a bracket opens was to go on in the lines below. */
function goesOnBelow(text: string, from: number): boolean {
  const [line = ''] = text.slice(from).split('\n', 1);
  return /[[{,]\s*(?:#.*)?$/u.test(line);
}

function yamlProblem(error: YAMLError, text: string): YamlProblem {
  const { code, message, pos } = error;
  const tag = /^Unresolved tag: (?:tag:yaml\.org,2002:)?(.+)$/u.exec(message)?.[1];
  if (tag !== undefined) {
    const hint = 'take it out, or put the text in quotes if it belongs to it';
    return {
      message: `tags such as ${text.slice(pos[0], pos[1])} mean nothing in a plan`,
      hint,
      from: pos[0],
      to: pos[1],
    };
  }
  const surplus = SURPLUS.test(message) ? text.charAt(pos[0]) : undefined;
  if (surplus !== undefined) {
    return {
      message: `the bracket ${surplus} closes nothing`,
      hint: 'take it out, or open one before it',
      from: pos[0],
      to: pos[1],
    };
  }
  const [closing = ''] = /[\]}](?=\s*$)/u.exec(text.slice(0, pos[0])) ?? [];
  if (closing !== '' && /at node end$/u.test(message)) {
    return {
      message: `text stands behind the closing bracket ${closing}`,
      hint: 'the bracket may be one too many, or the text may belong on a line of its own',
      from: pos[0],
      to: pos[1],
    };
  }
  const first = MESSAGES[code] ?? message.split('\n')[0] ?? code;
  const plain = `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return { message: plain, hint: hintFor(error, text), from: pos[0], to: pos[1] };
}

function hintFor({ code, pos }: YAMLError, text: string): string | undefined {
  const begin = text.lastIndexOf('\n', pos[0] - 1) + 1;
  const [line = '', next = ''] = text.slice(begin).split(/\r?\n/u);
  const rest = text.slice(pos[0], pos[0] + 40).split('\n')[0] ?? '';
  if (/[:,[{] *>=? *-?\d/u.test(line)) return 'a comparison that begins with > must stand in quotes: "> 30 deg"';
  if (code === 'TAB_AS_INDENT' || rest.startsWith('\t')) return 'YAML is indented with spaces, not with tabs';
  if (line.includes('\u00a0'))
    return 'the line holds a no-break space, as web pages have them: put a plain space there';
  if (code === 'BAD_SCALAR_START' && /^[@`%]/u.test(rest)) {
    return `a text that begins with ${rest.charAt(0)} must stand in quotes`;
  }
  const [, step] = /^\s*- ([\w-]+)\s*$/u.exec(line) ?? [];
  if (step !== undefined && /^\s+[\w-]+:/u.test(next)) return `a step with keys of its own has a colon: - ${step}:`;
  const [, key, value] = /^\s*(?:- )?([\w-]+):([^\s:].*)$/u.exec(line) ?? [];
  if (key !== undefined && value !== undefined) return `a blank stands behind a colon: ${key}: ${value.trim()}`;
  const [, first, second] = /^\s*([\w-]+) ([^:#]+)$/u.exec(line) ?? [];
  if (code === 'MULTILINE_IMPLICIT_KEY' && first !== undefined && second !== undefined) {
    return `a colon stands behind a key: ${first}: ${second.trim()}`;
  }
  if (isIndented(line, next)) return 'keys of one mapping begin in the same column';
  if (/: .*: /u.test(line)) return 'a text with ": " in it must stand in quotes';
  if (code === 'MULTIPLE_DOCS') return 'one file holds one sequence; take out the line "---" and what follows it';
  if (code === 'BAD_INDENT') return 'keys of one mapping begin in the same column';
  return undefined;
}

/** Whether a line is followed by a key that is further in, though it already has a value. */
function isIndented(line: string, next: string): boolean {
  const indent = (each: string): number => each.search(/\S/u);
  return /^\s*[\w-]+: +[^\s|>#]/u.test(line) && /^\s*[\w-]+:(?: |$)/u.test(next) && indent(next) > indent(line);
}
