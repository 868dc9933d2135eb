import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotImplementedError } from '../../devices/alpaca/errors.js';
import { AlpacaClient } from '../../devices/alpaca/client.js';
import type { ObservingConditions } from '../../devices/roles/index.js';
import { createWorld, inProcessDispatcher, starsAt } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { ConditionsSource } from '../../engine/night/safety/conditions-source.js';
import { FileSource, HeartbeatSource } from '../../engine/night/safety/file-sources.js';
import { combine, type SafetySource, SourceState } from '../../engine/night/safety/source.js';
import { safetySources, watchSafety } from '../../engine/night/safety/watch.js';
import type { ConditionLimit } from '../../engine/plan/observatory.js';
import { observatory, rigOf, SITE } from '../support/rehearsal.js';

const safety = { poll: 5_000, staleAfter: 30_000, tripAfter: 2 };
const signal = new AbortController().signal;

describe('one source of safety', () => {
  it('is unknown until it is heard', () => {
    expect(new SourceState('it', safety).opinion(0)).toEqual({
      verdict: 'unknown',
      reason: 'it has not been heard yet',
    });
  });

  it('is believed at once when it says unsafe', () => {
    const state = new SourceState('it', safety);
    state.heard({ safe: true, reason: 'fine' }, 0);
    state.heard({ safe: false, reason: 'rain' }, 1);
    expect(state.opinion(1)).toEqual({ verdict: 'unsafe', reason: 'rain' });
  });

  it('is borne a few faults after it has said safe, and none before', () => {
    const state = new SourceState('it', safety);
    state.failed('gone');
    expect(state.opinion(0).verdict).toBe('unknown');
    state.heard({ safe: true, reason: 'fine' }, 0);
    for (const verdict of ['safe', 'safe', 'unknown']) {
      state.failed('gone');
      expect(state.opinion(1).verdict).toBe(verdict);
    }
  });

  it('counts for nothing when it is older than its age limit, whatever it said', () => {
    const state = new SourceState('it', safety);
    state.heard({ safe: true, reason: 'fine' }, 0);
    expect(state.opinion(30_000).verdict).toBe('safe');
    expect(state.opinion(30_001).verdict).toBe('unknown');
  });

  it('is outvoted by any other that is unsafe or unknown', () => {
    const [safe, unsafe, unknown] = (['safe', 'unsafe', 'unknown'] as const).map((verdict) => ({
      verdict,
      reason: verdict,
    }));
    expect(combine([safe!, safe!]).verdict).toBe('safe');
    expect(combine([safe!, unknown!])).toEqual(unknown);
    expect(combine([unknown!, unsafe!, safe!])).toEqual(unsafe);
    expect(combine([])).toEqual({ verdict: 'safe', reason: 'no safety source is configured' });
  });
});

