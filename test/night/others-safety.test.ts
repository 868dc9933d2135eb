import { describe, expect, it } from 'vitest';
import { step } from '../support/plans.js';
import { filesOf, HOUR, m31, MINUTE, NIGHT, night, opened, SECURED, shutdown, stands, TRY } from './m31-night.js';

/** What other programs were found to do about safety: docs/known-faults.md. */
describe('unlike others, this night', () => {
  it('does not open while its monitor is disconnected or broken', async () => {
    for (const kind of ['refuse', 'hang', 'garbage'] as const) {
      const run = await night({
        steps: [m31(2, 60)],
        end: NIGHT + HOUR,
        prepare: (world) => world.faults.add({ device: 'safetymonitor', kind }),
      });
      expect(opened(run.records)).toBe(0);
      expect(run.world.roof.opening(run.world.clock.now())).toBe(0);
      expect(run.result.outcome).toBe('ended by the clock');
    }
  });

  it('secures when its monitor falls silent over an open roof, and goes on when it is heard again', async () => {
    const from = NIGHT + 6 * MINUTE;
    for (const kind of ['refuse', 'hang', 'garbage'] as const) {
      const run = await night({
        steps: [m31(4, 120)],
        prepare: (world) => world.faults.add({ device: 'safetymonitor', kind, from, to: from + 5 * MINUTE }),
      });
      const secured = run.records.find((r) => r.type === 'secured' && r.closed && Date.parse(r.t) > from);
      expect(Date.parse(secured!.t) - from, kind).toBeLessThan(30_000 + 15_000 + MINUTE);
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 4 } });
      expect(opened(run.records)).toBe(2);
    }
  });

  it('is not ended, nor even interrupted, by a server that restarts in five seconds', async () => {
    const run = await night({
      steps: [m31(6, 120)],
      prepare: (world) => {
        world.network.cut({ from: NIGHT + 5 * MINUTE, to: NIGHT + 5 * MINUTE + 5_000 });
      },
    });
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 6 } });
    expect(opened(run.records)).toBe(1);
  });

  it('goes on after a server that was away for ten minutes', async () => {
    const run = await night({
      steps: [m31(6, 120)],
      prepare: (world) => {
        world.network.cut({ from: NIGHT + 5 * MINUTE, to: NIGHT + 15 * MINUTE });
      },
    });
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 6 } });
    expect(opened(run.records)).toBe(2);
    expect(stands(run)).toEqual(SECURED);
  });

  it('breaks a long exposure off when clouds come, rather than look between frames', async () => {
    const clouds = NIGHT + 10 * MINUTE;
    const run = await night({
      steps: [m31(1, 1200)],
      prepare: (world) => {
        world.weather.during('clouds', { from: clouds, to: clouds + 5 * MINUTE });
      },
    });
    const unsafe = run.records.find((r) => r.type === 'verdict' && r.verdict === 'unsafe');
    const secured = run.records.find((r) => r.type === 'secured' && Date.parse(r.t) > clouds);
    expect(Date.parse(unsafe!.t) - clouds).toBeLessThan(5_000);
    expect(Date.parse(secured!.t) - clouds).toBeLessThan(MINUTE);
    expect(filesOf(run.records)).toHaveLength(1);
  });

  it('closes the roof though the telescope is broken, where it may, and goes on watching', async () => {
    const clouds = NIGHT + 6 * MINUTE;
    const closed: number[] = [];
    const run = await night({
      steps: [m31(3, 300)],
      end: NIGHT + HOUR,
      observatory: {
        safety: {
          poll: 2_000,
          staleAfter: 30_000,
          settle: MINUTE,
          tripAfter: 2,
          roofClearsTelescope: true,
          stepDeadline: MINUTE,
        },
      },
      prepare: (world, clock) => {
        world.weather.during('clouds', { from: clouds, to: clouds + 10 * MINUTE });
        world.faults.add({ device: 'telescope', kind: 'refuse', from: clouds - 10_000, to: clouds + 20 * MINUTE });
        clock.setTimeout(() => {
          if (world.roof.state(clock.now()) === 'closed') closed.push(clock.now());
        }, 7 * MINUTE);
      },
    });
    expect(closed).toHaveLength(1);
    expect(run.records.some((r) => r.type === 'alarm' && /mount/u.test(r.message))).toBe(true);
    const verdicts = run.records.filter((r) => r.type === 'verdict').map((r) => r.verdict);
    expect(verdicts).toEqual(['safe', 'unsafe', 'safe']);
    expect(stands(run)).toEqual(SECURED);
  });

  it('tries again for as long as the roof will not close, with an alarm', async () => {
    const clouds = NIGHT + 6 * MINUTE;
    const run = await night({
      steps: [m31(3, 120)],
      prepare: (world) => {
        world.weather.during('clouds', { from: clouds, to: clouds + 30 * MINUTE });
        world.roof.jam({ from: clouds - MINUTE, to: clouds + 12 * MINUTE });
      },
    });
    const alarms = run.records.filter((r) => r.type === 'alarm');
    expect(alarms.length).toBeGreaterThan(3);
    const done = run.records.find((r) => r.type === 'secured' && r.closed && Date.parse(r.t) > clouds);
    expect(Date.parse(done!.t) - (clouds + 12 * MINUTE)).toBeLessThan(2 * MINUTE);
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 3 } });
  });

  it('tries again for as long as the mount will not park, and keeps a roof open that would hit it', async () => {
    const clouds = NIGHT + 6 * MINUTE;
    const fault = { device: 'telescope', member: 'park', from: clouds, to: clouds + 12 * MINUTE } as const;
    for (const kind of ['refuse', 'lie'] as const) {
      const run = await night({
        steps: [m31(4, 120)],
        prepare: (world) => {
          world.weather.during('clouds', { from: clouds, to: clouds + 30 * MINUTE });
          world.faults.add({ ...fault, kind });
        },
      });
      expect(run.records.filter((r) => r.type === 'alarm').length, kind).toBeGreaterThan(1);
      const done = run.records.find((r) => r.type === 'secured' && r.closed && Date.parse(r.t) > clouds);
      expect(Date.parse(done!.t) - fault.to).toBeLessThan(3 * MINUTE);
      expect(run.world.hazards.list()).toEqual([]);
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 4 } });
    }
  });

  it('does not unpark under a roof that is closed', async () => {
    const run = await night({ startup: [step('connect'), step('unpark'), step('open')], steps: [m31(1, 60)] });
    expect(run.result).toMatchObject({ outcome: 'ended by a failure', frames: { done: 0 } });
    expect(run.world.hazards.list()).toEqual([]);
    expect(
      run.records.some((r) => r.type === 'end' && r.outcome === 'failed' && /roof is closed/u.test(r.reason ?? '')),
    ).toBe(true);
  });

  it('does not open the roof in its shutdown when it is unsafe', async () => {
    const run = await night({
      steps: [m31(1, 60)],
      shutdown: [step('open', { id: 'shutdown/open', onError: { ...TRY, retry: 0, then: 'skip' } }), ...shutdown],
      prepare: (world) => {
        world.weather.during('clouds', { from: NIGHT + 2 * MINUTE, to: NIGHT + 3 * HOUR });
      },
      end: NIGHT + HOUR,
    });
    expect(run.records.some((r) => r.type === 'end' && /refused: safety is unsafe/u.test(r.reason ?? ''))).toBe(true);
    expect(stands(run)).toEqual(SECURED);
  });

  it('exposes only when the roof has come to rest, and acquires its target anew after clouds', async () => {
    const clouds = NIGHT + 8 * MINUTE;
    const run = await night({
      steps: [m31(4, 120)],
      prepare: (world) => {
        world.weather.during('clouds', { from: clouds, to: clouds + 5 * MINUTE });
      },
    });
    const begun = run.records.flatMap((r) => (r.type === 'begin' ? [r.kind] : []));
    const reopened = begun.lastIndexOf('open');
    expect(begun.slice(reopened, reopened + 4)).toEqual(['open', 'unpark', 'acquire', 'frame']);
    const end = run.records.findLast((r) => r.type === 'end' && r.key === 'open');
    const first = filesOf(run.records).find((r) => Date.parse(r.t) > clouds);
    expect(Date.parse((first!.exposure as { start: string }).start)).toBeGreaterThan(Date.parse(end!.t));
  });
});
