import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import { type ChartState, planMermaid, planStateChart } from '../../engine/plan/graph.js';
import { parsePlan } from '../../engine/plan/load.js';
import { paperNight } from '../../engine/plan/paper-night.js';
import { formatPosition, position } from '../../engine/plan/quantities.js';
import type { Plan } from '../../engine/plan/plan.js';
import { nightTimes } from '../../engine/plan/times.js';
import { everyNodeOf } from '../../engine/plan/walk.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { anyStep } from '../support/any-steps.js';

const steps = STEP_KINDS;
const observatory = builtInSimulator();
const night = nightTimes('2026-11-21', observatory.site);

const anyPlan = fc.array(anyStep, { minLength: 1, maxLength: 5 }).map((list): Plan => {
  const text = JSON.stringify({
    sequence: 'Any',
    observatory: 'simulator',
    startup: ['connect'],
    steps: list,
    shutdown: ['park'],
  });
  const { plan, problems } = parsePlan(text, 'any.yaml', { steps });
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
});

/** Whether a final state can be reached in every chain of the chart. */
function ends(state: ChartState): boolean {
  const inside = Object.values(state.states ?? {});
  if (state.type === 'parallel') return inside.every((each) => ends(each));
  if (inside.length === 0) return true;
  const reached = new Set<string>();
  const visit = (name: string | undefined): void => {
    if (name === undefined || reached.has(name)) return;
    reached.add(name);
    const next = state.states?.[name];
    visit(next?.onDone);
    for (const { target } of next?.always ?? []) visit(target);
  };
  visit(state.initial);
  const done = [...reached].some((name) => state.states?.[name]?.type === 'final');
  // A choice ends when nothing is left to choose, which its guards say, not its arrows.
  return (done || reached.has('choosing')) && inside.every((each) => each.type === 'final' || ends(each));
}

describe('any valid plan', () => {
  it('comes to its end on paper, within its night, with no frame taken twice in one pass', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const start = night.twilight.nauticalDusk!;
        const end = start + 6 * 3_600_000;
        const paper = paperNight(plan, { observatory, steps, start, end, timeOf: (time) => night.timeOf(time) });
        expect(Number.isFinite(paper.end)).toBe(true);
        for (const event of paper.events) {
          expect(event.to).toBeGreaterThanOrEqual(event.from);
          if (event.kind === 'frame') expect(event.n).toBeLessThanOrEqual(event.frames.count);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is checked without a fault, and drawn as a chart that reaches its end and that XState accepts', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        checkPlan(plan, observatory, { steps, filters: ['L', 'R', 'Ha'] });
        const chart = planStateChart(plan);
        expect(ends(chart)).toBe(true);
        expect(() => createMachine(JSON.parse(JSON.stringify(chart)) as object)).not.toThrow();
        const drawn = planMermaid(plan);
        for (const node of everyNodeOf(plan)) expect(drawn).toContain(`"${node.title.replaceAll(': ', ' - ')}`);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a position', () => {
  it('that is written out is read back as the same, to a hundredth of a second of time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 23.99999, noNaN: true }),
        fc.double({ min: -89.999, max: 89.999, noNaN: true }),
        (ra, dec) => {
          for (const epoch of ['J2000', 'of date'] as const) {
            const text = formatPosition({ kind: 'equatorial', ra, dec, epoch });
            const read = position.parse(text);
            expect(formatPosition(read)).toBe(text);
            if (read.kind !== 'equatorial') throw new Error(text);
            expect(Math.abs(read.ra - ra)).toBeLessThan(0.006 / 3600);
            expect(Math.abs(read.dec - dec)).toBeLessThan(0.06 / 3600);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
