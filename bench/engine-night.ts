import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalRecord, OverheadRecord } from '../engine/journal/records.js';

/** The program as it is installed, compiled. */
const PROGRAM = fileURLToPath(new URL('../dist/nocturne.cjs', import.meta.url));

export interface EngineNight {
  /** Port of the camera's server. */
  readonly camera: number;
  /** An empty folder. */
  readonly folder: string;
  readonly frames: number;
  /** s */
  readonly exposure: number;
}

/**
 * Runs `nocturne run` on a plan of one target, in real time: the camera is the bench's, everything else a
 * `nocturne simulate`; both are processes of their own.
 * @returns what the journal says each frame cost beside its exposure
 */
export async function deadTimesOf(night: EngineNight): Promise<readonly OverheadRecord[]> {
  await access(PROGRAM).catch(() => {
    throw new Error(`${PROGRAM} is not there: run "npm run build" first`);
  });
  const simulator = start(night.folder, [
    'simulate',
    '--port',
    '0',
    '--no-discovery',
    '--start',
    '2026-11-21T22:30:00Z',
  ]);
  try {
    const url = await said(simulator, /http:\/\/[\d.]+:\d+/u);
    await writeFiles(night, url);
    const run = start(night.folder, ['run', 'bench.yaml', '--out', 'nights']);
    let output = '';
    run.stdout?.on('data', (part) => (output += String(part)));
    run.stderr?.on('data', (part) => (output += String(part)));
    const [code] = (await once(run, 'close')) as [number | null];
    if (code !== 0) throw new Error(`nocturne run ended with ${String(code)}:\n${output}`);
  } finally {
    simulator.kill();
    await once(simulator, 'close');
  }
  const [name = ''] = await readdir(join(night.folder, 'nights'));
  const journal = await readFile(join(night.folder, 'nights', name, 'journal.ndjson'), 'utf8');
  return journal
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalRecord)
    .filter((record) => record.type === 'overhead');
}

function start(folder: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: { ...process.env, NOCTURNE_RUNTIME_DIR: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function said(program: ChildProcess, what: RegExp): Promise<string> {
  let output = '';
  for await (const part of program.stdout ?? []) {
    output += String(part);
    const match = what.exec(output);
    if (match) {
      // Nobody reads on, and it must not wait for that.
      program.stdout?.resume();
      return match[0];
    }
  }
  throw new Error(`nocturne simulate ended:\n${output}`);
}

async function writeFiles({ camera, folder, frames, exposure }: EngineNight, simulator: string): Promise<void> {
  const bench = `{ server: "http://127.0.0.1:${String(camera)}", device: 0 }`;
  await writeFile(
    join(folder, 'bench.observatory.yaml'),
    `observatory: Bench
site: { latitude: 28.7606, longitude: -17.8816, elevation: 2396 m, zone: Atlantic/Canary }
server: ${simulator}
devices:
  telescope: 0
  camera: ${bench}
  filter-wheel: 0
  focuser: 0
  rotator: 0
  dome: 0
  safety-monitor: 0
  observing-conditions: 0
clock: mount
safety: { poll: 1 s, settle: 1 s }
images: { folder: images }
`,
  );
  await writeFile(
    join(folder, 'bench.yaml'),
    `sequence: Bench
observatory: bench.observatory.yaml
startup: [connect, open, unpark]
steps:
  - target:
      name: Field
      position: { hour-angle: -2 h, declination: 30 deg }
      while: { altitude: "> 20 deg" }
      frames:
        - { filter: L, exposure: ${String(exposure)} s, count: ${String(frames)}, gain: 100, offset: 10 }
shutdown: [park, close, disconnect]
`,
  );
}
