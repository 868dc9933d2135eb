/**
 * `npm run bench`: from the request for an image to the file on the disk, side by side, on one machine in one run.
 * Writes its tables into docs/benchmarks.md. NOCTURNE_BENCH_RUNS=n changes how often each is run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureAnalysis } from './analysis.js';
import { CASES } from './cases.js';
import { type Bench, CONTESTANTS, type Contestant, FLOOR, NOCTURNE } from './contestants.js';
import { measureDeadTime } from './dead-time.js';
import { type Measured, median } from './measure.js';

/** Other work on the same cores spoils the figures: the page says how much there was. */
const [loadBefore = 0] = loadavg();
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nocturne-bench-'));
  const { process: server, ports } = await startServer();
  try {
    const bench: Bench = { ...ports, folder, runs: Number(process.env.NOCTURNE_BENCH_RUNS ?? 9) };
    await mkdir(folder, { recursive: true });
    const tables = [await imagePath(bench), await measureDeadTime(bench), await measureAnalysis(bench)];
    await writePage(tables.join('\n\n'));
  } finally {
    server.kill();
    await rm(folder, { recursive: true });
  }
}

async function startServer(): Promise<{ process: ChildProcess; ports: { http: number; raw: number[] } }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('camera-server.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const chunk of child.stdout) {
    return { process: child, ports: JSON.parse(String(chunk)) as { http: number; raw: number[] } };
  }
  throw new Error("The bench's server did not start");
}

async function imagePath(bench: Bench): Promise<string> {
  const results = new Map<Contestant, (Measured | undefined)[]>(CONTESTANTS.map((one) => [one, []]));
  for (const image of CASES) {
    console.log(image.name);
    for (const contestant of CONTESTANTS) {
      const measured = await contestant.measure(bench, image);
      results.get(contestant)?.push(measured);
      if (measured) console.log(`  ${contestant.name}: ${median(measured.times).toFixed(0)} ms${details(measured)}`);
    }
  }
  const floors = results.get(FLOOR) ?? [];
  const rows = CONTESTANTS.map((contestant) => {
    const cells = (results.get(contestant) ?? []).map((measured, i) => {
      const base = floors[i];
      if (!measured || !base) return 'not run';
      const ratio = median(measured.times) / median(base.times);
      return `${median(measured.times).toFixed(0)} ms (${ratio.toFixed(1)})`;
    });
    const stalls = (results.get(contestant) ?? []).map((measured) => measured?.stall ?? Number.NaN);
    const worst = Math.max(...stalls.filter((stall) => !Number.isNaN(stall)));
    return `| ${contestant.name} | ${cells.join(' | ')} | ${Number.isFinite(worst) ? `${worst.toFixed(0)} ms` : ''} |`;
  });
  const nocturne = results.get(NOCTURNE) ?? [];
  const limits = CASES.map(({ name }, i) => {
    const [ours, base] = [nocturne[i], floors[i]];
    return ours && base ? `${name} ${(median(ours.times) / median(base.times)).toFixed(2)}` : `${name} not run`;
  });
  console.log(`Nocturne / floor: ${limits.join(', ')}`);
  return [
    '## From the request for an image to the file on the disk',
    '',
    'Medians; in brackets how many times the floor. The last column is the longest that the event loop stood still.',
    '',
    `| | ${CASES.map(({ name }) => name).join(' | ')} | stall |`,
    `|---|${CASES.map(() => '---|').join('')}---|`,
    ...rows,
  ].join('\n');
}

function details({ times, whole = times, stall }: Measured): string {
  const after = median(whole) > median(times) + 0.5 ? `, hashed after ${median(whole).toFixed(0)} ms` : '';
  return stall === undefined ? after : `${after}, event loop still for ${stall.toFixed(1)} ms at most`;
}

async function writePage(tables: string): Promise<void> {
  const [cpu] = cpus();
  const machine = `Measured on ${String(cpus().length)} cores (${cpu?.model ?? 'unknown'}), Node ${process.version}, Linux ${release()}, loopback, load average ${loadBefore.toFixed(1)} before it began.`;
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = ['<!-- bench: image path -->', '<!-- bench: end -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${PAGE} has lost the marks between which the bench writes`);
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n${machine}\n\n${tables}\n${page.slice(to)}`);
}

await main();
