import { readBeside } from '../beside.js';
import type { Located } from '../document.js';
import { nearName } from '../../../devices/near-name.js';
import type { Place } from '../plan.js';
import type { Problem } from '../problem.js';

/** One line of a file of orbits. */
interface Line {
  readonly text: string;
  readonly place: Place;
  /** What it may be called by, as keys. */
  readonly names: readonly string[];
  /** What it calls itself. */
  readonly title: string;
}

/** Puts the lines of orbit files beside the plan in the places that name them. */
export class OrbitFiles {
  readonly #files = new Map<string, readonly Line[] | undefined>();

  /**
   * @param file of the plan
   * @param sources receives the texts of the files that are read
   */
  constructor(
    readonly file: string,
    readonly problems: Problem[],
    readonly sources: Map<string, string>,
  ) {}

  /**
   * The body of a step, with `{ orbit: line }` for `{ orbit-file: ..., name: ... }` where a position stands in it.
   * @returns undefined when the line is not to be had; why is among the problems
   */
  putIn(body: Located): Located | undefined {
    if (names(body)) return this.#found(body);
    for (const key of ['position', 'to']) {
      const entry = body.entries?.get(key);
      if (!body.entries || !entry || !names(entry.value)) continue;
      const value = this.#found(entry.value);
      if (!value) return undefined;
      const entries = new Map([...body.entries, [key, { ...entry, value }] as const]);
      return mapping(entries, body.place);
    }
    return body;
  }

  #found(at: Located): Located | undefined {
    const file = at.entries?.get('orbit-file')?.value;
    const name = at.entries?.get('name')?.value;
    // What is wrong with the mapping itself, its schema says.
    if (typeof file?.value !== 'string' || !name || !isName(name.value) || at.entries?.size !== 2) return at;
    const lines = this.#lines(file.value, file.place);
    if (!lines) return undefined;
    const wanted = keyOf(String(name.value));
    const [line, other] = lines.filter(({ names: known }) => known.includes(wanted));
    if (!line) return this.#none(String(name.value), file.value, lines, name.place);
    if (other) {
      const related = [line, other].map(({ title, place }) => ({ message: `${title} stands here`, place }));
      const message = `more than one line of ${file.value} is called "${String(name.value)}"`;
      this.problems.push({ severity: 'error', code: 'include', message, place: name.place, related });
      return undefined;
    }
    const value: Located = { value: line.text, place: line.place };
    return mapping(new Map([['orbit', { key: name.place, value }]]), at.place);
  }

  #none(name: string, file: string, lines: readonly Line[], place: Place): undefined {
    const near = nearName(
      name,
      lines.map(({ title }) => title),
    );
    const titles = lines.slice(0, 5).map(({ title }) => title);
    const known = `${lines.length > 5 ? 'it begins with' : 'its bodies are'} ${titles.join(', ')}`;
    const hint = near !== undefined ? `did you mean \`${near}\`?` : lines.length === 0 ? 'it has no lines' : known;
    const message = `${file} has no line for "${name}"`;
    this.problems.push({ severity: 'error', code: 'include', message, hint, place });
    return undefined;
  }

  #lines(name: string, place: Place): readonly Line[] | undefined {
    if (this.#files.has(name)) return this.#files.get(name);
    const read = readBeside(this.file, name, 'the file of orbits');
    if (!read.ok) {
      const { message, hint } = read;
      this.problems.push({ severity: 'error', code: 'include', message, place, ...(hint !== undefined && { hint }) });
    } else this.sources.set(read.path, read.text);
    const lines = read.ok ? linesOf(read.path, read.text) : undefined;
    this.#files.set(name, lines);
    return lines;
  }
}

function names(at: Located): boolean {
  return at.entries?.has('orbit-file') ?? false;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function mapping(entries: NonNullable<Located['entries']>, place: Place): Located {
  const value = Object.fromEntries([...entries].map(([key, entry]) => [key, entry.value.value]));
  return { value, place, entries };
}

/** Without capitals and blanks. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/\s+/gu, '');
}

/** MPCORB.DAT begins with a text about itself, which ends with a line of hyphens. */
function linesOf(file: string, text: string): readonly Line[] {
  const all = text.split(/\r?\n/u);
  const rule = all.findIndex((line) => /^-{20,}$/u.test(line.trim()));
  return all.flatMap((line, index): readonly Line[] => {
    if (index <= rule || line.trim() === '' || line.startsWith('#')) return [];
    const title = titleOf(line);
    const place: Place = { file, line: index + 1, column: 1, length: Math.max(1, line.length) };
    return [{ text: line, place, title, names: namesOf(title, line.slice(0, 12)).map(keyOf) }];
  });
}

/** Asteroids have their name from column 167, comets from 103; a line that is cut off has a packed designation. */
function titleOf(line: string): string {
  const asteroid = line.slice(166, 194).trim();
  const comet = /^[\s\d]{4}[CPDXAI]/u.test(line) ? line.slice(102, 158).trim() : '';
  return comet || asteroid || line.slice(0, 12).trim();
}

/** "(4) Vesta" is also Vesta, 4 and (4); "12P/Pons-Brooks" also 12P; "C/2022 E3 (ZTF)" also C/2022 E3. */
function namesOf(title: string, packed: string): readonly string[] {
  const found = [title, packed];
  const [, number, name] = /^\((\d+)\) *(.*)$/u.exec(title) ?? [];
  if (number !== undefined) found.push(number, `(${number})`);
  if (name) found.push(name);
  const [, periodic] = /^(\d+[PDI](?:-[A-Z]+)?)\//u.exec(title) ?? [];
  if (periodic !== undefined) found.push(periodic);
  const [, designation] = /^([CPDXAI]\/.*?) *\(/u.exec(title) ?? [];
  if (designation !== undefined) found.push(designation);
  return [...new Set(found.filter((each) => each.trim() !== ''))];
}
