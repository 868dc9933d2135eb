import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../engine/cli/wiring/rehearsal.js';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import { parsePlan } from '../../engine/plan/load.js';
import { hasErrors } from '../../engine/plan/problem.js';
import { previewNight } from '../../engine/plan/preview.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const steps = STEP_KINDS;
const observatory = builtInSimulator();
const date = '2026-11-21';
const begin = Date.parse('2026-11-21T21:50:00Z');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const seconds = (max: number): fc.Arbitrary<string> => fc.integer({ min: 1, max }).map((s) => `${String(s)} s`);
const count = fc.integer({ min: 1, max: 3 });
const frames = fc.record({ filter: fc.constantFrom('L', 'R', 'Ha'), exposure: seconds(30), count });
const shot = fc.record({ type: fc.constantFrom('dark', 'flat', 'light'), exposure: seconds(9), count });
const target = fc.record({
  name: fc.constantFrom('A', 'B', 'C'),
  position: fc.constantFrom<unknown>(
    { 'hour-angle': '-1 h', declination: '20 deg' },
    { 'hour-angle': '1 h', declination: '40 deg' },
    // Crosses the meridian while it is imaged.
    { 'hour-angle': '-1 min', declination: '10 deg' },
    '02h +60d',
    // Never rises.
    '12h -75d',
  ),
  while: fc.constantFrom<unknown>(
    {},
    { altitude: '> 30 deg' },
    { 'hour-angle': 'outside -3 min..3 min' },
    { after: '22:30' },
    { safe: true },
  ),
  frames: fc.array(frames, { minLength: 1, maxLength: 3 }),
  order: fc.constantFrom('rotate', 'in-turn'),
});
const limits = fc.constantFrom<unknown>(
  { 'moon-altitude': '> 0 deg' },
  { 'moon-altitude': '< 0 deg' },
  { safe: true },
  { safe: false },
  { 'sun-altitude': '< -12 deg' },
  { after: '22:15' },
  { before: '22:15' },
);
const then = fc.constantFrom('skip', 'next target', 'end the night');
const { step } = fc.letrec<{ step: unknown; list: readonly unknown[] }>((tie) => ({
  list: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      'unpark',
      'park',
      { wait: '20 s' },
      { wait: { until: '22:20' } },
      { filter: 'R' },
      { track: 'off' },
      { slew: { to: '00h40m +41d' } },
      { use: 'pair' },
      { use: { block: 'pair', with: { filter: 'R' } } },
    ),
    // Fails: it points below the horizon.
    then.map((policy) => ({
      slew: { to: { altitude: '-20 deg', azimuth: '180 deg' } },
      'on-error': { retry: 0, then: policy },
    })),
    shot.map((expose) => ({ expose })),
    target.map((body) => ({ target: body })),
    fc
      .tuple(then, target)
      .map(([policy, body]) => ({ target: body, 'on-error': { retry: 1, backoff: '5 s', then: policy } })),
    fc.record({ count, steps: tie('list') }).map((repeat) => ({ repeat })),
    fc.record({ while: limits, steps: tie('list') }).map((repeat) => ({ repeat })),
    fc.record({ until: fc.constantFrom('22:10', '22:40'), steps: tie('list') }).map((repeat) => ({ repeat })),
    fc.array(tie('step'), { minLength: 2, maxLength: 3 }).map((parallel) => ({ parallel })),
    tie('list').map((sequence) => ({ sequence })),
    fc.record({ if: limits, steps: tie('list'), else: tie('list') }).map((when) => ({ when })),
    fc.record({ steps: tie('list'), finally: tie('list') }).map((body) => ({ try: body })),
    fc
      .array(fc.tuple(target, fc.integer({ min: 0, max: 2 })), { minLength: 2, maxLength: 4 })
      .map((targets) => ({ choose: { targets: targets.map(([body, priority]) => ({ ...body, priority })) } })),
  ),
}));

const planOf = (list: readonly unknown[]) => {
  const text = JSON.stringify({
    sequence: 'Any',
    observatory: 'simulator',
    night: { start: '22:00', end: '22:50' },
    blocks: {
      pair: {
        parameters: { filter: 'L' },
        steps: [{ filter: '$filter' }, { expose: { filter: '$filter', exposure: '4 s', count: 2 } }],
      },
    },
    startup: ['connect', 'open', 'unpark'],
    steps: list,
    shutdown: ['park', 'close', 'disconnect'],
  });
  const { plan, problems } = parsePlan(text, 'any.yaml', { steps });
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
};
/** What a check lets through; the sky aside, which is against some of these targets. */
const anyPlan = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map(planOf)
  .filter((plan) => !hasErrors(checkPlan(plan, observatory, { steps })));

describe('the night of any valid plan', () => {
  it('ends, closed and parked, with no frame taken twice; and with the frames that were foreseen where nothing failed', {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { result, journal, hazards } = await rehearse({
          plan,
          observatory,
          begin,
          date,
          seed: 1,
          clouds: [],
          images: undefined,
          openLog: () => silent,
        });
        expect(result.outcome).not.toBe('failed');
        expect(result.secured).toMatchObject({ parked: true, closed: true, faults: [] });
        expect(hazards).toEqual([]);
        const files = journal.records.flatMap((record) => (record.type === 'file' ? [record.key] : []));
        expect(new Set(files).size).toBe(files.length);
        if (journal.records.some((record) => record.type === 'end' && record.outcome === 'failed')) return;
        // A frame that the end of the night cuts short by a second may be foreseen, and the other way round.
        const { expected } = previewNight(plan, observatory, { steps, date, begin });
        expect(Math.abs(expected - files.length)).toBeLessThanOrEqual(0.02 * files.length + 1);
      }),
      { numRuns: 30, seed: 20261121 },
    );
  });
});
