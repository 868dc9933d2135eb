import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { nearName } from '../../devices/near-name.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';
import { unmeantIn } from './unmeant-text.js';
import { yamlProblems } from './yaml-problem.js';

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
    const unmeant = unmeantIn(this.text);
    if (unmeant) {
      for (const end of this.text.matchAll(/\n/gu)) this.#lines.addNewLine(end.index + 1);
      const start = this.#place(0, 1);
      this.#error('syntax', unmeant.message, this.#place(unmeant.from, unmeant.to), unmeant.hint);
      return { problems: this.#problems, start };
    }
    const document = parseDocument(this.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      version: '1.2',
    });
    const start = this.#place(0, 1);
    for (const { message, hint, from, to } of yamlProblems(document, this.text, this.#lines)) {
      this.#error('syntax', `not YAML: ${message}`, this.#place(from, to), hint);
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
    const value = isScalar(node) ? node.value : null;
    if (isScalar(node) && node.type === 'PLAIN' && isBentQuote(value)) {
      const hint = 'write them straight, " or \', as programs do; word processors bend them';
      this.#error('syntax', 'typographic quotes are part of the text, and quote nothing', place, hint);
      return undefined;
    }
    return { value, place };
  }

  /** An alias stands for what its anchor stands before, as often as it is written: within reason. */
  #follow(name: string, place: Place, depth: number): Located | undefined {
    const target = this.#anchors.get(name);
    if (!target || this.#open.has(target)) {
      const near = target ? undefined : nearName(name, this.#anchors.keys());
      this.#error(
        'alias',
        `the alias *${name} ${target ? 'stands inside what it stands for' : 'has no anchor before it'}`,
        place,
        near === undefined ? undefined : `did you mean \`*${near}\`?`,
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
      if (isScalar(pair.key) && pair.key.value === null) {
        this.#error('syntax', 'a key is missing before this colon', key);
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

function isBentQuote(value: unknown): boolean {
  return typeof value === 'string' && /^[\u201c\u201d\u201e\u2018\u00ab]/u.test(value);
}
