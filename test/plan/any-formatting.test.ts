import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { parsePlan } from '../../engine/plan/load.js';
import { paperNight } from '../../engine/plan/paper-night.js';
import { frameKey, type Plan } from '../../engine/plan/plan.js';
import { nightTimes } from '../../engine/plan/times.js';
import { everyNodeOf, framesOf } from '../../engine/plan/walk.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { anyStep } from '../support/any-steps.js';

const steps = STEP_KINDS;
const observatory = builtInSimulator();
const night = nightTimes('2026-11-21', observatory.site);

function planOf(text: string): Plan {
  const { plan, problems } = parsePlan(text, 'any.yaml', { steps });
  if (!plan) throw new Error(`${problems.map(({ message }) => message).join('\n')}\n${text}`);
  return plan;
}

/** Numbers in 0..1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same quantity, spelt otherwise. */
function respelt(text: string, choice: number): string | number {
  const [, seconds] = /^(\d+) s$/u.exec(text) ?? [];
  if (seconds !== undefined) return [Number(seconds), `${seconds}s`, `${seconds} sec`, `+${seconds}.0  s`][choice % 4]!;
  if (text === '5 min') return ['300 s', 300, '5min', '0h5m'][choice % 4]!;
  if (text === 'astronomical dusk')
    return ['Astronomical Dusk', 'astronomical  dusk', text, 'ASTRONOMICAL DUSK'][choice % 4]!;
  if (text.startsWith('> 30 deg')) return ['>30', '> 30°', '>  30.0 deg', '> 1800 arcmin'][choice % 4]!;
  if (text === '23:00') return ['23:00:00', '23:00', '23:00', '23:00'][choice % 4]!;
  return text;
}

/** A document of the same meaning: other order of keys, other style, other spellings, comments and blank lines. */
function written(value: object, random: () => number): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  const pick = (n: number): number => Math.floor(random() * n);
  visit(document, (_, node) => {
    if (isMap(node))
      node.items = node.items
        .map((item) => ({ item, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
    if (isMap(node) || isSeq(node)) node.flow = pick(4) === 0;
    if ((isMap(node) || isSeq(node)) && pick(4) === 0 && !node.flow) node.commentBefore = ' as I like it: > 3, { so }';
    if (isScalar(node) && typeof node.value === 'string') {
      node.value = respelt(node.value, pick(4));
      const style = (['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'] as const)[pick(3)]!;
      if (typeof node.value === 'string') node.type = style;
    }
  });
  const indent = 2 + pick(3);
  return `# ${String(pick(100))}\n${document.toString({ indent, lineWidth: 0, indentSeq: pick(2) === 0 })}\n# end\n`;
}

/** Every key under which something of a plan stands in a journal, and the frames in the order in which they are taken. */
function keysOf(plan: Plan): unknown {
  const start = night.twilight.nauticalDusk!;
  const end = start + 3 * 3_600_000;
  const { events } = paperNight(plan, { observatory, steps, start, end, timeOf: (time) => night.timeOf(time) });
  return {
    hash: plan.hash,
    ids: everyNodeOf(plan).map(({ id }) => id),
    sets: everyNodeOf(plan).flatMap((node) => framesOf(node).map(({ id, count }) => [id, count])),
    taken: events.flatMap((event) => (event.kind === 'frame' ? [frameKey(event.frames, [], event.n)] : [])),
  };
}

describe('the frames of a plan, their order, and the keys by which it resumes', () => {
  it('do not change with comments, the order of keys, styles and spellings', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 4 }), fc.nat(), (list, seed) => {
        const value = {
          sequence: 'Any',
          observatory: 'simulator',
          startup: ['connect'],
          steps: list,
          shutdown: ['park'],
        };
        const random = randomFrom(seed);
        expect(keysOf(planOf(written(value, random)))).toEqual(keysOf(planOf(JSON.stringify(value))));
      }),
      { numRuns: 60 },
    );
  });
});
