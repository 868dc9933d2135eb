import { loadPlan } from '../../plan/load.js';
import type { Plan } from '../../plan/plan.js';
import { hasErrors, type Problem, type Sources } from '../../plan/problem.js';
import { unavailable } from '../../plan/unavailable.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { FileProblems } from '../report-failure.js';

export interface ReadPlan {
  readonly plan: Plan;
  /** Warnings only. */
  readonly problems: readonly Problem[];
  readonly sources: Sources;
}

/** Reads a sequence file that is to be carried out. @throws FileProblems also for what cannot be carried out yet */
export function readRunnablePlan(path: string): ReadPlan {
  const read = readPlan(path);
  const problems = unavailable(read.plan);
  if (problems.length > 0) throw new FileProblems(problems, read.sources, 'plan');
  return read;
}

/** Reads a sequence file. @throws FileProblems with all that is wrong in it */
export function readPlan(path: string): ReadPlan {
  const { plan, problems, sources } = loadPlan(path, { steps: STEP_KINDS });
  if (!plan || hasErrors(problems)) throw new FileProblems(problems, sources, 'plan');
  return { plan, problems, sources };
}
