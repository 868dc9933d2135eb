import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';
import type { JournalRecord } from '../../engine/journal/records.js';
import { NOCTURNE } from './nocturne.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the runs of a test file are announced: apart from those of whoever runs the tests. */
const RUNTIME = mkdtempSync(join(tmpdir(), 'nocturne-run-'));
afterAll(() => {
  rmSync(RUNTIME, { recursive: true, force: true });
});

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly process: ChildProcess;
  /** What it has printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with the first match in what it prints; rejects when it ends before, or after `ms`. */
  readonly sees: (pattern: RegExp, ms?: number) => Promise<RegExpMatchArray>;
  readonly ended: Promise<Ended>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `nocturne` in a process of its own; it is killed when the test ends. */
export function start(words: readonly string[], options: ProgramOptions = {}): Program {
  const program = launch(words, options);
  onTestFinished(async () => {
    program.process.kill('SIGKILL');
    await program.ended;
  });
  return program;
}

/** Runs `nocturne` to its end, outside of any one test. */
export function run(words: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return launch(words, options).ended;
}

function launch(words: readonly string[], { cwd = ROOT, env = {} }: ProgramOptions): Program {
  const child = spawn(process.execPath, [...NOCTURNE, ...words], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', NOCTURNE_RUNTIME_DIR: RUNTIME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const output = (): string => text.stdout + text.stderr;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...text });
      for (const listener of listeners) listener();
    });
  });
  const sees = (pattern: RegExp, ms = 60_000): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      const give = (act: () => void): void => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const look = (): void => {
        const match = output().match(pattern);
        if (match) give(() => resolve(match));
        else if (child.exitCode !== null)
          give(() => reject(new Error(`it ended without ${String(pattern)}:\n${output()}`)));
      };
      const timer = setTimeout(() => {
        give(() => reject(new Error(`${String(pattern)} was not seen in ${String(ms)} ms:\n${output()}`)));
      }, ms);
      listeners.add(look);
      look();
    });
  return { process: child, output, sees, ended };
}

/** Runs `nocturne` to its end. */
export function nocturne(words: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return start(words, options).ended;
}

/** An empty folder, removed when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Every whole line of a journal. */
export function recordsIn(file: string): readonly JournalRecord[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalRecord);
}

/** A path in the repository. */
export function inRepository(path: string): string {
  return join(ROOT, path);
}

/** Writes the file of a built-in simulator in the evening of 2026-11-21, quick and with few pixels. @returns its path */
export function quickObservatory(folder: string, more = ''): string {
  const file = join(folder, 'quick.observatory.yaml');
  writeFileSync(
    file,
    `
observatory: Quick observatory
site: { latitude: 28.7606, longitude: -17.8816, elevation: 2396 m, zone: Atlantic/Canary }
server: simulator
devices: { telescope: 0, camera: 0, filter-wheel: 0, focuser: 0, dome: 0, safety-monitor: 0 }
safety: { poll: 1 s, settle: 5 s }
meridian: { track-past: 10 s, settle: 1 s }
simulator: { start: 2026-11-21T22:30:00Z, seed: 1, slew-rate: 30 deg/s, sensor: { width: 64, height: 48 } }
${more}`,
  );
  return file;
}