describe('the watch', () => {
  /** A simulated observatory's monitor, watched; what was reported, by second. */
  function watched() {
    const clock = new VirtualClock(0);
    const world = createWorld({ clock, site: SITE, stars: starsAt([]) });
    const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher: inProcessDispatcher(world) });
    const told: { at: number; verdict: string; reason: string }[] = [];
    const stop = watchSafety({
      sources: safetySources(rigOf(client), { ...observatory().safety, ...safety }, clock),
      safety,
      clock,
      report: (verdict, reason) => told.push({ at: clock.now() / 1000, verdict, reason }),
    });
    const changes = () =>
      told.filter(({ verdict }, i) => verdict !== told[i - 1]?.verdict).map(({ verdict }) => verdict);
    return { clock, world, told, changes, stop };
  }

  it('connects the monitor, and says safe often enough not to grow stale', async () => {
    const { clock, told, changes, stop } = watched();
    await clock.advance(300_000);
    stop();
    expect(changes()).toEqual(['safe']);
    told.slice(1).forEach(({ at }, i) => {
      expect(at - told[i]!.at).toBeLessThanOrEqual(safety.staleAfter / 2_000);
    });
  });

  it('tells of clouds within one poll', async () => {
    const { clock, world, told, stop } = watched();
    world.weather.during('clouds', { from: 60_000, to: 120_000 });
    await clock.advance(100_000);
    stop();
    const tripped = told.find(({ verdict }) => verdict === 'unsafe');
    expect(tripped!.at - 60).toBeLessThanOrEqual(5.5);
  });

  it('bears a short silence, and takes a long one for unknown within the age limit', async () => {
    const short = watched();
    short.world.faults.add({ device: 'safetymonitor', kind: 'refuse', from: 60_000, to: 68_000 });
    await short.clock.advance(200_000);
    short.stop();
    expect(short.changes()).toEqual(['safe']);

    for (const kind of ['refuse', 'hang', 'garbage'] as const) {
      const long = watched();
      long.world.faults.add({ device: 'safetymonitor', kind, from: 60_000, to: 180_000 });
      await long.clock.advance(300_000);
      long.stop();
      expect(long.changes()).toEqual(['safe', 'unknown', 'safe']);
      expect(long.told.find(({ verdict }) => verdict === 'unknown')!.at).toBeLessThan(60 + 30 + 5 + 5 + 15);
    }
  });

  it('connects a monitor anew that has lost its connection, without taking that for weather', async () => {
    const { clock, world, changes, stop } = watched();
    world.faults.add({ device: 'safetymonitor', kind: 'disconnect', from: 60_000, count: 1 });
    await clock.advance(200_000);
    stop();
    expect(changes()).toEqual(['safe']);
  });

  it('goes on after its server was away for minutes', async () => {
    const { clock, world, changes, stop } = watched();
    world.network.cut({ from: 60_000, to: 400_000 });
    await clock.advance(600_000);
    stop();
    expect(changes()).toEqual(['safe', 'unknown', 'safe']);
  });

  it('hears one source while another hangs', async () => {
    const clock = new VirtualClock(0);
    const hanging: SafetySource = { name: 'the one', look: () => new Promise(() => undefined) };
    let rain = false;
    const other: SafetySource = {
      name: 'the other',
      look: async () => ({ safe: !rain, reason: rain ? 'rain' : 'dry' }),
    };
    const told: string[] = [];
    const stop = watchSafety({
      sources: [hanging, other],
      safety,
      clock,
      report: (verdict, reason) => told.push(`${verdict}: ${reason}`),
    });
    await clock.advance(20_000);
    rain = true;
    await clock.advance(6_000);
    stop();
    expect(told.at(-1)).toBe('unsafe: rain');
    expect(told[0]).toMatch(/^unknown: the one/u);
  });

  it('never says safe for a weather station that is asked for and missing', async () => {
    const clock = new VirtualClock(0);
    const limits = [limit('windSpeed', '<', 12)];
    const told: string[] = [];
    const sources = safetySources({}, { ...observatory().safety, conditions: limits }, clock);
    const stop = watchSafety({ sources, safety, clock, report: (verdict) => told.push(verdict) });
    await clock.advance(60_000);
    stop();
    expect(new Set(told)).toEqual(new Set(['unknown']));
  });
});

function limit(
  sensor: ConditionLimit['sensor'],
  comparison: ConditionLimit['comparison'],
  value: number,
  forMs = 0,
): ConditionLimit {
  return { sensor, comparison, value, for: forMs, text: `${comparison} ${String(value)}` };
}

