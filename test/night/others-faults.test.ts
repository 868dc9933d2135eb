import { describe, expect, it } from 'vitest';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import { NocturneError } from '../../engine/errors.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { expose, frames, step, target } from '../support/plans.js';
import { rehearse, type Rehearsal, type RehearsalOptions } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TRY = { retry: 2, backoff: 5, then: 'end the night' } as const;
const startup = [step('connect'), step('open'), step('unpark')];
const shutdown = [step('park'), step('close')].map((each) => ({ ...each, onError: { ...TRY, then: 'skip' as const } }));
const M31 = { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' } as const;
const m31 = (count: number, exposure: number) =>
  target('m31', [frames('m31/L', count, { exposure, filter: 'L' })], { position: M31, onError: TRY });

function night(more: Partial<RehearsalOptions> & Pick<RehearsalOptions, 'steps'>): Promise<Rehearsal> {
  return rehearse({ start: NIGHT, startup, shutdown, ...more });
}
const opened = (records: readonly JournalRecord[]): number =>
  records.filter((record) => record.type === 'activity' && record.state === 'reopening').length;
const filesOf = (records: readonly JournalRecord[]) => records.filter((record) => record.type === 'file');
const stands = ({ world }: Rehearsal) => ({
  parked: world.mount.parked(world.clock.now()),
  roof: world.roof.state(world.clock.now()),
});
const SECURED = { parked: true, roof: 'closed' };

/** What other programs were found to do at night, from their sources and their trackers, and this one must not. */
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

  it('counts a frame only when it is saved, and takes it again when the disk was full', async () => {
    class FullAtFirst extends DiscardDisk {
      writes = 0;
      override async write(names: Iterable<string>, bytes: Uint8Array) {
        if (++this.writes === 2) throw new NocturneError('disk-full', 'no space left');
        return super.write(names, bytes);
      }
    }
    const disk = new FullAtFirst();
    const counted: number[] = [];
    const run = await night({
      disk,
      steps: [m31(3, 60)],
      during: ({ board }) => {
        board.subscribe(({ frames: { done } }) => counted.push(done));
      },
    });
    expect(disk.writes).toBe(4);
    expect(run.result.frames).toEqual({ done: 3, total: 3 });
    expect(filesOf(run.records).map((r) => r.key)).toEqual(['m31/L#1', 'm31/L#2', 'm31/L#3']);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
  });

  it('does not count a frame that failed as done', async () => {
    const run = await night({
      steps: [{ ...m31(3, 60), onError: { retry: 0, backoff: 0, then: 'skip' } }],
      prepare: (world) =>
        world.faults.add({
          device: 'camera',
          member: 'startExposure',
          kind: 'refuse',
          from: NIGHT + 2 * MINUTE,
          count: 1,
        }),
    });
    expect(run.result.frames).toEqual({ done: 2, total: 3 });
    expect(run.records.filter((r) => r.type === 'end' && r.outcome === 'skipped')).toHaveLength(1);
  });

  it('goes through its shutdown when it is stopped, once it is secured', async () => {
    const run = await night({
      startup: [step('connect'), step('cool', { body: { to: 0, over: 30 } }), step('open'), step('unpark')],
      shutdown: [step('warm', { body: { over: 30 } }), ...shutdown],
      steps: [m31(9, 300)],
      during: (started, _, clock) => {
        clock.setTimeout(() => {
          started.stop('enough for tonight');
        }, 12 * MINUTE);
      },
    });
    expect(run.result.outcome).toBe('stopped');
    const order = run.records.flatMap((r) =>
      r.type === 'secured' || (r.type === 'begin' && r.kind === 'warm') ? [r.type] : [],
    );
    expect(order.slice(-3)).toEqual(['secured', 'begin', 'secured']);
    expect(stands(run)).toEqual(SECURED);
  });

  it('is stopped at once though a driver hangs', async () => {
    const at = NIGHT + 8 * MINUTE;
    const run = await night({
      steps: [m31(9, 300)],
      prepare: (world) => world.faults.add({ device: 'camera', kind: 'hang', from: at - MINUTE, to: at + HOUR }),
      during: (started, _, clock) => {
        clock.setTimeout(() => {
          started.stop('enough for tonight');
        }, at - NIGHT);
      },
    });
    const secured = run.records.find((r) => r.type === 'secured' && Date.parse(r.t) > at);
    expect(Date.parse(secured!.t) - at).toBeLessThan(MINUTE);
    expect(run.result.outcome).toBe('stopped');
  });

  it('rolls over midnight: it ends at its end, not a day later and not at once', async () => {
    const start = Date.parse('2026-11-21T23:40:00Z');
    const run = await night({ start, end: start + 40 * MINUTE, steps: [m31(99, 120)] });
    const last = Date.parse(run.records.at(-1)!.t);
    expect(Math.abs(last - (start + 40 * MINUTE))).toBeLessThan(4 * MINUTE);
    expect(stands(run)).toEqual(SECURED);
    expect(run.result.frames.done).toBeGreaterThan(10);
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

  it('leaves a mount that waits in a pause standing still, and secures it when the pause lasts', async () => {
    const tracking: boolean[] = [];
    const run = await night({
      steps: [m31(3, 120)],
      during: (started, world, clock) => {
        clock.setTimeout(() => {
          started.pause();
        }, 5 * MINUTE);
        clock.setTimeout(() => {
          tracking.push(world.mount.tracking(clock.now()));
        }, 5.5 * MINUTE);
        clock.setTimeout(() => {
          expect(world.roof.state(clock.now())).toBe('closed');
          started.resume();
        }, 20 * MINUTE);
      },
    });
    expect(tracking).toEqual([false]);
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 3 } });
  });

  it('goes round a repeat that finds nothing to do in its own time, not as fast as it can', async () => {
    const never = {
      ...m31(1, 60),
      while: [{ quantity: 'altitude', comparison: '>', value: 89, text: '> 89 deg' }],
    } as const;
    const run = await night({
      end: NIGHT + 30 * MINUTE,
      steps: [{ node: 'repeat', id: 'r', title: 'r', place: never.place, onError: TRY, steps: [never] }],
    });
    expect(run.result.outcome).toBe('ended by the clock');
    expect(run.records.filter((r) => r.type === 'pass').length).toBeLessThan(40);
  });

  it('waits for hours in a step that says so', async () => {
    const run = await night({ steps: [step('wait', { body: { for: 3 * 3600 } }), expose('dark', 1)] });
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 1 } });
  });

  it('leaves a target that the operator skips, and does not come back to it', async () => {
    const run = await night({
      steps: [m31(20, 120), expose('dark', 1)],
      during: (started, _, clock) => {
        clock.setTimeout(() => {
          expect(started.skip()).toBe(true);
        }, 6 * MINUTE);
      },
    });
    expect(run.result.outcome).toBe('completed');
    expect(run.result.frames.done).toBeLessThan(5);
    expect(filesOf(run.records).at(-1)).toMatchObject({ key: 'dark#1' });
  });
});
