import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { parsePlan } from '../../engine/plan/load.js';
import type { PlanNode } from '../../engine/plan/plan.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { step } from '../support/plans.js';
import { rehearse } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const around = { startup: [step('connect'), step('open'), step('unpark')], shutdown: [step('park'), step('close')] };

const PLAN = `sequence: T
observatory: simulator
steps:
  - target:
      name: M31
      frames:
        - { filter: L, exposure: 20 s, count: 3 }
        - { filter: R, exposure: 20 s, count: 2 }
  - target:
      name: M33
      frames: [{ filter: L, exposure: 20 s, count: 2 }]
  - repeat:
      id: round
      count: 2
      steps: [{ expose: { id: dark, type: dark, exposure: 5 s } }]
`;

function stepsOf(text: string): readonly PlanNode[] {
  const { plan, problems } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan.steps;
}

const filesOf = (records: readonly JournalRecord[]): readonly string[] =>
  records.flatMap((record) => (record.type === 'file' ? [record.key] : []));

/** What a night takes that finds the journal of another. */
async function taken(edited: string, before: readonly JournalRecord[]): Promise<readonly string[]> {
  const journal = new MemoryJournal({ now: () => NIGHT }, before);
  const { result, records } = await rehearse({ start: NIGHT, ...around, steps: stepsOf(edited), journal });
  expect(result.outcome).toBe('completed');
  return filesOf(records.slice(before.length));
}

describe('an edited plan that is taken up again', () => {
  it('takes what is new in it, and nothing that is there', { timeout: 120_000 }, async () => {
    const { records } = await rehearse({ start: NIGHT, ...around, steps: stepsOf(PLAN) });
    expect(filesOf(records)).toHaveLength(9);
    const m42 = '  - target: { name: M42, position: 1h +40d, frames: [{ filter: L, exposure: 20 s }] }\n';
    const edits: readonly (readonly [what: string, edited: string, taken: readonly string[]])[] = [
      ['nothing', PLAN, []],
      [
        'comments and order of keys',
        PLAN.replace('count: 3 }', 'count: 3 } # enough').replace(
          '{ filter: R, exposure: 20 s',
          '{ exposure: 20, filter: R',
        ),
        [],
      ],
      ['a target before the others', PLAN.replace('steps:\n', `steps:\n${m42}`), ['M42/L-20s#1']],
      ['a set of frames removed', PLAN.replace(/ {8}- \{ filter: R.*\n/u, ''), []],
      ['more frames', PLAN.replace('count: 3 }', 'count: 5 }'), ['M31/L-20s#4', 'M31/L-20s#5']],
      ['fewer frames', PLAN.replace('count: 3 }', 'count: 1 }'), []],
      ['one pass more', PLAN.replace('count: 2\n', 'count: 3\n'), ['dark@3#1']],
      [
        'another exposure',
        PLAN.replace('filter: R, exposure: 20 s', 'filter: R, exposure: 30 s'),
        ['M31/R-30s#1', 'M31/R-30s#2'],
      ],
      ['the sequence renamed', PLAN.replace('sequence: T', 'sequence: Another'), []],
      ['a target renamed', PLAN.replace('name: M33', 'name: NGC 598'), ['NGC-598/L-20s#1', 'NGC-598/L-20s#2']],
      ['a target renamed that keeps its id', PLAN.replace('name: M33', 'id: M33\n      name: NGC 598'), []],
    ];
    for (const [what, edited, expected] of edits) expect(await taken(edited, records), what).toEqual(expected);
  });
});
