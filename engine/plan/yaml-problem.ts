import type { Document, LineCounter, YAMLError } from 'yaml';
import { yamlHint } from './yaml-hint.js';
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
  const own = withoutShifted(others, text).map((error) => yamlProblem(error, text));
  const told = new Set<number>();
  return [...open.map((each) => unclosedProblem(each, text, lines)), ...own]
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

/** A line in a wrong column shifts those below it, down to the first that is indented less: of these nothing is told. */
function withoutShifted(errors: readonly YAMLError[], text: string): readonly YAMLError[] {
  let shifted: { readonly from: number; readonly indent: number } | undefined;
  return errors.filter((error) => {
    if (!isOfIndentation(error.code) && !(shifted && error.code === 'MULTILINE_IMPLICIT_KEY')) return true;
    const begin = lineBegin(text, error.pos[0]);
    const since = shifted;
    if (since) {
      const between = text
        .slice(since.from, begin + indentAt(text, begin) + 1)
        .split('\n')
        .slice(1);
      const isBack = between.some((line) => /^\s*[^\s#]/u.test(line) && line.search(/\S/u) < since.indent);
      if (!isBack) return false;
    }
    // A tab is as wide as an editor likes.
    shifted = { from: begin, indent: text.charAt(begin) === '\t' ? 1 : indentAt(text, begin) };
    return true;
  });
}

function isOfIndentation(code: YAMLError['code']): boolean {
  return code === 'BAD_INDENT' || code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'TAB_AS_INDENT';
}

function lineBegin(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function indentAt(text: string, begin: number): number {
  return Math.max(0, text.slice(begin).search(/[^ \t]/u));
}

/** The line of a list that is not in line with the one above it, which is where the parser may notice. */
function itemInAnotherColumn({ code, pos: [at] }: YAMLError, text: string): Range | undefined {
  const begin = lineBegin(text, at);
  const next = text.indexOf('\n', at) + 1;
  const isItem = (from: number): boolean => /^[ ]*- /u.test(text.slice(from, from + 200));
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && isItem(begin) && text.slice(begin, at).trim() === '')
    return wordsOf(begin, text);
  if (code === 'MULTILINE_IMPLICIT_KEY' && isItem(begin) && next > 0 && isItem(next)) return wordsOf(next, text);
  return undefined;
}

/** Of a line in a wrong column, its words rather than the blanks before it. */
function placeOf({ code, pos: [from, to] }: YAMLError, text: string): Range {
  const begin = lineBegin(text, from);
  if (!isOfIndentation(code) || from !== begin || code === 'TAB_AS_INDENT') return { from, to };
  return wordsOf(begin, text);
}

/** What stands in the line that begins there. */
function wordsOf(begin: number, text: string): Range {
  const from = begin + indentAt(text, begin);
  const [rest = ''] = text.slice(from).split('\n', 1);
  return { from, to: from + Math.max(1, rest.trimEnd().length) };
}

type Range = Pick<YamlProblem, 'from' | 'to'>;

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
  const item = itemInAnotherColumn(error, text);
  if (item) {
    return {
      message: 'this item of a list begins in another column than the one above it',
      hint: 'the hyphens of one list stand in the same column',
      ...item,
    };
  }
  const onOneLine = code === 'BLOCK_IN_FLOW' && !text.slice(...pos).includes('\n');
  const first = MESSAGES[onOneLine ? 'BLOCK_AS_IMPLICIT_KEY' : code] ?? message.split('\n')[0] ?? code;
  const plain = `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return { message: plain, hint: yamlHint(error, text), ...placeOf(error, text) };
}
