import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SystemClock } from '../devices/clock.js';
import { Examiner } from '../engine/fits/analysis/examiner.js';
import { FrameEncoder } from '../engine/fits/encoder.js';
import { fastestKernel } from '../engine/fits/wasm-kernel.js';
import { imageOf } from '../test/support/images.js';
import { starField } from '../test/support/star-fields.js';
import type { Bench } from './contestants.js';
import { median, measure } from './measure.js';

const [WIDTH, HEIGHT, STARS] = [6248, 4176, 1500];

/** From the order to the worker until its answer, the reading of the file included. */
export async function measureAnalysis({ folder, runs }: Bench): Promise<string> {
  const field = starField({ width: WIDTH, height: HEIGHT, stars: STARS, seed: 1, seeing: 3.5 });
  const image = imageOf(
    { width: WIDTH, height: HEIGHT, planes: 1, elementType: 'uint16' },
    (i) => field.pixels[(i % HEIGHT) * WIDTH + Math.floor(i / HEIGHT)] ?? 0,
  );
  const path = join(folder, 'stars.fits');
  await writeFile(path, new FrameEncoder(fastestKernel()).encode(image, []).bytes);
  const examiner = new Examiner(new SystemClock());
  let found = 0;
  const analysis = await measure(runs, async () => {
    found = (await examiner.examine({ path, analysis: true })).analysis?.stars ?? 0;
  });
  const preview = await measure(runs, async () => {
    await examiner.examine({ path, analysis: false, preview: 1600 });
  });
  await examiner.close();
  await rm(path);
  const row = (name: string, times: readonly number[], stall: number | undefined): string =>
    `| ${name} | ${median(times).toFixed(0)} ms | ${(stall ?? 0).toFixed(0)} ms |`;
  const rows = [
    row(`analysis: ${String(found)} of ${String(STARS)} stars measured`, analysis.times, analysis.stall),
    row('preview: stretched JPEG, 1,600 pixels wide', preview.times, preview.stall),
  ];
  rows.forEach((line) => {
    console.log(`  ${line}`);
  });
  return [
    '## Looking at a frame',
    '',
    '26 MP in the worker, from the order to the answer, the file read from the disk cache. The stall is that of the main',
    'thread.',
    '',
    '| | time | stall |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}
