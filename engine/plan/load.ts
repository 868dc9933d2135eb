import type { StepKind } from '../steps/step.js';
import { BlockLibrary, blocksOf } from './blocks.js';
import { NodeBuilder } from './build.js';
import { unknownCounted } from './counted-frames.js';
import { type Located, readYaml } from './document.js';
import { hashOfMeaning, Identities } from './identity.js';
import type { ErrorPolicy, Plan } from './plan.js';
import { otherFile } from './other-file.js';
import { hasErrors, inReadingOrder, type Problem, type Sources } from './problem.js';
import { readText } from './read-text.js';
import { sequenceFile } from './sequence-schema.js';
import { validate, withoutRepeats } from './validate.js';

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
      const hint = 'it begins with `sequence: NAME`, and goes on with `observatory:` and `steps:`';
      problems.push({ severity: 'error', code: 'wrong-value', message, hint, place: document.start });
    }
    return { problems, sources };
  }
  // What stands where the document cannot be read is not known; to judge the rest would only bring follow-ups.
  if (problems.some(({ code }) => code !== 'duplicate-key')) return { problems: inReadingOrder(problems), sources };
  const other = otherFile(text, root, 'sequence');
  if (other) return { problems: [other], sources };
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
    new BlockLibrary(file, blocksOf(root.entries?.get('blocks')?.value), problems, sources),
    problems,
  );
  const onError = { ...DEFAULT_POLICY, ...defaults?.['on-error'] };
  const list = (key: string): Located | undefined => root.entries?.get(key)?.value;
  // A failure at start-up leaves nothing to go on with; at the end, everything that can still be done is done.
  const startup = builder.list(list('startup'), { onError, then: 'end the night', section: 'startup/' });
  const main = builder.list(list('steps'), { onError, section: '' });
  const shutdown = builder.list(list('shutdown'), { onError, then: 'skip', section: 'shutdown/' });
  const { counted } = builder;
  builder.checkUnused({ onError, section: '' });
  // Of a step that could not be read nobody knows what it would have been called.
  if (!hasErrors(problems)) problems.push(...unknownCounted(counted, main));
  if (!body || hasErrors(problems)) return { problems: inReadingOrder(withoutRepeats(problems)), sources };
  const { night } = body;
  const meaning = {
    name: body.sequence,
    night: { ...(night.start && { start: night.start }), ...(night.end && { end: night.end }) },
    startup,
    steps: main,
    shutdown,
  };
  const named = root.entries?.get('observatory')?.value.place;
  const plan: Plan = {
    ...meaning,
    file,
    hash: hashOfMeaning(meaning),
    observatory: body.observatory,
    ...(named && { observatoryPlace: named }),
  };
  return { plan, problems: inReadingOrder(problems), sources };
}
