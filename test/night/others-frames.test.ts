import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Examiner } from '../../engine/fits/analysis/examiner.js';
import { Darkroom } from '../../engine/fits/darkroom.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import { NocturneError } from '../../engine/errors.js';
import { planOf } from '../support/checks.js';
import { expose, step } from '../support/plans.js';
import { run as runProgram, scratchFolder } from '../support/program.js';
import { filesOf, HOUR, m31, MINUTE, NIGHT, night, SECURED, shutdown, stands, TRY } from './m31-night.js';

/** What other programs were found to do about frames, ends and operators: docs/known-faults.md. */
describe('unlike others, this night', () => {
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

  it('keeps a frame that the star detector chokes on, and has counted it before', async () => {
    const problems: string[] = [];
    const chokes = { examine: () => Promise.reject(new Error('no stars')), close: async () => undefined };
    const run = await night({
      steps: [m31(2, 60)],
      darkroom: (world) =>
        new Darkroom({
          ...world,
          examiner: chokes as unknown as Examiner,
          analysis: true,
          onProblem: (doing, { key }) => problems.push(`${key}: ${doing}`),
        }),
    });
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 2 } });
    expect(problems).toEqual(['m31/L#1: the frame could not be measured', 'm31/L#2: the frame could not be measured']);
  });

  it('writes nothing into its plan, nor beside it', { timeout: 120_000 }, async () => {
    const [folder, out] = [scratchFolder(), scratchFolder()];
    const plan = join(folder, 'plan.yaml');
    const text = 'sequence: T\nobservatory: simulator\nsteps:\n  - expose: { type: dark, exposure: 10 s, count: 2 }\n';
    writeFileSync(plan, text);
    const { code, stderr } = await runProgram(['dry-run', plan, '--date', '2026-11-21', '--out', out]);
    expect(code, stderr).toBe(0);
    expect(readdirSync(folder)).toEqual(['plan.yaml']);
    expect(readFileSync(plan, 'utf8')).toBe(text);
    expect(readdirSync(out)).toHaveLength(1);
  });

  it('ends at an error that nobody has said it may pass over', async () => {
    const { steps } = planOf('steps:\n  - slew: { to: M31 }\n  - expose: { filter: L, exposure: 60 s }\n');
    const run = await night({
      steps,
      prepare: (world) => world.faults.add({ device: 'telescope', member: 'slewToCoordinatesAsync', kind: 'refuse' }),
    });
    expect(run.result).toMatchObject({ outcome: 'ended by a failure', frames: { done: 0 } });
    expect(stands(run)).toEqual(SECURED);
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
    expect(run.result.outcome).toBe('ended with frames missing');
    expect(run.result.frames.done).toBeLessThan(5);
    expect(filesOf(run.records).at(-1)).toMatchObject({ key: 'dark#1' });
  });
});
