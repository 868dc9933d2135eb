/**
 * What reading and checking a plan of 2,000 lines takes when warm, beside the floor: what the parser of YAML takes for the
 * same text alone. `npx tsx bench/check.ts`; times of the processor, since others may use it too.
 */
import { parseDocument } from 'yaml';
import { builtInSimulator } from '../engine/plan/built-in-simulator.js';
import { checkPlan } from '../engine/plan/check.js';
import { parsePlan } from '../engine/plan/load.js';
import { renderProblems } from '../engine/plan/problem.js';
import { STEP_KINDS } from '../engine/steps/registry.js';
import { median } from './measure.js';

const RUNS = 30;
const WARM_UP = 5;

const target = (n: number): string => `  - target:
      name: Field ${String(n)}
      position: { ra: ${String(n % 24)}h30m, dec: ${String((n % 60) - 20)} deg }
      while: { altitude: "> 30 deg" }
      frames:
        - { filter: L, exposure: 60 s, count: 3 }
        - { filter: R, exposure: 60 s, count: 3 }
`;
const text = `sequence: Survey
observatory: simulator
startup: [connect, open, unpark]
shutdown: [park, close, disconnect]
steps:
${Array.from({ length: 290 }, (_, n) => target(n)).join('')}`;

const steps = STEP_KINDS;
const observatory = builtInSimulator();
const read = parsePlan(text, 'survey.yaml', { steps });
const { plan } = read;
if (!plan) throw new Error(renderProblems(read.problems, read.sources));

/** ms of the processor, in the middle of many runs */
function measured(work: () => unknown): number {
  const times = Array.from({ length: WARM_UP + RUNS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times.slice(WARM_UP));
}

const floor = measured(() => parseDocument(text));
const rows: readonly (readonly [string, number])[] = [
  ['the parser of YAML alone (the floor)', floor],
  ['reading the plan: every key, quantity and name', measured(() => parsePlan(text, 'survey.yaml', { steps }))],
  ['and checking it against its observatory', measured(() => checkPlan(plan, observatory, { steps }))],
  ['and against the sky of a night', measured(() => checkPlan(plan, observatory, { steps, date: '2026-11-21' }))],
];
console.log(
  `a plan of ${String(text.split('\n').length)} lines, ${String(plan.steps.length)} targets; Node ${process.version}`,
);
for (const [what, ms] of rows) {
  console.log(`${what.padEnd(50)} ${ms.toFixed(1).padStart(8)} ms  ${(ms / floor).toFixed(2).padStart(6)} x the floor`);
}
