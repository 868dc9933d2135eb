import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { NightTold } from './nights-worker.js';

const WORKER = fileURLToPath(new URL('./nights-worker.ts', import.meta.url));

/** Runs the nights of seeds first..last, as many at a time as there are processors. */
export async function runNights(
  first: number,
  last: number,
  onNight?: (told: NightTold) => void,
): Promise<readonly NightTold[]> {
  const told: NightTold[] = [];
  let next = first;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(WORKER, {
        execArgv: ['--import', 'tsx', '--max-semi-space-size=64'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const give = (): void => {
        if (next > last) child.disconnect();
        else child.send(next++);
      };
      let answered = -1;
      child.on('message', (night: NightTold) => {
        told.push(night);
        onNight?.(night);
        // A rejection that nobody handled is told beside the night it happened in.
        if (night.seed !== answered) give();
        answered = night.seed;
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`a process of nights ended with ${String(code)}`));
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), last - first + 1) }, one));
  return told.sort((a, b) => a.seed - b.seed);
}

/** What went wrong, with the way to see it again. */
export function failures(nights: readonly NightTold[]): readonly string[] {
  return nights
    .filter(({ wrong }) => wrong.length > 0)
    .map(
      ({ seed, wrong }) =>
        `NOCTURNE_SEED=${String(seed)} npx vitest run test/night/seeded-nights.test.ts\n  ${wrong.join('\n  ')}`,
    );
}
