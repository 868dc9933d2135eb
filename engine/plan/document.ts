import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';

/** A value of a document with the place of each of its parts. */
export interface Located {
  /** Plain data: text, number, boolean, null, list or mapping. */
  readonly value: unknown;
  /** Of the value; through an alias, of what the anchor stands before. */
  readonly place: Place;
  /** Of a mapping: its values and the places of its keys. */
  readonly entries?: ReadonlyMap<string, { readonly key: Place; readonly value: Located }>;
  /** Of a list. */
  readonly items?: readonly Located[];
}

export interface YamlDocument {
  /** Absent when the text is not YAML, or empty. */
  readonly root?: Located;
  readonly problems: readonly Problem[];
  /** Line and column of an offset in the text. */
  readonly start: Place;
}

/** Values that aliases may add. A plan of 2,000 lines has about 10,000 in all. */
const MOST_ALIASED_VALUES = 50_000;
const DEEPEST = 100;

/** Reads YAML 1.2 with anchors, aliases and merges (`<<`). */
export function readYaml(file: string, text: string): YamlDocument {
  return new Reader(file, text).read();
}

class Reader {
  readonly #lines = new LineCounter();
  readonly #problems: Problem[] = [];
  readonly #open = new Set<Node>();
  readonly #sizes = new Map<Node, number>();
  readonly #anchors = new Map<string, Node>();
  #following = 0;
  #aliased = 0;

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  read(): YamlDocument {
    const document = parseDocument(this.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      version: '1.2',
    });
    const start = this.#place(0, 1);
    // One mistake often brings several errors on its line, of which the first says most.
    const lines = new Set<number>();
    for (const error of [...document.errors, ...document.warnings]) {
      const problem = this.#syntax(error);
      if (!lines.has(problem.place.line)) this.#problems.push(problem);
      lines.add(problem.place.line);
    }
    if (this.#problems.length > 0 || !document.contents) return { problems: this.#problems, start };
    const root = this.#locate(document.contents, 0);
    return root ? { root, problems: this.#problems, start } : { problems: this.#problems, start };
  }

  #place(from: number, to: number): Place {
    const { line, col } = this.#lines.linePos(from);
    const endOfLine = this.text.indexOf('\n', from);
    const end = Math.min(to, endOfLine < 0 ? this.text.length : endOfLine);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, end - from) };
  }

  #placeOf(node: Node): Place {
    const [from, to] = node.range ?? [0, 1];
    return this.#place(from, to);
  }

  #error(code: Problem['code'], message: string, place: Place, hint?: string): void {
    this.#problems.push({ severity: 'error', code, message, place, ...(hint === undefined ? {} : { hint }) });
  }

  #syntax(error: YAMLError): Problem {
    const place = this.#place(error.pos[0], error.pos[1]);
    const hint = hintFor(error, this.text);
    const message = MESSAGES[error.code] ?? error.message.split('\n')[0] ?? error.code;
    const plain = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    return { severity: 'error', code: 'syntax', message: `not YAML: ${plain}`, place, ...(hint ? { hint } : {}) };
  }

  /** How many values stand in a node, aliases counted as one. */
  #size(node: unknown): number {
    if (isMap(node)) {
      return node.items.reduce((sum, pair) => sum + this.#size(pair.value), 1);
    }
    return isSeq(node) ? node.items.reduce<number>((sum, item) => sum + this.#size(item), 1) : 1;
  }

  #locate(node: Node, depth: number): Located | undefined {
    const place = this.#placeOf(node);
    // What follows an alias was named when it was first read.
    if (this.#following === 0 && !isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (depth > DEEPEST) {
      this.#error('syntax', `nested more than ${String(DEEPEST)} deep`, place);
      return undefined;
    }
    if (isAlias(node)) return this.#follow(node.source, place, depth);
    if (isMap(node)) return this.#mapping(node, depth, place);
    if (isSeq(node)) {
      const items = node.items
        .map((item) => this.#locate(item as Node, depth + 1))
        .filter((item) => item !== undefined);
      return { value: items.map(({ value }) => value), place, items };
    }
    return { value: isScalar(node) ? node.value : null, place };
  }

  /** An alias stands for what its anchor stands before, as often as it is written: within reason. */
  #follow(name: string, place: Place, depth: number): Located | undefined {
    const target = this.#anchors.get(name);
    if (!target || this.#open.has(target)) {
      this.#error(
        'alias',
        `the alias *${name} ${target ? 'stands inside what it stands for' : 'has no anchor before it'}`,
        place,
      );
      return undefined;
    }
    const size = this.#sizes.get(target) ?? this.#size(target);
    this.#sizes.set(target, size);
    const before = this.#aliased;
    this.#aliased += size;
    if (this.#aliased > MOST_ALIASED_VALUES) {
      if (before <= MOST_ALIASED_VALUES) {
        const most = MOST_ALIASED_VALUES.toLocaleString('en');
        this.#error('alias', `the aliases of this file stand for more than ${most} values`, place);
      }
      return undefined;
    }
    this.#open.add(target);
    this.#following++;
    const located = this.#locate(target, depth + 1);
    this.#following--;
    this.#open.delete(target);
    return located;
  }

  #mapping(node: YAMLMap, depth: number, place: Place): Located {
    this.#open.add(node);
    const own = new Map<string, { readonly key: Place; readonly value: Located }>();
    const merged = new Map<string, { readonly key: Place; readonly value: Located }>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.#placeOf(pair.key);
      const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (name === undefined) {
        this.#error('syntax', 'a key must be a plain word', key);
        continue;
      }
      const value = pair.value ? this.#locate(pair.value, depth + 1) : { value: null, place: key };
      if (!value) continue;
      if (name === '<<') this.#merge(value, merged);
      else if (own.has(name)) this.#duplicate(name, key, own.get(name)?.key ?? key);
      else own.set(name, { key, value });
    }
    this.#open.delete(node);
    const entries = new Map([...merged, ...own]);
    const value = Object.fromEntries([...entries].map(([name, entry]) => [name, entry.value.value]));
    return { value, place, entries };
  }

  #duplicate(name: string, place: Place, first: Place): void {
    const related = [{ message: 'it first stands here', place: first }];
    this.#problems.push({
      severity: 'error',
      code: 'duplicate-key',
      message: `the key "${name}" stands twice in one mapping`,
      place,
      related,
    });
  }

  /** Of several merged mappings the first to have a key gives it; the mapping's own keys come before all. */
  #merge(
    { entries, items, place }: Located,
    merged: Map<string, { readonly key: Place; readonly value: Located }>,
  ): void {
    const sources = items ?? [{ value: undefined, place, ...(entries ? { entries } : {}) }];
    for (const source of sources) {
      if (!source.entries) this.#error('alias', '"<<" merges a mapping or a list of mappings', source.place);
      for (const [name, entry] of source.entries ?? []) if (!merged.has(name)) merged.set(name, entry);
    }
  }
}

