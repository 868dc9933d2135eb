/**
 * `npm run bench`: from the request for an image to the file on the disk, side by side, on one machine in one run.
 * Writes its tables into docs/benchmarks.md. NOCTURNE_BENCH_RUNS=n changes how often each is run, and
 * NOCTURNE_BENCH_ONLY=image-path, dead-time or analysis runs that part alone, and prints its table.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureAnalysis } from './analysis.js';
import { CASES } from './cases.js';
import { type Bench, CONTESTANTS, type Contestant, DOCUMENTED_EXAMPLE, FLOOR, NOCTURNE } from './contestants.js';
import { measureDeadTime } from './dead-time.js';
import { type Attempt, type Measured, measureInTurn, median } from './measure.js';

/** Other work on the same cores spoils the figures: the page says how much there was. */
const [loadBefore = 0] = loadavg();
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nocturne-bench-'));
  const { process: server, ports } = await startServer();
  try {
    const bench: Bench = { ...ports, folder, runs: Number(process.env.NOCTURNE_BENCH_RUNS ?? 9) };
    await mkdir(folder, { recursive: true });
    const only = process.env.NOCTURNE_BENCH_ONLY;
    const parts = { 'image-path': imagePath, 'dead-time': measureDeadTime, analysis: measureAnalysis };
    const tables: string[] = [];
    for (const [name, measurePart] of Object.entries(parts)) {
      if (only === undefined || only === name) tables.push(await measurePart(bench));
    }
    if (only === undefined) await writePage(tables.join('\n\n'));
    else console.log(tables.join('\n\n'));
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
  const columns: ReadonlyMap<Contestant, Measured>[] = [];
  for (const image of CASES) columns.push(await measureCase(bench, image));
  const rows = CONTESTANTS.map((contestant) => {
    const cells = columns.map((column) => {
      const measured = column.get(contestant);
      if (!measured) return 'not run';
      return `${median(measured.times).toFixed(0)} ms (${ratio(column, contestant, FLOOR).toFixed(2)})`;
    });
    const stalls = columns.flatMap((column) => {
      const { stalls = [] } = column.get(contestant) ?? {};
      return stalls.length > 0 ? [`${median(stalls).toFixed(1)} / ${Math.max(...stalls).toFixed(1)}`] : [];
    });
    return `| ${contestant.name} | ${cells.join(' | ')} | ${stalls.join(', ')} |`;
  });
  const name = ({ name }: (typeof CASES)[number]): string => name;
  const times = (against: Contestant, of: Contestant): string =>
    columns.map((column, i) => `${CASES[i]?.name ?? ''} ${ratio(column, against, of).toFixed(2)}`).join(', ');
  console.log(`Nocturne / floor: ${times(NOCTURNE, FLOOR)}`);
  console.log(`documented example / Nocturne: ${times(DOCUMENTED_EXAMPLE, NOCTURNE)}`);
  return [
    '## From the request for an image to the file on the disk',
    '',
    `Medians of ${String(bench.runs)} runs, all contestants in turn; in brackets how many times the floor. The last column is`,
    'the longest that the event loop stood still during one image, in ms: the median of the runs and the worst of them, for',
    'each of the three kinds of image.',
    '',
    `| | ${CASES.map(name).join(' | ')} | stall |`,
    `|---|${CASES.map(() => '---|').join('')}---|`,
    ...rows,
  ].join('\n');
}

async function measureCase(bench: Bench, image: (typeof CASES)[number]): Promise<ReadonlyMap<Contestant, Measured>> {
  console.log(image.name);
  const ready: { contestant: Contestant; attempt: Attempt }[] = [];
  for (const contestant of CONTESTANTS) {
    const attempt = await contestant.start(bench, image);
    if (typeof attempt === 'string') console.log(`  ${contestant.name}: not run, ${attempt}`);
    else ready.push({ contestant, attempt });
  }
  const attempts = ready.map(({ attempt }) => attempt);
  const measured = await measureInTurn(bench.runs, attempts);
  for (const attempt of attempts) await attempt.stop();
  const results = new Map<Contestant, Measured>();
  for (const [i, one] of measured.entries()) {
    const contestant = ready[i]?.contestant;
    if (!contestant) continue;
    results.set(contestant, one);
    console.log(`  ${contestant.name}: ${details(one)}`);
  }
  return results;
}

function ratio(column: ReadonlyMap<Contestant, Measured>, of: Contestant, to: Contestant): number {
  return median(column.get(of)?.times ?? []) / median(column.get(to)?.times ?? []);
}

function details({ times, whole, stalls }: Measured): string {
  const after = median(whole) > median(times) + 0.5 ? `, all done after ${median(whole).toFixed(0)} ms` : '';
  const best = `${median(times).toFixed(0)} ms (best ${Math.min(...times).toFixed(0)})`;
  if (stalls.length === 0) return best + after;
  return `${best}${after}, event loop still for ${median(stalls).toFixed(1)} ms, at most ${Math.max(...stalls).toFixed(1)}`;
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
