import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parsePlan } from '../../engine/plan/load.js';
import { framesOf, everyNodeOf } from '../../engine/plan/walk.js';
import type { Plan } from '../../engine/plan/plan.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

function planOf(text: string): Plan {
  const { plan, problems } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

const ids = (plan: Plan): readonly string[] => everyNodeOf(plan).map(({ id }) => id);
const sets = (plan: Plan): readonly string[] => everyNodeOf(plan).flatMap((node) => framesOf(node).map(({ id }) => id));

const PLAIN = `sequence: Night
observatory: simulator
startup: [connect, open, unpark]
steps:
  - target:
      name: M31
      position: 00h42m44.3s +41d16m09s
      while: { altitude: "> 30 deg" }
      frames:
        - { filter: L, exposure: 180 s, count: 4 }
        - { filter: R, exposure: 3 min, count: 2 }
  - slew: { to: 05h35m17s -05d23m28s }
  - expose: { filter: Ha, exposure: 300 s, count: 10 }
shutdown: [park, close]
`;

const OTHERWISE = `# The same night, by somebody else.
observatory:  "simulator"
shutdown:
  - park
  - close: {}
steps:
  # first target
  - target:
      frames:
        - count: 4
          exposure: 3 min
          filter: L
        - { count: 2, exposure: 180, filter: R }
      while:
        altitude: '> 30 deg'
      position: { ra: 0h42m44.3s, dec: "+41:16:09" }
      name: M31
  - slew: 05:35:17 -05:23:28
  - expose:
      count: 10
      filter: Ha
      exposure: 5 min
startup:
  - connect
  - open:
  - unpark
sequence: Night
`;

describe('what a plan means', () => {
  it('does not depend on comments, the order of keys, spellings or formatting', () => {
    const [a, b] = [planOf(PLAIN), planOf(OTHERWISE)];
    expect(b.hash).toBe(a.hash);
    expect(ids(b)).toEqual(ids(a));
    expect(sets(b)).toEqual(sets(a));
  });

  it('changes its hash with every change of meaning', () => {
    const changes: readonly (readonly [string, string])[] = [
      ['count: 4', 'count: 5'],
      ['> 30 deg', '> 31 deg'],
      ['Ha', 'OIII'],
      ['[park, close]', '[park]'],
      ['+41d16m09s', '+41d16m10s'],
      ['sequence: Night', 'sequence: Another'],
    ];
    const hashes = changes.map(([from, to]) => planOf(PLAIN.replace(from, to)).hash);
    expect(new Set([planOf(PLAIN).hash, ...hashes]).size).toBe(changes.length + 1);
  });
});

describe('ids', () => {
  it('come from names', () => {
    expect(ids(planOf(PLAIN))).toEqual([
      'startup/connect',
      'startup/open',
      'startup/unpark',
      'M31',
      'slew-to-05h35m17.00s-05d23m28.0s',
      'expose-Ha-300s',
      'shutdown/park',
      'shutdown/close',
    ]);
    expect(sets(planOf(PLAIN))).toEqual(['M31/L-180s', 'M31/R-180s', 'expose-Ha-300s']);
  });

  it('stay when something else is put before, and when more frames are asked for', () => {
    const edited = PLAIN.replace('steps:\n', 'steps:\n  - wait: 5 min\n').replace('count: 10', 'count: 40');
    expect(sets(planOf(edited))).toEqual(sets(planOf(PLAIN)));
  });

  it('tell equal names apart in their order', () => {
    const text = 'sequence: T\nobservatory: simulator\nsteps: [{ expose: 5 }, park, park, park]\n'.replace(
      '{ expose: 5 }, ',
      '',
    );
    expect(ids(planOf(text))).toEqual(['park', 'park~2', 'park~3']);
  });

  it('of a block that is used twice are its own', () => {
    const text = `sequence: T
observatory: simulator
blocks:
  flats: { parameters: { filter: L }, steps: [{ expose: { type: flat, filter: $filter, exposure: 2 s } }] }
steps:
  - use: flats
  - use: { block: flats, with: { filter: R } }
`;
    expect(sets(planOf(text))).toEqual(['flats/expose-flat-L-2s', 'flats~2/expose-flat-R-2s']);
  });

  it('are unique without regard to capitals, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 }), (names) => {
        const usable = names.filter((name) => /^[^/\\\p{Cc}]+$/u.test(name.trim()) && !/^\.*$/u.test(name.trim()));
        fc.pre(usable.length > 0);
        const targets = usable.map((name) => ({
          target: { name, position: '10 +20', frames: [{ exposure: 1 }, { exposure: 1, binning: 2 }, { exposure: 1 }] },
        }));
        const plan = planOf(JSON.stringify({ sequence: 'T', observatory: 'simulator', steps: targets }));
        const all = [...ids(plan), ...sets(plan)].map((id) => id.toLowerCase());
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a long plan', () => {
  it('of more than 2,000 lines is read within 100 ms when warm, or twice and a half of what the parser of YAML takes on a slower machine', () => {
    const target = (n: number): string =>
      `  - target:\n      name: Field ${String(n)}\n      position: { ra: ${String(n % 24)}h30m, dec: ${String((n % 90) - 45)} deg }\n      while: { altitude: "> 30 deg" }\n      frames:\n        - { filter: L, exposure: 60 s, count: 3 }\n        - { filter: R, exposure: 60 s, count: 3 }\n`;
    const text = `sequence: Survey\nobservatory: simulator\nsteps:\n${Array.from({ length: 290 }, (_, n) => target(n)).join('')}`;
    expect(text.split('\n').length).toBeGreaterThan(2000);
    // Time of the processor, since others may use it too; the best of several, since it includes collecting garbage.
    const best = (work: () => unknown): number =>
      Math.min(
        ...Array.from({ length: 10 }, () => {
          const before = process.cpuUsage();
          work();
          return process.cpuUsage(before).user / 1000;
        }),
      );
    const floor = best(() => parseDocument(text));
    expect(best(() => planOf(text))).toBeLessThan(Math.max(100, 2.5 * floor));
  });
});
