import { describe, expect, it } from 'vitest';
import { expose, frames, step, target } from '../support/plans.js';
import { rehearse } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const startup = [step('connect'), step('open'), step('unpark')];
const shutdown = [step('park'), step('close'), step('disconnect')];
const M31 = { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' } as const;

describe('a night on the simulators', () => {
  it('opens, takes its frames on both sides of the meridian, parks and closes', async () => {
    const { result, world, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [target('m31', [frames('m31/L', 20, { exposure: 300, filter: 'L' })], { position: M31 })],
      shutdown,
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 20, total: 20 } });
    expect(result.secured).toMatchObject({ parked: true, closed: true });
    const files = records.filter((record) => record.type === 'file').map((record) => record.key);
    expect(new Set(files).size).toBe(20);
    expect(records.filter((r) => r.type === 'decision' && r.about === 'flip' && r.action === 'flipped')).toHaveLength(
      1,
    );
    expect(world.hazards.list()).toEqual([]);
  });

  it('parks and closes when clouds come, waits, reopens, and loses no frame', async () => {
    const { result, world, records } = await rehearse({
      start: NIGHT,
      startup,
      steps: [target('m31', [frames('m31/L', 12, { exposure: 300, filter: 'L' })], { position: M31 })],
      shutdown,
      world: { weather: { clouds: [{ from: NIGHT + 20 * 60_000, to: NIGHT + 50 * 60_000 }] } },
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 12, total: 12 } });
    const files = records.filter((record) => record.type === 'file').map((record) => record.key);
    expect(files).toHaveLength(12);
    expect(new Set(files).size).toBe(12);
    const states = records.filter((record) => record.type === 'activity').map((record) => record.state);
    expect(states).toEqual([
      'waiting',
      'reopening',
      'observing',
      'securing',
      'waiting',
      'reopening',
      'observing',
      'closing',
      'closed',
    ]);
    expect(world.hazards.list()).toEqual([]);
  });

  it('takes darks without a telescope moving', async () => {
    const { result } = await rehearse({
      start: NIGHT,
      startup: [step('connect')],
      steps: [expose('dark', 3)],
      shutdown,
    });
    expect(result).toMatchObject({ outcome: 'completed', frames: { done: 3, total: 3 } });
  });
});
