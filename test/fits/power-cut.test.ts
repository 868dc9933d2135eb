import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { FrameStore } from '../../engine/fits/frame-store.js';
import { readFits } from '../../engine/fits/reader.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';

const PROCESS = fileURLToPath(new URL('../support/saving-process.ts', import.meta.url));
/** NOCTURNE_KILLS=200 for the whole of it, which takes some minutes. */
const KILLS = Number(process.env.NOCTURNE_KILLS ?? 8);

/** Lets a process save frames, kills it after a time, and gives the numbers of the frames that it said it had saved. */
async function saveUntilKilled(folder: string, first: number, after: number): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let sentenced = false;
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (sentenced) return;
    sentenced = true;
    void wait(after).then(() => child.kill('SIGKILL'));
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return [...said.matchAll(/saved (\d+)\n/g)].map(([, n]) => Number(n));
}

test(
  `a process that is killed while it saves never leaves a torn file under a final name (${String(KILLS)} times)`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nocturne-kill-'));
    const store = new FrameStore({ ...NIGHT, folder, pattern: '{target}/{n}.fits', clock: new SystemClock() });
    let leftovers = 0;
    let next = 1;
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const acknowledged = await saveUntilKilled(folder, next, Math.random() * 60);
        leftovers += (await store.cleanUp()).length;
        const files = await readdir(join(folder, 'M31')).catch(() => []);
        const numbers = files.map((name) => Number(/^(\d+)\.fits$/.exec(name)?.[1]));
        for (const n of acknowledged) expect(numbers).toContain(n);
        for (const n of numbers) {
          const { checksumValid, dataSumValid } = await readFits(
            join(folder, 'M31', `${String(n).padStart(4, '0')}.fits`),
          );
          expect([checksumValid, dataSumValid]).toEqual([true, true]);
          const found = await store.find(fullFacts({ n, key: `m31/L-180s#${String(n)}` }).frame);
          expect(found?.path).toContain(`${String(n).padStart(4, '0')}.fits`);
          await rm(join(folder, 'M31', `${String(n).padStart(4, '0')}.fits`));
        }
        next = Math.max(next, ...numbers) + 1;
      }
      console.log(
        `${String(KILLS)} kills, ${String(next - 1)} frames saved whole, ${String(leftovers)} half-written files removed`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  20_000 + KILLS * 4000,
);
