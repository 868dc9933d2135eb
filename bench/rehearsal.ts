/**
 * What a rehearsal's time goes into: `npm run build && npx tsx bench/rehearsal.ts`. Runs the built `nocturne dry-run` of the
 * winter night some times for its time, then once, from its modules, under V8's profiler for the shares, and prints a table
 * for docs/nights.md. NOCTURNE_BENCH_RUNS=n changes how often.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './measure.js';

const HOUSE = fileURLToPath(new URL('..', import.meta.url));
/** What users call. */
const PROGRAM = 'dist/nocturne.cjs';
/** The same, a file a module: a profile tells the files apart. It takes longer to load. */
const MODULES = 'dist/engine/cli/main.js';
const NIGHT = ['dry-run', 'sequences/andromeda-night.yaml', '--date', '2026-11-21'];

/** Whose code it is, by where it stands. Of a stack, the innermost frame that stands anywhere here decides. */
const CAUSES: readonly (readonly [cause: string, where: RegExp])[] = [
  ['loading the program', /^node:internal\/(modules|bootstrap|main|process\/(esm|pre))/],
  ['images: sky, stars and noise', /\/dist\/devices\/simulator\/world\/camera\//],
  ['simulated devices and their server', /\/dist\/devices\/simulator\//],
  ['the client: requests, answers, waiting for the end', /\/dist\/devices\/(alpaca|roles)\/|\/undici\//],
  ['clock, timers and deadlines', /\/dist\/devices\/(clock|virtual-clock|plain-signal)/],
  ['the watch over safety', /\/dist\/engine\/night\/(safety\/|safety-port)/],
  ["the mount's limits and the flip", /\/dist\/engine\/(flip|night\/(limits-guard|mount-limits))/],
  ['frames: headers, names, hashes', /\/dist\/engine\/fits\//],
  ['state machines', /\/xstate\/|\/dist\/engine\/(machines|compile)\//],
  ['journal and log', /\/dist\/engine\/journal\/|\/(pino|sonic-boom)\//],
  ['plan, checks and what is printed', /\/dist\/engine\/(plan|cli|story|report)\/|\/(zod|yaml|luxon)\//],
  ['the other steps of the night', /\/dist\/engine\//],
  ['places in the sky', /\/dist\/sky\/|\/astronomy-engine\//],
];
const NOBODY = "Node's event loop and promises";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** us before each sample */
  readonly timeDeltas: readonly number[];
}

/** Has the process tell at its end what it has used of the processors. Required, since an import would load a loader first. */
const TELL_CPU =
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); console.error(`cpu ${user + system}`); });';

/**
 * Runs Node once.
 * @param folder that holds what tells of the processors
 * @param words flags of Node, and what it runs
 * @returns s: of the clock on the wall, and of all processors together
 */
function run(folder: string, words: readonly string[]): { readonly wall: number; readonly cpu: number } {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--require', join(folder, 'tell-cpu.cjs'), ...words], {
    cwd: HOUSE,
    encoding: 'utf8',
  });
  const wall = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`The rehearsal has failed: ${stderr}`);
  return { wall, cpu: Number(/^cpu (\d+)$/mu.exec(stderr)?.[1]) / 1e6 };
}

/** ms of a profiled run, by cause. */
function shares({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const causeOf = (id: number): string => {
    if (byId.get(id)?.callFrame.functionName === '(garbage collector)') return 'collecting garbage';
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
      const url = byId.get(at)?.callFrame.url ?? '';
      const cause = CAUSES.find(([, where]) => where.test(url));
      if (cause) return cause[0];
    }
    return NOBODY;
  };
  const known = new Map(nodes.map(({ id }) => [id, causeOf(id)]));
  const spent = new Map<string, number>();
  samples.forEach((id, i) => {
    const cause = known.get(id) ?? NOBODY;
    spent.set(cause, (spent.get(cause) ?? 0) + (timeDeltas[i] ?? 0) / 1000);
  });
  return spent;
}

const folder = mkdtempSync(join(tmpdir(), 'nocturne-rehearsal-'));
try {
  const [load = 0] = loadavg();
  writeFileSync(join(folder, 'tell-cpu.cjs'), TELL_CPU);
  const rehearsal = [...NIGHT, '--out', folder];
  const times = Array.from({ length: Number(process.env.NOCTURNE_BENCH_RUNS ?? 5) }, () => ({
    nothing: run(folder, ['--eval', '0']),
    rehearsal: run(folder, [PROGRAM, ...rehearsal]),
  }));
  const of = (what: 'nothing' | 'rehearsal', clock: 'wall' | 'cpu'): string =>
    `${median(times.map((one) => one[what][clock])).toFixed(2)} s`;
  console.log(`${of('rehearsal', 'wall')} from start to end, of which Node alone takes ${of('nothing', 'wall')};`);
  console.log(`${of('rehearsal', 'cpu')} of the processors. Medians of ${String(times.length)} runs;`);
  console.log(`load of the machine before: ${load.toFixed(1)}, which other work spoils.\n`);

  run(folder, ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-interval', '200', MODULES, ...rehearsal]);
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '';
  const spent = shares(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
  const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  console.log('| share of a profiled run | |\n|---:|---|');
  for (const [cause, ms] of [...spent].sort(([, a], [, b]) => b - a)) {
    console.log(`| ${((100 * ms) / total).toFixed(0)} % | ${cause} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
