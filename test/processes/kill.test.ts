import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Hill, journalOf, onHill, secured } from '../support/processes.js';

/** NOCTURNE_KILLS=50 for the whole of it, which takes some minutes. */
const KILLS = Number(process.env['NOCTURNE_KILLS'] ?? 2);
const SEED = Number(process.env['NOCTURNE_SEED'] ?? Math.floor(Math.random() * 1e6));
/** Seconds that a run of this plan takes from its start to its end, about. */
const LENGTH = 14;
const FRAMES = 6;

it(
  `every frame is taken exactly once, though the run is killed ${String(KILLS)} times (seed ${String(SEED)})`,
  { timeout: 120_000 + KILLS * 120_000 },
  () => onHill(killAgainAndAgain),
);

async function killAgainAndAgain(hill: Hill): Promise<void> {
  const random = randomFrom(SEED);
  const plan = hill.plan('Kill me', [['Field', 1, FRAMES]]);
  const moments: string[] = [];
  for (let night = 1; moments.length < KILLS; night++) {
    const out = join(hill.folder, `nights-${String(night)}`);
    for (let over = false; !over; ) {
      const run = hill.nocturne('run', plan, '--out', out, '--resume');
      // The last night is let live after the last kill.
      if (moments.length < KILLS) await Promise.race([run.ended(), wait(1_000 + random() * LENGTH * 1000)]);
      else await run.ended();
      if (run.running) {
        run.kill('SIGKILL');
        moments.push(run.output.trim().split('\n').at(-1) ?? '');
      }
      const ended = await run.ended();
      over = ended !== 'SIGKILL';
      if (over) expect(ended, run.output).toBe(0);
    }
    for (const name of readdirSync(out)) takenOnce(join(out, name));
    const state = await hill.state();
    expect(secured(state)).toBe(true);
    expect(state.hazards).toEqual([]);
  }
  console.log(`killed after:\n  ${moments.map((moment) => moment || '(nothing said yet)').join('\n  ')}`);
}

/** Each frame has one line in the journal and one file, whole and as the journal knows it. */
function takenOnce(folder: string): void {
  const files = journalOf(folder).filter(({ type }) => type === 'file') as unknown as {
    readonly key: string;
    readonly path: string;
    readonly sha256: string;
  }[];
  expect(files.map(({ key }) => key).sort()).toEqual(
    Array.from({ length: FRAMES }, (_, i) => `${files[0]?.key.split('#')[0] ?? ''}#${String(i + 1)}`),
  );
  for (const { path, sha256 } of files) {
    expect(existsSync(path), path).toBe(true);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
  }
  expect(new Set(files.map(({ path }) => path)).size).toBe(FRAMES);
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
