import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { addChecksum } from '../../engine/fits/checksum.js';
import { FrameStore } from '../../engine/fits/frame-store.js';
import { removePackedTwins } from '../../engine/fits/packed-twins.js';
import { removeTemporaries } from '../../engine/fits/temporary-files.js';
import { verifyFrame } from '../../engine/fits/verify.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';
import { available } from '../support/judges.js';

const PROCESS = fileURLToPath(new URL('../support/saving-process.ts', import.meta.url));
/** NOCTURNE_KILLS=200 for the whole of it, which takes some minutes. */
const KILLS = Number(process.env.NOCTURNE_KILLS ?? 5);
const clock = new SystemClock();

interface Killed {
  /** Numbers of the frames that it said it had saved. */
  readonly saved: number[];
  /** ms from its beginning to save until it was killed */
  readonly lived: number;
}

/** Lets a process save frames, and kills it after a time, ms, or as soon as it has saved two. */
async function saveUntilKilled(folder: string, first: number, kind: string, after?: number): Promise<Killed> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, folder, String(first), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let begun = 0;
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (begun === 0 && after !== undefined) void wait(after).then(() => child.kill('SIGKILL'));
    if (begun === 0) begun = performance.now();
    if (after === undefined && said.includes(`saved ${String(first + 1)}\n`)) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const saved = [...said.matchAll(/saved (\d+)\n/g)].map(([, n]) => Number(n));
  return { saved, lived: performance.now() - begun };
}

const keyOf = (n: number): string => `m31/L-180s#${String(n)}`;
const filesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Every file in a folder is a whole frame of the number that its name says, or a whole header. @returns the numbers */
async function wholeFramesIn(folder: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of await filesIn(folder)) {
    const path = join(folder, name);
    const n = Number(/^(\d{4})\.(fits|fits\.fz|hdr)$/.exec(name)?.[1]);
    if (name.endsWith('.hdr')) {
      expect(addChecksum(0, await readFile(path)), path).toBe(0xffff_ffff);
      continue;
    }
    expect(await verifyFrame(path, { key: keyOf(n), run: NIGHT.run }, clock), path).toBeDefined();
    numbers.push(n);
  }
  return numbers;
}

test.each([
  ['saves', 'plain'],
  ['saves, packs and copies', 'packed'],
] as const)(
  `a process that is killed while it %s never leaves a torn file under a final name (${String(KILLS)} times)`,
  async (_, kind) => {
    if (kind === 'packed' && !available('fpack')) return;
    const folder = await mkdtemp(join(tmpdir(), 'nocturne-kill-'));
    const [images, copies] = [join(folder, 'images'), join(folder, 'copies')];
    const store = new FrameStore({ ...NIGHT, folder: images, pattern: '{n}.fits', clock });
    const tally = { frames: 0, copies: 0, leftovers: 0, twins: 0 };
    let next = 1;
    try {
      // However slow the machine is: at any moment of its first two frames.
      const { lived } = await saveUntilKilled(join(folder, 'first'), next, kind);
      for (let kill = 0; kill < KILLS; kill++) {
        const { saved: acknowledged } = await saveUntilKilled(folder, next, kind, Math.random() * lived);
        tally.leftovers += (await store.cleanUp()).length + (await removeTemporaries(copies, clock)).length;
        // Both of a frame's files stand while the packed one takes the plain one's place; then the plain one counts.
        await wholeFramesIn(images);
        tally.twins += (await removePackedTwins(images, clock)).length;
        const numbers = await wholeFramesIn(images);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const n of acknowledged) expect(numbers).toContain(n);
        for (const n of numbers) {
          expect(await store.find(fullFacts({ n, key: keyOf(n) }).frame)).toBeDefined();
        }
        const copied = await wholeFramesIn(copies);
        for (const n of copied) expect(numbers).toContain(n);
        tally.frames += numbers.length;
        tally.copies += copied.length;
        next = Math.max(next, ...numbers) + 1;
        await rm(images, { recursive: true, force: true });
        await rm(copies, { recursive: true, force: true });
      }
      console.log(`${String(KILLS)} kills while it ${kind === 'plain' ? 'saves' : 'packs and copies'}:`, tally);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  60_000 + KILLS * 8000,
);
