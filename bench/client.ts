/**
 * What the client costs beside a bare undici loop, with the same server: reads a second, and how long a safety read
 * takes while an image of 26 megapixels is downloaded. `npx tsx bench/client.ts`; ratios are what counts.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'undici';
import { AlpacaClient } from '../devices/index.js';

const ROUNDS = 5;
const READS = 4_000;
const IMAGES = 6;

interface Contestant {
  readonly name: string;
  readonly read: () => Promise<unknown>;
  readonly image: () => Promise<unknown>;
}

const child = fork(new URL('./client-server.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
const [port] = (await once(child, 'message')) as [number];
const url = `http://127.0.0.1:${String(port)}`;

const client = new AlpacaClient({ url });
const pool = new Pool(url, { connections: 8 });
const ids = 'ClientID=1&ClientTransactionID=1';

/** What one writes who needs just this: no deadline, no error, no retry. */
const bare: Contestant = {
  name: 'bare undici',
  read: async () => {
    const { body } = await pool.request({ method: 'GET', path: `/api/v1/safetymonitor/0/issafe?${ids}` });
    return ((await body.json()) as { Value: boolean }).Value;
  },
  image: async () => {
    const headers = { accept: 'application/imagebytes' };
    const { body } = await pool.request({ method: 'GET', path: `/api/v1/camera/0/imagearray?${ids}`, headers });
    return new Uint16Array(await body.arrayBuffer(), 44);
  },
};
const nocturne: Contestant = {
  name: 'AlpacaClient',
  read: () => client.safetyMonitor(0).isSafe(),
  image: () => client.camera(0).image(),
};

const median = (values: readonly number[]): number => quantile(values, 0.5);
function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
}

async function readsPerSecond({ read }: Contestant, atOnce: number): Promise<number> {
  const began = performance.now();
  let left = READS;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await read();
    }),
  );
  return READS / ((performance.now() - began) / 1000);
}

interface Beside {
  /** ms, of each safety read that was made meanwhile */
  readonly latencies: readonly number[];
  /** s */
  readonly download: number;
}

async function safetyBesideImages({ read, image }: Contestant): Promise<Beside> {
  const latencies: number[] = [];
  let done = false;
  const began = performance.now();
  const downloads = (async () => {
    for (let i = 0; i < IMAGES; i++) await image();
    done = true;
  })();
  while (!done) {
    const asked = performance.now();
    await read();
    latencies.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await downloads;
  return { latencies, download: (performance.now() - began) / 1000 / IMAGES };
}

const figures = new Map<
  Contestant,
  { single: number[]; many: number[]; p50: number[]; p99: number[]; image: number[] }
>();
for (let round = 0; round <= ROUNDS; round++) {
  // In turns, so that a busy machine is busy for both; the first round only warms up.
  for (const contestant of round % 2 === 0 ? [bare, nocturne] : [nocturne, bare]) {
    const single = await readsPerSecond(contestant, 1);
    const many = await readsPerSecond(contestant, 2);
    const { latencies, download } = await safetyBesideImages(contestant);
    if (round === 0) continue;
    const mine = figures.get(contestant) ?? { single: [], many: [], p50: [], p99: [], image: [] };
    mine.single.push(single);
    mine.many.push(many);
    mine.p50.push(quantile(latencies, 0.5));
    mine.p99.push(quantile(latencies, 0.99));
    mine.image.push(download);
    figures.set(contestant, mine);
  }
}

const rows = [
  ['reads/s, one at a time', 'single', 0],
  ['reads/s, two at a time', 'many', 0],
  ['safety read beside an image, median, ms', 'p50', 2],
  ['safety read beside an image, 99 %, ms', 'p99', 2],
  ['image of 26 MP, s', 'image', 3],
] as const;
console.log(`| | ${nocturne.name} | ${bare.name} | ratio |\n|---|---|---|---|`);
for (const [label, key, digits] of rows) {
  const [ours, theirs] = [median(figures.get(nocturne)?.[key] ?? []), median(figures.get(bare)?.[key] ?? [])];
  console.log(`| ${label} | ${ours.toFixed(digits)} | ${theirs.toFixed(digits)} | ${(ours / theirs).toFixed(2)} |`);
}
await client.close();
await pool.close();
child.kill();
