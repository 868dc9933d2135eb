import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NOCTURNE } from './nocturne.js';

/** `nocturne` with these words, in a process of its own. */
export class Nocturne {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  output = '';

  constructor(
    words: readonly string[],
    readonly env: NodeJS.ProcessEnv,
  ) {
    this.#child = spawn(process.execPath, [...NOCTURNE, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (bytes) => {
        this.output += String(bytes);
      });
    }
    this.#ended = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns its exit code, or the signal that ended it */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#ended;
    return this.#child.signalCode ?? this.#child.exitCode;
  }

  /** Waits until it has said something. @throws Error when it ends before that, or keeps silent */
  async says(pattern: RegExp, seconds = 120): Promise<RegExpExecArray> {
    return until(`${String(pattern)} in\n${this.output}`, seconds, () => {
      const found = pattern.exec(this.output);
      if (!found && !this.running) throw new Error(`it ended without saying ${String(pattern)}:\n${this.output}`);
      return found ?? undefined;
    });
  }
}

/** Looks ten times a second. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`waited ${String(seconds)} s in vain for ${what}`);
    await wait(100);
  }
}

/** What the simulator tells beside Alpaca. */
export interface WorldState {
  readonly mount: { readonly parked: boolean; readonly tracking: boolean };
  readonly roof: { readonly state: string };
  readonly camera: { readonly state: string };
  readonly hazards: readonly unknown[];
}

/** A simulated observatory in a process of its own, with a quick mount and roof, and a place for its nights. */
export class Hill {
  readonly folder = mkdtempSync(join(tmpdir(), 'nct-'));
  readonly env: NodeJS.ProcessEnv;
  readonly observatory = join(this.folder, 'hill.observatory.yaml');
  url = '';
  readonly #processes: Nocturne[] = [];

  constructor() {
    const runtime = join(this.folder, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    this.env = { NOCTURNE_RUNTIME_DIR: runtime };
  }

  async begin(): Promise<this> {
    const scenario = this.write('scenario.yaml', [
      'date: 2026-11-21T23:00:00Z',
      'world:',
      '  camera: { width: 64, height: 48, download: 0.1 }',
      '  mount: { slew-rate: 90, settle: 0 }',
      '  roof: { seconds: 1 }',
    ]);
    const simulator = this.nocturne('simulate', '--port', '0', '--no-discovery', '--scenario', scenario);
    const [, url = ''] = await simulator.says(/served at (http:\S+)/u);
    this.url = url;
    this.write('hill.observatory.yaml', [
      'observatory: Kill Hill',
      'site: { latitude: 28.7606, longitude: -17.8816, elevation: 2396 m, zone: UTC }',
      `server: ${url}`,
      'devices: { telescope: 0, camera: 0, filter-wheel: 0, dome: 0, safety-monitor: 0 }',
      'clock: mount',
      'safety: { poll: 0.5 s, stale-after: 5 s, settle: 0.5 s, step-deadline: 30 s }',
      'meridian: { track-past: 10 min, settle: 0 s }',
      'images: { folder: frames }',
    ]);
    return this;
  }

  /** Ends all processes that this one has started, and removes the folder. */
  async end(): Promise<void> {
    for (const started of this.#processes) started.kill('SIGKILL');
    await Promise.all(this.#processes.map((started) => started.ended()));
    rmSync(this.folder, { recursive: true });
  }

  nocturne(...words: string[]): Nocturne {
    const started = new Nocturne(words, this.env);
    this.#processes.push(started);
    return started;
  }

  write(name: string, lines: readonly string[]): string {
    const path = join(this.folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }

  /** A plan of one target after the other, each `count` exposures of `exposure` seconds. */
  plan(name: string, targets: readonly (readonly [name: string, exposure: number, count: number])[]): string {
    return this.write(`${name}.yaml`, [
      `sequence: ${name}`,
      'observatory: hill.observatory.yaml',
      'startup: [connect, open, unpark]',
      'steps:',
      ...targets.map(
        ([target, exposure, count]) =>
          `  - target: { name: ${target}, position: { hour-angle: 1 h, declination: 20 deg }, frames: [{ filter: L, exposure: ${String(exposure)} s, count: ${String(count)} }] }`,
      ),
      'shutdown: [park, close]',
    ]);
  }

  async state(): Promise<WorldState> {
    return (await (await fetch(`${this.url}/simulator/v1/state`)).json()) as WorldState;
  }

  async weather(condition: 'rain' | 'clear'): Promise<void> {
    await fetch(`${this.url}/simulator/v1/weather`, {
      method: 'PUT',
      body: new URLSearchParams({ condition }),
    });
  }

  /** Waits until the observatory is so. */
  async becomes(what: string, seconds: number, holds: (state: WorldState) => boolean): Promise<WorldState> {
    return until(what, seconds, async () => {
      const state = await this.state();
      return holds(state) ? state : undefined;
    });
  }

  /** Waits until an exposure goes on under the open roof. */
  exposing(): Promise<WorldState> {
    return this.becomes('an exposure', 180, ({ roof, camera }) => roof.state === 'open' && camera.state === 'exposing');
  }
}

/** An observatory of its own for one test, so that several may run side by side. */
export async function onHill(work: (hill: Hill) => Promise<void>): Promise<void> {
  const hill = new Hill();
  try {
    await hill.begin();
    await work(hill);
  } finally {
    await hill.end();
  }
}

export function secured({ roof, mount }: WorldState): boolean {
  return roof.state === 'closed' && mount.parked;
}

/** The records of a journal that may end in the midst of one. */
export function journalOf(folder: string): readonly Record<string, unknown>[] {
  return readFileSync(join(folder, 'journal.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
