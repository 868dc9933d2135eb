import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml';

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

export function yamlProblem(error: YAMLError, text: string, document: Document): YamlProblem {
  const { code, message, pos } = error;
  const unclosed = code === 'MISSING_CHAR' || /^flow /iu.test(message) ? openedAt(document, pos[0]) : undefined;
  if (unclosed !== undefined) {
    const sign = text.charAt(unclosed);
    const what = sign === '[' || sign === '{' ? `the bracket ${sign}` : `the quote ${sign}`;
    const hint = `close it with ${{ '[': ']', '{': '}' }[sign] ?? sign}`;
    return { message: `${what} is not closed`, hint, from: unclosed, to: unclosed + 1 };
  }
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
  const first = MESSAGES[code] ?? message.split('\n')[0] ?? code;
  const plain = `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return { message: plain, hint: hintFor(error, text), from: pos[0], to: pos[1] };
}

/** Where the quote or bracket was opened that is not closed before `end`. */
function openedAt(document: Document, end: number): number | undefined {
  let found: number | undefined;
  visit(document, (_, node) => {
    if (!isScalar(node) && !isCollection(node)) return;
    const [from, to] = node.range ?? [0, 0];
    const open = isScalar(node) ? /^QUOTE/u.test(node.type ?? '') : node.flow === true;
    if (open && to >= end && (found === undefined || from >= found)) found = from;
  });
  return found;
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