/** Instead of what the parser says to programmers. */
const MESSAGES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  MULTIPLE_DOCS: 'the file holds more than one document',
};

function hintFor({ code, pos, message }: YAMLError, text: string): string | undefined {
  const rest = text.slice(pos[0], pos[0] + 40).split('\n')[0] ?? '';
  const line = text.slice(text.lastIndexOf('\n', pos[0] - 1) + 1).split('\n')[0] ?? '';
  if (/[:,[{] *>=? *-?\d/u.test(line)) return 'a comparison that begins with > must stand in quotes: "> 30 deg"';
  if (code === 'TAB_AS_INDENT' || rest.startsWith('\t')) return 'YAML is indented with spaces, not with tabs';
  if (code === 'BAD_SCALAR_START' && /^[@`%]/u.test(rest))
    return `a text that begins with ${rest.charAt(0)} must stand in quotes`;
  if (/^flow /iu.test(message)) return 'a bracket [ or { before this is not closed';
  if (isIndented(text, pos[0])) return 'keys of one mapping begin in the same column';
  if (message.includes('Nested mappings') || message.includes('Implicit keys')) {
    return 'a text with ": " in it must stand in quotes';
  }
  if (code === 'MULTIPLE_DOCS') return 'one file holds one sequence; take out the line "---" and what follows it';
  if (code === 'BAD_INDENT') return 'keys of one mapping begin in the same column';
  return undefined;
}

/** Whether the line after an offset is a key that is further in, though the line before it already has a value. */
function isIndented(text: string, at: number): boolean {
  const [line = '', next = ''] = text.slice(text.lastIndexOf('\n', at - 1) + 1).split('\n');
  const indent = (each: string): number => each.search(/\S/u);
  return /^\s*[\w-]+: +[^\s|>#]/u.test(line) && /^\s*[\w-]+:(?: |$)/u.test(next) && indent(next) > indent(line);
}
