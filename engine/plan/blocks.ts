import { readBeside } from './beside.js';
import { type Located, readYaml } from './document.js';
import { nearName } from '../../devices/near-name.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';
import { shown } from './quantity.js';
import { blocksFile } from './sequence-schema.js';
import { validate } from './validate.js';

/** A list of steps with a name. */
export interface Block {
  readonly name: string;
  /** By name, with the default; undefined where one must be given. */
  readonly parameters: ReadonlyMap<string, Located | undefined>;
  readonly steps: Located;
  readonly place: Place;
}

export type Blocks = ReadonlyMap<string, Block>;

/** The blocks that a mapping defines; what is wrong with it has been said by its schema. */
export function blocksOf(definitions: Located | undefined): Blocks {
  const blocks = new Map<string, Block>();
  for (const [name, { key, value }] of definitions?.entries ?? []) {
    const steps = value.entries?.get('steps')?.value;
    const parameters = new Map<string, Located | undefined>();
    for (const [parameter, entry] of value.entries?.get('parameters')?.value.entries ?? []) {
      parameters.set(parameter, entry.value.value === null ? undefined : entry.value);
    }
    if (steps) blocks.set(name, { name, parameters, steps, place: key });
  }
  return blocks;
}

/** The blocks of a plan, and those of the files beside it. */
export class BlockLibrary {
  readonly #files = new Map<string, Blocks | undefined>();

  /**
   * @param file of the plan; blocks come from its folder or from below
   * @param sources receives the texts of the files that are read
   */
  constructor(
    readonly file: string,
    readonly own: Blocks,
    readonly problems: Problem[],
    readonly sources: Map<string, string>,
  ) {}

  /** @param source place of the file's name, for what is wrong with the file */
  find(name: string, from: string | undefined, place: Place, source: Place): Block | undefined {
    const blocks = from === undefined ? this.own : this.#read(from, source);
    const block = blocks?.get(name);
    if (block || !blocks) return block;
    const near = nearName(name, blocks.keys());
    const names = [...blocks.keys()];
    const known = names.length === 0 ? 'define it under `blocks:`' : `the blocks are ${names.join(', ')}`;
    this.#error(`there is no block "${name}"`, place, near === undefined ? known : `did you mean \`${near}\`?`);
    return undefined;
  }

  #error(message: string, place: Place, hint?: string): void {
    this.problems.push({ severity: 'error', code: 'include', message, place, ...(hint === undefined ? {} : { hint }) });
  }

  #read(from: string, place: Place): Blocks | undefined {
    if (this.#files.has(from)) return this.#files.get(from);
    const blocks = this.#load(from, place);
    this.#files.set(from, blocks);
    return blocks;
  }

  #load(from: string, place: Place): Blocks | undefined {
    const read = readBeside(this.file, from, 'the file of blocks');
    if (!read.ok) {
      this.#error(read.message, place, read.hint);
      return undefined;
    }
    const { path, text } = read;
    this.sources.set(path, text);
    const document = readYaml(path, text);
    this.problems.push(...document.problems);
    if (!document.root) return undefined;
    const valid = validate(blocksFile, document.root, 'file of blocks', document.start);
    if (!valid.ok) this.problems.push(...valid.problems);
    return blocksOf(document.root.entries?.get('blocks')?.value);
  }
}

const WHOLE = /^\$([a-z][a-z0-9-]*)$/u;
const WITHIN = /\$\{([a-z][a-z0-9-]*)\}/gu;

/**
 * The steps of a block with `$name` put in: a value that is only that becomes the argument, whatever it is; `${name}`
 * within a text becomes part of it.
 */
export function filledIn(steps: Located, values: ReadonlyMap<string, Located>, problems: Problem[]): Located {
  const missing = (name: string, place: Place): void => {
    const near = nearName(name, values.keys());
    const hint = near === undefined ? 'name it under `parameters:` of the block' : `did you mean \`${near}\`?`;
    problems.push({ severity: 'error', code: 'include', message: `the block has no parameter "${name}"`, hint, place });
  };
  const fill = (at: Located): Located => {
    if (at.items) {
      const items = at.items.map(fill);
      return { value: items.map(({ value }) => value), place: at.place, items };
    }
    if (at.entries) {
      const entries = new Map(
        [...at.entries].map(([key, entry]) => [key, { ...entry, value: fill(entry.value) }] as const),
      );
      const value = Object.fromEntries([...entries].map(([key, entry]) => [key, entry.value.value]));
      return { value, place: at.place, entries };
    }
    if (typeof at.value !== 'string') return at;
    const whole = WHOLE.exec(at.value)?.[1];
    if (whole !== undefined) {
      const given = values.get(whole);
      if (!given) missing(whole, at.place);
      return given ?? at;
    }
    const text = at.value.replace(WITHIN, (written, name: string) => {
      const given = values.get(name);
      if (!given) missing(name, at.place);
      return given ? textOf(given, name, problems) : written;
    });
    return { value: text, place: at.place };
  };
  return fill(steps);
}

function textOf({ value, place }: Located, name: string, problems: Problem[]): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const message = `expected a text or a number for "${name}", which stands within a text, found ${shown(value)}`;
  problems.push({ severity: 'error', code: 'include', message, place });
  return '';
}
