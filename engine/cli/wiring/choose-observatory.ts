import { dirname } from 'node:path';
import type { Clock } from '../../../devices/clock.js';
import type { Observatory } from '../../plan/observatory.js';
import { loadObservatory } from '../../plan/observatory-file.js';
import { isServerUrl } from '../../plan/observatory-schema.js';
import { hasErrors, type Problem, type Sources } from '../../plan/problem.js';
import { FileProblems } from '../report-failure.js';
import type { ReadPlan } from './plan-file.js';

export interface ChosenObservatory {
  readonly observatory: Observatory;
  /** Warnings only. */
  readonly problems: readonly Problem[];
  readonly sources: Sources;
}

/**
 * The observatory that the command line names, or else the plan: `simulator`, a file, or the URL of a server, which is
 * asked what it has. Nothing is moved.
 * @throws FileProblems, NocturneError `connect-failed`
 */
export async function chooseObservatory(
  { plan, sources: ofPlan }: Pick<ReadPlan, 'plan' | 'sources'>,
  named: string | undefined,
  clock: Clock,
  signal: AbortSignal = new AbortController().signal,
): Promise<ChosenObservatory> {
  const reference = named ?? plan.observatory;
  if (isServerUrl(reference)) {
    const observatory = await ask(reference.replace(/\/$/u, ''), clock, signal);
    return { observatory, problems: [], sources: new Map() };
  }
  const from =
    named === undefined ? { relativeTo: dirname(plan.file), namedAt: plan.observatoryPlace } : { relativeTo: '.' };
  const { observatory, problems, sources } = loadObservatory(reference, from);
  if (!observatory || hasErrors(problems)) {
    throw new FileProblems(problems, new Map([...ofPlan, ...sources]), 'observatory');
  }
  return { observatory, problems, sources };
}

/** Loads the client only here: it would be a third of what `check` loads to look at two files. */
async function ask(url: string, clock: Clock, signal: AbortSignal): Promise<Observatory> {
  const [{ askServer }, { Servers }] = await Promise.all([import('./ask-server.js'), import('./servers.js')]);
  const servers = new Servers(clock, undefined);
  return askServer(url, servers, signal).finally(() => servers.close());
}
