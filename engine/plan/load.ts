import { readFileSync } from 'node:fs';
import type { StepKind } from '../steps/step.js';
import { NodeBuilder } from './build.js';
import { type Located, readYaml } from './document.js';
import { hashOfMeaning, Identities } from './identity.js';
import type { ErrorPolicy, Plan } from './plan.js';
import { hasErrors, inReadingOrder, type Problem, type Sources } from './problem.js';
import { sequenceFile } from './sequence-schema.js';
import { validate } from './validate.js';

export interface LoadOptions {
  /** Every kind of step that a list may hold. */
  readonly steps: ReadonlyMap<string, StepKind>;
}

export interface LoadedPlan {
  /** Absent when a problem is an error. */
  readonly plan?: Plan;
  /** Everything that is wrong, in reading order. */
  readonly problems: readonly Problem[];
  /** What the places of the problems point into. */
  readonly sources: Sources;
}

/** Where nothing else is said: a step whose error may pass is tried again, and then the night ends in order. */
export const DEFAULT_POLICY: ErrorPolicy = { retry: 2, backoff: 5, then: 'end the night' };

/** Files larger than this are not sequences. */
const LARGEST = 2_000_000;

/**
 * Reads a sequence file.
 * @param path as it shall be shown in messages; relative to the working directory
 * @returns the plan, or all that is wrong with the file
 */
export function loadPlan(path: string, options: LoadOptions): LoadedPlan {
  const text = readText(path, 'the sequence');
  if (typeof text !== 'string') return { problems: [text], sources: new Map() };
  return parsePlan(text, path, options);
}

/** The same for a text that is not read from a file. */
export function parsePlan(text: string, file: string, { steps }: LoadOptions): LoadedPlan {
  const sources = new Map([[file, text]]);
  const document = readYaml(file, text);
  const problems = [...document.problems];
  const { root } = document;
  if (!root) {
    if (problems.length === 0) {
      const message = 'the file is empty: expected a sequence';
      problems.push({ severity: 'error', code: 'wrong-value', message, place: document.start });
    }
    return { problems, sources };
  }
  const top = validate(sequenceFile, root, 'sequence file', document.start);
  if (!top.ok) problems.push(...top.problems);
  const body = top.ok ? top.value : undefined;
  const defaults = body?.defaults;
  const builder = new NodeBuilder(
    steps,
    new Identities(),
    {
      binning: defaults?.binning ?? 1,
      ...(defaults?.gain !== undefined && { gain: defaults.gain }),
      ...(defaults?.offset !== undefined && { offset: defaults.offset }),
    },
    problems,
  );
  const onError = { ...DEFAULT_POLICY, ...defaults?.['on-error'] };
  const list = (key: string): Located | undefined => root.entries?.get(key)?.value;
  // A failure at start-up leaves nothing to go on with; at the end, everything that can still be done is done.
  const startup = builder.list(list('startup'), { onError, then: 'end the night', prefix: 'startup/' });
  const main = builder.list(list('steps'), { onError, prefix: '' });
  const shutdown = builder.list(list('shutdown'), { onError, then: 'skip', prefix: 'shutdown/' });
  if (!body || hasErrors(problems)) return { problems: inReadingOrder(problems), sources };
  const { night } = body;
  const meaning = {
    name: body.sequence,
    night: { ...(night.start && { start: night.start }), ...(night.end && { end: night.end }) },
    startup,
    steps: main,
    shutdown,
  };
  const plan: Plan = { ...meaning, file, hash: hashOfMeaning(meaning), observatory: body.observatory };
  return { plan, problems: inReadingOrder(problems), sources };
}

/** The text of a file, or the problem of reading it. */
export function readText(path: string, what: string): string | Problem {
  const refuse = (message: string): Problem => ({
    severity: 'error',
    code: 'unreadable',
    message,
    place: { file: path, line: 1, column: 1, length: 1 },
  });
  try {
    const bytes = readFileSync(path);
    if (bytes.length > LARGEST) return refuse(`${what} is larger than ${String(LARGEST / 1e6)} MB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return refuse(`${what} cannot be read: there is no such file`);
    if (code === 'EISDIR') return refuse(`${what} cannot be read: it is a folder`);
    if (code === 'EACCES') return refuse(`${what} cannot be read: you may not read this file`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refuse(`${what} cannot be read: it is not a text in UTF-8`);
    return refuse(`${what} cannot be read: ${error.message}`);
  }
}
