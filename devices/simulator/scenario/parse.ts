import { LineCounter, parseDocument } from 'yaml';
import { withoutUndefined, scenarioFile } from './schema.js';
import { problemsOf, type Located, unknownMembers } from './problems.js';
import type { Scenario } from './scenario.js';

/** One thing that is wrong with a scenario file. Lines and columns count from 1. */
export interface ScenarioProblem {
  readonly line: number;
  readonly column: number;
  /** Characters that are meant. */
  readonly length: number;
  readonly message: string;
  /** What was probably meant, or could be written instead. */
  readonly hint: string | undefined;
}

/** Everything that is wrong with a scenario file, in reading order. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(
    readonly problems: readonly ScenarioProblem[],
    readonly file: string,
    /** What stands in the file. */
    readonly text: string,
  ) {
    const lines = problems.map(
      ({ line, column, message, hint }) =>
        `${file}:${String(line)}:${String(column)}: ${message}${hint === undefined ? '' : `; ${hint}`}`,
    );
    super(lines.join('\n'));
  }
}

/**
 * Reads a scenario.
 * @param file its name, for errors
 * @throws ScenarioError with every problem
 */
export function parseScenario(text: string, file = 'scenario'): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fail = (found: readonly Located[]): never => {
    const inOrder = [...found].sort((a, b) => a.offset - b.offset);
    const problems = inOrder.map(({ offset, length, message, hint }) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col, length, message, hint };
    });
    throw new ScenarioError(problems, file, text);
  };
  if (document.errors.length > 0) {
    fail(
      document.errors.map(({ pos, message, code }) => ({
        offset: pos[0],
        length: Math.max(1, pos[1] - pos[0]),
        message: message.split(' at line ')[0] ?? code,
        hint: undefined,
      })),
    );
  }
  const parsed = scenarioFile.safeParse(plain(document, fail) ?? {});
  if (!parsed.success) return fail(problemsOf(parsed.error.issues, document));
  const { date, speed, world, events = [] } = parsed.data;
  const strangers = unknownMembers(events, document);
  if (strangers.length > 0) fail(strangers);
  return { start: date, speed, world: camelCased(withoutUndefined(world ?? {})) as Scenario['world'], events };
}

/** What the file says, aliases followed: a bomb of them is no scenario. */
function plain(document: ReturnType<typeof parseDocument>, fail: (found: readonly Located[]) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    return fail([
      { offset: 0, length: 1, message: error instanceof Error ? error.message : String(error), hint: undefined },
    ]);
  }
}

/** `slew-rate` in a file is `slewRate` in the options. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(inner),
    ]),
  );
}
