import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { Examiner } from '../../engine/fits/analysis/examiner.js';
import { integer, text } from '../../engine/fits/card.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { imageOf } from '../support/images.js';
import { starField } from '../support/star-fields.js';

let folder: string;
const examiner = new Examiner(new SystemClock());
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-examiner-'));
});
afterAll(async () => {
  await examiner.close();
  await rm(folder, { recursive: true });
});

async function frame(name: string, cards: Parameters<FrameEncoder['encode']>[1], planes = 1): Promise<string> {
  const field = starField({ width: 640, height: 480, stars: 40, seed: 2, seeing: 3 });
  const image = imageOf({ width: 640, height: 480, planes, elementType: 'uint16' }, (i) => {
    const pixel = Math.floor(i / planes);
    return (field.pixels[(pixel % 480) * 640 + Math.floor(pixel / 480)] ?? 0) * (1 + (i % planes));
  });
  const path = join(folder, name);
  await writeFile(path, new FrameEncoder().encode(image, cards).bytes);
  return path;
}

test('a frame is analysed and made a picture of, in a thread of its own', async () => {
  const path = await frame('mono.fits', [integer('SATURATE', 65_535)]);
  const { analysis, preview } = await examiner.examine({ path, analysis: true, preview: 320 });
  expect(analysis?.stars).toBeGreaterThan(25);
  expect(analysis?.fwhm).toBeCloseTo(3, 0.5);
  const { data, info } = await sharp(preview).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([320, 240]);
  const sorted = [...data].sort((a, b) => a - b);
  // The sky comes to a quarter of white, and stars stand out of it.
  expect(sorted[sorted.length >> 1]).toBeGreaterThan(45);
  expect(sorted[sorted.length >> 1]).toBeLessThan(85);
  expect(sorted.at(-1)).toBeGreaterThan(200);
});

test.each([
  ['of a colour camera', [text('BAYERPAT', 'RGGB'), integer('XBAYROFF', 1)], 1, 320],
  ['in three planes', [], 3, 640],
] as const)('a frame %s becomes a coloured picture', async (_, cards, planes, width) => {
  const path = await frame(`${String(planes)}.fits`, cards, planes);
  const { preview, analysis } = await examiner.examine({ path, analysis: false, preview: 2000 });
  expect(analysis).toBeUndefined();
  expect(await sharp(preview).metadata()).toMatchObject({ width, channels: 3, format: 'jpeg' });
});

test('a file that is none is an error, and the next one is examined all the same', async () => {
  const path = await frame('good.fits', []);
  await writeFile(join(folder, 'bad.fits'), 'not FITS');
  const [bad, good] = await Promise.allSettled([
    examiner.examine({ path: join(folder, 'bad.fits'), analysis: true }),
    examiner.examine({ path, analysis: true }),
  ]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('bad.fits') as string } });
  expect(good.status).toBe('fulfilled');
  await expect(examiner.examine({ path: join(folder, 'none.fits'), analysis: true })).rejects.toThrow(/ENOENT/);
});

test('what is interrupted is given up, and the next one gets a new worker', async () => {
  const path = await frame('more.fits', []);
  const controller = new AbortController();
  const first = examiner.examine({ path, analysis: true }, controller.signal);
  controller.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect((await examiner.examine({ path, analysis: true })).analysis?.stars).toBeGreaterThan(0);
});
