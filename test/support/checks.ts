import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import { parsePlan } from '../../engine/plan/load.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import type { Plan } from '../../engine/plan/plan.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const steps = STEP_KINDS;
const ALL = 'startup: [connect, open, unpark]\nshutdown: [park, close, disconnect]\n';

/** The plan of a text that is right as it stands. */
export function planOf(body: string, head = ALL): Plan {
  const { plan, problems, sources } = parsePlan(`sequence: T\nobservatory: simulator\n${head}${body}`, 'night.yaml', {
    steps,
  });
  if (!plan) throw new Error(renderProblems(problems, sources));
  return plan;
}

/** What a check says of a plan: line, severity, message and hint. */
export function said(
  plan: Plan,
  date: string | undefined = '2026-11-21',
  observatory: Observatory = builtInSimulator(),
): readonly string[] {
  const options = { steps, filters: ['L', 'R', 'Ha'], ...(date === undefined ? {} : { date }) };
  return checkPlan(plan, observatory, options).map(
    ({ severity, message, hint, place }) =>
      `${String(place.line)}: ${severity}: ${message}${hint === undefined ? '' : ` [${hint}]`}`,
  );
}

/** Steps with one target of ten frames. */
export const target = (name: string, more = ''): string =>
  `steps:\n  - target: { name: ${name}, ${more}frames: [{ filter: L, exposure: 60 s, count: 10 }] }\n`;
