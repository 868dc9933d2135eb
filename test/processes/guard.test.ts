import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Hill, type Nocturne, onHill, secured } from '../support/processes.js';

/** Seconds; what is given to `--silence` and `--unsafe`, */
const SILENCE = 6;
const UNSAFE = 40;
/** and what looking, parking and closing may take beside on a computer that has other things to do. */
const MARGIN = 40;

interface Watched {
  readonly hill: Hill;
  readonly guard: Nocturne;
  readonly run: Nocturne;
}

/** A night whose first exposure goes on, and a guard that hears it. */
const watched = (work: (watched: Watched) => Promise<void>): Promise<void> =>
  onHill(async (hill) => {
    const limits = ['--silence', String(SILENCE), '--unsafe', String(UNSAFE)];
    const alarm = `echo "$NOCTURNE_ALARM: $NOCTURNE_MESSAGE" >> ${hill.folder}/alarms`;
    const guard = hill.nocturne('guard', hill.observatory, ...limits, '--alarm', alarm);
    const run = hill.nocturne('run', hill.plan('Long', [['Field', 600, 3]]), '--out', join(hill.folder, 'nights'));
    await Promise.all([hill.exposing(), guard.says(/engine beating/u)]);
    await work({ hill, guard, run });
  });

async function secondsUntilSecured(hill: Hill, limit: number): Promise<number> {
  const begun = performance.now();
  const state = await hill.becomes('the observatory to be secured', limit, secured);
  expect(state.hazards).toEqual([]);
  return (performance.now() - begun) / 1000;
}

function alarms({ folder }: Hill): string {
  const path = join(folder, 'alarms');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

// They wait more than they compute: side by side they take no longer than one.
describe.concurrent('a guard in a process of its own', () => {
  it('closes the roof within its limit when the run is killed while it rains', { timeout: 240_000 }, () =>
    watched(async ({ hill, guard, run }) => {
      await wait(SILENCE * 1000 + 2_000);
      expect(alarms(hill), 'as long as the run lives the guard is quiet').toBe('');
      await hill.weather('rain');
      run.kill('SIGKILL');
      const seconds = await secondsUntilSecured(hill, SILENCE + MARGIN);
      console.log(`closed ${seconds.toFixed(1)} s after the kill, with ${String(SILENCE)} s of silence allowed`);
      await guard.says(/the observatory is secured/u);
      // The hook is a process of its own: its line may come after the guard's.
      for (let tries = 0; tries < 50 && !alarms(hill).includes('secured: '); tries++) await wait(200);
      expect(alarms(hill)).toMatch(/^securing: .*silent for \d+ s and the roof is open\nsecured: /u);
    }),
  );

  it('closes the roof when the run hangs', { timeout: 240_000 }, () =>
    watched(async ({ hill, run }) => {
      run.kill('SIGSTOP');
      const seconds = await secondsUntilSecured(hill, SILENCE + MARGIN);
      console.log(`closed ${seconds.toFixed(1)} s after the run was stopped`);
    }),
  );

  it('leaves the rain to a run that lives, which closes sooner, and is the only one', { timeout: 240_000 }, () =>
    watched(async ({ hill, guard, run }) => {
      const second = hill.nocturne('guard', hill.observatory);
      expect(await second.ended(), second.output).toBe(3);
      expect(second.output).toContain(`held by process ${String(guard.pid)}`);
      await hill.weather('rain');
      await secondsUntilSecured(hill, UNSAFE + MARGIN);
      await wait(2_000);
      expect(alarms(hill)).toBe('');
      expect(run.running).toBe(true);
      run.kill('SIGTERM');
      expect(await run.ended(), run.output).toBe(130);
      await guard.says(/engine ended/u);
      guard.kill('SIGTERM');
      expect(await guard.ended(), guard.output).toBe(0);
    }),
  );
});