describe('limits on the weather', () => {
  const values = { windSpeed: 5, humidity: 60, age: 1, failing: false };
  const read = (key: 'windSpeed' | 'humidity') => async () => {
    if (values.failing && key === 'humidity') throw new Error('no humidity');
    return values[key];
  };
  const station = {
    connect: async () => undefined,
    windSpeed: read('windSpeed'),
    humidity: read('humidity'),
    timeSinceLastUpdate: async () => values.age,
  } as unknown as ObservingConditions;
  let now = 0;
  let source = new ConditionsSource(station, [], () => now, 30_000);
  beforeEach(() => {
    now = 0;
    Object.assign(values, { windSpeed: 5, humidity: 60, age: 1, failing: false });
    source = new ConditionsSource(
      station,
      [limit('windSpeed', '<', 12, 30_000), limit('humidity', '<', 90)],
      () => now,
      30_000,
    );
  });

  it('hold while every value is within them', async () => {
    expect(await source.look(signal)).toEqual({ safe: true, reason: 'the weather is within its limits' });
  });

  it('count only when broken for their own time without a break', async () => {
    values.windSpeed = 14;
    expect((await source.look(signal)).safe).toBe(true);
    now = 29_000;
    expect((await source.look(signal)).safe).toBe(true);
    now = 30_000;
    expect(await source.look(signal)).toEqual({ safe: false, reason: 'wind is 14 m/s, and must be < 12' });
    values.windSpeed = 11;
    expect((await source.look(signal)).safe).toBe(true);
    values.windSpeed = 14;
    now = 40_000;
    expect((await source.look(signal)).safe).toBe(true);
  });

  it('count at once where no time is given', async () => {
    values.humidity = 95;
    expect(await source.look(signal)).toMatchObject({ safe: false });
  });

  it('are not known of a value that is too old, not a number, or cannot be read', async () => {
    values.age = 31;
    await expect(source.look(signal)).rejects.toThrow('31 s old');
    values.age = 1;
    values.windSpeed = Number.NaN;
    await expect(source.look(signal)).rejects.toThrow('reads NaN');
    values.windSpeed = 5;
    values.failing = true;
    await expect(source.look(signal)).rejects.toThrow('no humidity');
  });

  it('are broken by what is known, whatever cannot be read', async () => {
    source = new ConditionsSource(
      station,
      [limit('humidity', '<', 90), limit('windSpeed', '<', 12)],
      () => now,
      30_000,
    );
    values.failing = true;
    values.windSpeed = 20;
    expect(await source.look(signal)).toMatchObject({ safe: false });
  });

  it('are judged without ages where the station tells none', async () => {
    const ageless = { ...station, timeSinceLastUpdate: () => Promise.reject(notImplemented()) } as ObservingConditions;
    expect(
      (await new ConditionsSource(ageless, [limit('humidity', '<', 90)], () => now, 30_000).look(signal)).safe,
    ).toBe(true);
  });
});

function notImplemented(): Error {
  return Object.assign(Object.create(NotImplementedError.prototype) as Error, { message: 'no ages' });
}

describe('files of safety', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nocturne-safety-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('say safe or unsafe with their first word, and nothing when they are missing or say something else', async () => {
    const clock = new VirtualClock(0);
    const path = join(folder, 'safe');
    const source = new FileSource(path, undefined, clock);
    await expect(source.look()).rejects.toThrow('ENOENT');
    await writeFile(path, 'Safe since 21:00\n');
    expect((await source.look()).safe).toBe(true);
    await writeFile(path, 'UNSAFE');
    expect((await source.look()).safe).toBe(false);
    await writeFile(path, '');
    await expect(source.look()).rejects.toThrow('neither safe nor unsafe');
  });

  it('count only for as long as they are written again, by our own clock', async () => {
    const clock = new VirtualClock(0);
    const path = join(folder, 'safe');
    await writeFile(path, 'safe');
    const source = new FileSource(path, 60_000, clock);
    expect((await source.look()).safe).toBe(true);
    await clock.advance(61_000);
    await expect(source.look()).rejects.toThrow('not been written');
    await utimes(path, 1, 1);
    expect((await source.look()).safe).toBe(true);
  });

  it('beat: unknown until a beat was seen, unsafe when it stops', async () => {
    const clock = new VirtualClock(0);
    const path = join(folder, 'alive');
    await writeFile(path, '');
    const source = new HeartbeatSource(path, 60_000, clock);
    await expect(source.look()).rejects.toThrow('not been seen to beat');
    await utimes(path, 1, 1);
    expect((await source.look()).safe).toBe(true);
    await clock.advance(61_000);
    expect((await source.look()).safe).toBe(false);
    await utimes(path, 2, 2);
    expect((await source.look()).safe).toBe(true);
  });
});
