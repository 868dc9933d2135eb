import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import type { Limit } from '../../engine/plan/plan.js';
import {
  choose,
  chosen,
  expose,
  frames,
  NEXT,
  parallel,
  repeat,
  step,
  target,
  tryThen,
  when,
} from '../support/plans.js';
import { rehearse } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const startup = [step('connect'), step('open'), step('unpark')];
const shutdown = [step('park'), step('close'), step('disconnect')];
const at = (ra: number, dec: number) => ({ position: { kind: 'equatorial', ra, dec, epoch: 'J2000' } as const });
const high: Limit = { quantity: 'altitude', comparison: '>', value: 35, text: '> 35 deg' };
const safe: Limit = { quantity: 'safe', comparison: 'is', value: true, text: 'true' };

function filesOf(records: readonly JournalRecord[]): readonly string[] {
  return records.flatMap((record) => (record.type === 'file' ? [record.key] : []));
}

function beginningsOf(records: readonly JournalRecord[]): readonly string[] {
  return records.flatMap((record) => (record.type === 'begin' && record.kind !== 'frame' ? [record.key] : []));
}

describe('a survey by choice', () => {
  const fields = Array.from({ length: 12 }, (_, i) =>
    chosen(`f${String(i)}`, [frames(`f${String(i)}/R`, 3)], 0, { ...at(23 + ((i * 7) % 12) / 2.4, 20), while: [high] }),
  ).map((field) =>
    field.position.kind === 'equatorial'
      ? { ...field, position: { ...field.position, ra: field.position.ra % 24 } }
      : field,
  );

  it('takes every frame once, one field after the other, and says why it chose each', async () => {
    const { result, world, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [choose('c', fields)],
      shutdown,
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 36, total: 36 } });
    const files = filesOf(records);
    expect(new Set(files).size).toBe(36);
    expect(files).toHaveLength(36);
    const choices = records.filter((record) => record.type === 'decision' && record.action.startsWith('choose '));
    expect(choices.length).toBeGreaterThanOrEqual(36);
    for (const choice of choices) {
      expect(choice.type === 'decision' && choice.about === 'c' && choice.reason).toMatch(
        /can be imaged|to spare|keeps/u,
      );
    }
    // Without hopping: a field is not left before its frames are taken.
    expect(beginningsOf(records).filter((key) => key.endsWith('/acquire'))).toHaveLength(12);
    expect(world.hazards.list()).toEqual([]);
  });

  it('goes on after clouds with what is left, and takes nothing twice', async () => {
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [choose('c', fields)],
      shutdown,
      world: { weather: { clouds: [{ from: NIGHT + 20 * MINUTE, to: NIGHT + 40 * MINUTE }] } },
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 36, total: 36 } });
    expect(filesOf(records)).toHaveLength(36);
  });

  it('waits for a field that rises later, and leaves one that never does', async () => {
    const rising = chosen('rising', [frames('rising/R', 2)], 0, { ...at(6, 20), while: [high] });
    const never = chosen('never', [frames('never/R', 2)], 9, { ...at(18, -60), while: [high] });
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [choose('c', [never, rising])],
      shutdown,
    });
    expect(result).toMatchObject({ outcome: 'ended with frames missing', frames: { done: 2, total: 4 } });
    expect(filesOf(records)).toEqual(['rising/R#1', 'rising/R#2']);
    const first = records.find((record) => record.type === 'decision' && record.about === 'c');
    expect(first?.type === 'decision' && `${first.action}: ${first.reason}`).toMatch(/^wait: none can be imaged now/u);
  });
});

describe('a when in a night', () => {
  it('does its steps while it is safe, and remembers its decision over an interruption', async () => {
    const decided = when('w', { if: [safe], steps: [expose('a', 6)], else: [expose('b', 6)] });
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [decided],
      shutdown,
      world: { weather: { clouds: [{ from: NIGHT + 4 * MINUTE, to: NIGHT + 20 * MINUTE }] } },
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 6, total: 6 } });
    expect(filesOf(records)).toEqual(['a#1', 'a#2', 'a#3', 'a#4', 'a#5', 'a#6']);
    expect(records.filter((record) => record.type === 'branch')).toMatchObject([{ key: 'w', branch: 'steps' }]);
    expect(records.filter((record) => record.type === 'activity' && record.state === 'observing')).toHaveLength(2);
  });

  it('does what stands under else when a limit does not hold, frames on disk among them', async () => {
    const enough: Limit = { quantity: 'frames-done', comparison: '>=', value: 2, of: 'dark', text: '>= 2' };
    const more: Limit = { ...enough, value: 3, text: '>= 3' };
    const lists = (id: string) => ({ steps: [expose(`${id}-yes`, 1)], else: [expose(`${id}-no`, 1)] });
    const steps = [
      expose('dark', 2),
      when('w1', { if: [enough], ...lists('w1') }),
      when('w2', { if: [more], ...lists('w2') }),
    ];
    const { records } = await rehearse({ start: NIGHT, startup, steps, shutdown });
    expect(filesOf(records)).toEqual(['dark#1', 'dark#2', 'w1-yes#1', 'w2-no#1']);
  });

  it('takes what no weather station tells for a limit that does not hold', async () => {
    const clear: Limit = { quantity: 'cloud-cover', comparison: '<', value: 30, text: '< 30 %' };
    const lists = { steps: [expose('a', 1)], else: [expose('b', 1)] };
    const steps = [when('w', { if: [clear], ...lists })];
    expect(filesOf((await rehearse({ start: NIGHT, startup, steps, shutdown })).records)).toEqual(['b#1']);
    const { records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [when('w', { if: [clear], ...lists })],
      shutdown,
      rig: (rig, client) => ({ ...rig, observingConditions: client.observingConditions(0) }),
    });
    expect(filesOf(records)).toEqual(['a#1']);
  });
});

