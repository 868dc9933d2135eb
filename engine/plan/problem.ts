import type { Place } from './plan.js';

/** Something wrong, or doubtful, in a file that an observer wrote. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable, for programs: "unknown-key". */
  readonly code: ProblemCode;
  readonly message: string;
  /** What could be done about it. */
  readonly hint?: string;
  readonly place: Place;
  /** Other places that belong to it: the first of two equal keys, say. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
}

export type ProblemCode =
  /** The file cannot be read. */
  | 'unreadable'
  /** It is not YAML. */
  | 'syntax'
  | 'duplicate-key'
  | 'alias'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-value'
  | 'unknown-step'
  | 'duplicate-id'
  | 'include'
  /** The plan asks for what the observatory does not have. */
  | 'observatory'
  /** What the sky does not give on that night. */
  | 'sky'
  /** Legal, but doubtful. */
  | 'doubtful'
  /** Can be checked, but not yet be carried out. */
  | 'unavailable';

/** The texts of the files that problems may point into, by the name in `Place.file`. */
export type Sources = ReadonlyMap<string, string>;

/** Where a file as a whole is meant. */
export function topOf(file: string): Place {
  return { file, line: 1, column: 1, length: 1 };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** By file in the order in which they first appear, then by line and column. */
export function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ place }) => place.file))];
  return [...problems].sort(
    (a, b) =>
      files.indexOf(a.place.file) - files.indexOf(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}

export interface RenderOptions {
  /** ANSI colours. */
  readonly color?: boolean;
}

type Paint = (style: 'bold' | 'red' | 'yellow' | 'blue', text: string) => string;

const CODES = { bold: 1, red: 31, yellow: 33, blue: 34 } as const;

/**
 * A problem as a compiler shows it: place and message, the line with what is meant underlined, and the hint.
 * @example
 * night.yaml:12:9: error: unknown key "exposur"
 *    12 |       - { exposur: 180 s }
 *       |           ^^^^^^^
 *       = did you mean `exposure`?
 */
export function renderProblem(problem: Problem, sources: Sources, { color = false }: RenderOptions = {}): string {
  const paint: Paint = (style, text) => (color ? `\u001b[${String(CODES[style])}m${text}\u001b[0m` : text);
  const { severity, message, hint, place, related = [] } = problem;
  const tint = severity === 'error' ? 'red' : 'yellow';
  const lines = [
    `${paint('bold', spot(place))}: ${paint(tint, severity)}: ${message}`,
    ...excerpt(place, sources, (text) => paint(tint, text), paint),
  ];
  if (hint !== undefined) lines.push(`${gutter('', paint, '=')} ${hint}`);
  for (const other of related) {
    lines.push(`${spot(other.place)}: ${other.message}`);
    lines.push(...excerpt(other.place, sources, (text) => paint('blue', text), paint));
  }
  return lines.join('\n');
}

/** All of them, in reading order, with an empty line between. */
export function renderProblems(problems: readonly Problem[], sources: Sources, options: RenderOptions = {}): string {
  return inReadingOrder(problems)
    .map((problem) => renderProblem(problem, sources, options))
    .join('\n\n');
}

function spot({ file, line, column }: Place): string {
  return `${file}:${String(line)}:${String(column)}`;
}

function gutter(label: string, paint: Paint, mark = '|'): string {
  return paint('blue', `${label.padStart(5)} ${mark}`);
}

const WIDEST = 110;

function excerpt(place: Place, sources: Sources, mark: (text: string) => string, paint: Paint): readonly string[] {
  const line = sources.get(place.file)?.split('\n')[place.line - 1]?.replace(/\r$/u, '');
  if (line === undefined || line.trim() === '') return [];
  // A very long line is shown around the place.
  const from = line.length > WIDEST ? Math.max(0, place.column - 40) : 0;
  const part = line.slice(from, from + WIDEST);
  const before = part.slice(0, Math.max(0, place.column - 1 - from)).replace(/[^\t]/gu, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(place.length, part.length - before.length)));
  return [`${gutter(String(place.line), paint)} ${part}`, `${gutter('', paint)} ${before}${mark(carets)}`];
}
