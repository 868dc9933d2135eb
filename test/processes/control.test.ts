import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StatusReport } from '../../engine/control/protocol.js';
import { type Hill, journalOf, type Nocturne, onHill, secured, until } from '../support/processes.js';

/** A night of two targets, whose first exposure goes on. */
async function observing(hill: Hill): Promise<Nocturne> {
  const plan = hill.plan('Two', [
    ['First', 600, 3],
    ['Second', 600, 3],
  ]);
  const run = hill.nocturne('run', plan, '--out', join(hill.folder, 'nights'));
  await hill.exposing();
  return run;
}

async function statusOf(hill: Hill): Promise<StatusReport> {
  return JSON.parse(await order(hill, 'status', '--json')) as StatusReport;
}

async function order(hill: Hill, ...words: string[]): Promise<string> {
  const ordered = hill.nocturne(...words);
  expect(await ordered.ended(), ordered.output).toBe(0);
  return ordered.output;
}

// They wait more than they compute: side by side they take no longer than one.
describe.concurrent('a running night and its operator at another terminal', () => {
  it('is looked at, skipped, paused, resumed and stopped', { timeout: 240_000 }, () =>
    onHill(async (hill) => {
      const run = await observing(hill);
      expect(await statusOf(hill)).toMatchObject({ plan: 'Two', activity: 'observing', target: 'First', held: false });
      const text = await order(hill, 'status');
      expect(text).toMatch(/night\s+Two at Kill Hill/u);
      expect(text).toMatch(/exposure\s+L 600 s, 1 of 3/u);

      await order(hill, 'skip', '--reason', 'a tree');
      await until('the second target', 120, async () =>
        (await statusOf(hill)).target === 'Second' ? true : undefined,
      );
      await hill.exposing();

      await order(hill, 'pause');
      await hill.becomes('the exposure to be stopped', 60, ({ camera }) => camera.state === 'idle');
      expect(await statusOf(hill)).toMatchObject({ held: true });
      expect(await order(hill, 'resume')).toMatch(/goes on/u);
      await hill.exposing();
      expect(await statusOf(hill)).toMatchObject({ held: false, target: 'Second' });

      await order(hill, 'stop', '--reason', 'tired');
      expect(await run.ended(), run.output).toBe(4);
      expect(secured(await hill.state())).toBe(true);
      const [, folder = ''] = /Night of .*, in (\S+)/u.exec(run.output) ?? [];
      expect(journalOf(folder)).toContainEqual(
        expect.objectContaining({ type: 'end', outcome: 'skipped', reason: 'a tree' }),
      );
      const after = hill.nocturne('status');
      expect(await after.ended()).toBe(3);
      expect(after.output).toContain('no night is running');
    }),
  );

  it('is the only one on its observatory', { timeout: 240_000 }, () =>
    onHill(async (hill) => {
      const run = await observing(hill);
      const second = hill.nocturne('run', join(hill.folder, 'Two.yaml'), '--out', join(hill.folder, 'elsewhere'));
      expect(await second.ended()).toBe(3);
      expect(second.output).toContain(`held by process ${String(run.pid)}`);
      expect((await statusOf(hill)).pid).toBe(run.pid);
    }),
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends in order on %s', { timeout: 240_000 }, (signal) =>
    onHill(async (hill) => {
      const run = await observing(hill);
      run.kill(signal);
      expect(await run.ended(), run.output).toBe(130);
      const state = await hill.state();
      expect(secured(state)).toBe(true);
      expect(state.hazards).toEqual([]);
    }),
  );
});