describe('a limit on the weather', () => {
  const calm: Limit = { quantity: 'wind-speed', comparison: '<', value: 10, text: '< 10 m/s' };

  it('holds a target back while the wind blows, and lets it go on when that is over', async () => {
    const until = NIGHT + 30 * MINUTE;
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [target('m31', [frames('m31/L', 4)], { ...at(0.7123, 41.269), while: [calm] })],
      shutdown,
      // A wind that the roof may stay open in.
      world: { weather: { wind: [{ from: NIGHT + 4 * MINUTE, to: until }], windLimit: 100 } },
      rig: (rig, client) => ({ ...rig, observingConditions: client.observingConditions(0) }),
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 4, total: 4 } });
    const times = records.flatMap((record) => (record.type === 'frame-begin' ? [Date.parse(record.t)] : []));
    expect(times.filter((time) => time > NIGHT + 4 * MINUTE && time < until)).toEqual([]);
    expect(times.filter((time) => time >= until).length).toBeGreaterThan(0);
    const wait = records.find((record) => record.type === 'decision' && record.action === 'wait');
    expect(wait?.type === 'decision' && wait.reason).toMatch(/^wind-speed is \d+\.\d m\/s, and shall be < 10 m\/s/u);
  });
});

describe('a try in a night', () => {
  it('does what stands under finally when a step fails, and goes to the next target', async () => {
    const m31 = target('m31', [frames('m31/L', 2)], at(0.7123, 41.269));
    const body = tryThen(
      't',
      [
        step('slew', { onError: NEXT, body: { to: { kind: 'horizontal', altitude: -20, azimuth: 180 } } }),
        expose('flat', 2),
      ],
      [expose('last', 1)],
    );
    const { result, world, records } = await rehearse({ start: NIGHT, startup, steps: [body, m31], shutdown });
    expect(result.outcome).toBe('ended with frames missing');
    expect(filesOf(records)).toEqual(['last#1', 'm31/L#1', 'm31/L#2']);
    expect(world.hazards.list()).toEqual([]);
  });

  it('leaves finally alone when it becomes unsafe, and does it once at the end of the steps', async () => {
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [tryThen('t', [expose('a', 8)], [step('track', { id: 'last', body: 'off' })]), expose('b', 2)],
      shutdown,
      world: { weather: { clouds: [{ from: NIGHT + 5 * MINUTE, to: NIGHT + 20 * MINUTE }] } },
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 10, total: 10 } });
    expect(beginningsOf(records).filter((key) => key === 'last')).toHaveLength(1);
  });
});

describe('a try that only sets something up', () => {
  it('is done again after an interruption', async () => {
    const { result, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [tryThen('t', [step('track', { id: 'set', body: 'on' })], []), expose('b', 8)],
      shutdown,
      world: { weather: { clouds: [{ from: NIGHT + 5 * MINUTE, to: NIGHT + 20 * MINUTE }] } },
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 8, total: 8 } });
    expect(beginningsOf(records).filter((key) => key === 'set')).toHaveLength(2);
  });
});

describe('a parallel in a night', () => {
  it('exposes while another branch moves the mount, and takes every frame', async () => {
    const both = parallel('p', [expose('dark', 4), step('track', { body: 'off' })]);
    const { result, world } = await rehearse({ start: NIGHT, startup, steps: [both], shutdown });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 4, total: 4 } });
    expect(world.hazards.list()).toEqual([]);
  });
});

/** A night that is killed when it comes to write a line of its journal, and taken up again from what it had written. */
describe('a night of containers that is killed at any line', () => {
  const enough: Limit = { quantity: 'frames-done', comparison: '>=', value: 1, of: 'first', text: '>= 1' };
  const field = (id: string, ra: number) => chosen(id, [frames(`${id}/R`, 1)], 0, at(ra, 20));
  const steps = () => [
    expose('first', 1),
    repeat('r', [when('w', { if: [enough], steps: [expose('a', 1)], else: [expose('b', 1)] })], { count: 2 }),
    tryThen(
      't',
      [parallel('p', [expose('dark', 2), step('track', { id: 'still', body: 'off' })])],
      [expose('last', 1)],
    ),
    choose('c', [field('east', 0.5), field('west', 23.5)]),
  ];
  const all = ['first#1', 'a@1#1', 'a@2#1', 'dark#1', 'dark#2', 'last#1', 'east/R#1', 'west/R#1'];

  it('takes every frame exactly once, and never the other branch', { timeout: 240_000 }, async () => {
    const whole = await rehearse({ start: NIGHT, startup, steps: steps(), shutdown });
    expect([...filesOf(whole.records)].sort()).toEqual([...all].sort());
    for (let line = 2; line < whole.records.length; line++) {
      const before = whole.records.slice(0, line);
      const start = Date.parse(before.at(-1)!.t);
      const { result, records } = await rehearse({
        start,
        startup,
        steps: steps(),
        shutdown,
        journal: new MemoryJournal({ now: () => start }, before),
      });
      expect(result.outcome, `killed after line ${String(line)}`).toBe('completed');
      expect([...filesOf(records)].sort(), `killed after line ${String(line)}`).toEqual([...all].sort());
    }
  });
});
