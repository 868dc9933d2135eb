import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { integer, real, text } from '../../engine/fits/card.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { buildHeader } from '../../engine/fits/header.js';
import { inspectFits, renderFits } from '../../engine/fits/inspect.js';
import { parseHeader } from '../../engine/fits/header-reader.js';
import { parseFits, readFits } from '../../engine/fits/reader.js';
import { imageOf, randomNumbers } from '../support/images.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-inspect-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image = imageOf({ width: 200, height: 100, planes: 1, elementType: 'uint16' }, (i) => 1000 + (i % 2) * 10);
const bytes = (): Uint8Array =>
  new FrameEncoder().encode(image, [text('OBJECT', 'M31', 'target'), real('EXPTIME', 180)]).bytes;

test('a frame is told of: shape, checksums, statistics, header', async () => {
  const path = join(folder, 'a.fits');
  await writeFile(path, bytes());
  const report = await inspectFits(path, { preview: join(folder, 'a.jpg'), width: 100 });
  expect(report.statistics).toEqual({ minimum: 1000, maximum: 1010, mean: 1005, deviation: 5, gaps: 0 });
  const lines = renderFits(report).join('\n');
  expect(lines).toContain('200 x 100, 16 bits\n');
  expect(lines).toContain('data valid, file valid');
  expect(lines).toMatch(/OBJECT {2}= 'M31' +\/ target/);
  expect(renderFits(report, { header: false }).join('\n')).not.toContain('OBJECT');
  expect((await readFile(join(folder, 'a.jpg'))).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
});

test('damage is told of', async () => {
  const damaged = Buffer.from(bytes());
  damaged[damaged.length - 3000] = 77;
  const path = join(folder, 'damaged.fits');
  await writeFile(path, damaged);
  const report = await inspectFits(path);
  expect([report.dataSumValid, report.checksumValid]).toEqual([false, false]);
  expect(renderFits(report)[2]).toContain('data WRONG, file WRONG');
});

describe('the reader', () => {
  test.each([
    ['something else', Buffer.from('GIF89a, not FITS at all'), /does not begin with SIMPLE/],
    ['a file that is cut short', Buffer.from(bytes().slice(0, 10_000)), /cut short: \d+ of \d+ bytes/],
    ['a header that is cut short', Buffer.from(bytes().slice(0, 400)), /no END/],
    ['nothing', Buffer.alloc(0), /no END/],
  ])('refuses %s, and says why', async (_, content, why) => {
    const path = join(folder, 'refused.fits');
    await writeFile(path, content);
    await expect(readFits(path)).rejects.toMatchObject({
      code: 'fits-invalid',
      message: expect.stringMatching(why) as string,
    });
    await expect(readFits(path)).rejects.toThrow(path);
  });

  test('takes values in real units as they are meant', () => {
    const format = { bitpix: 16, bzero: 0n, width: 2, height: 1, planes: 1 } as const;
    const header = buildHeader(format, [real('BSCALE', 0.5), real('BZERO', 10.25)], 0);
    const data = new Uint8Array(2880);
    data.set([0, 4, 0xff, 0xff]);
    expect([...(parseFits(Buffer.concat([header, data])).pixels as Float64Array)]).toEqual([12.25, 9.75]);
  });

  test('reads numbers in any form that the standard allows', () => {
    const cards = [
      'SIMPLE  = T',
      'A       = 1.5D3',
      'B       = +7 / seven',
      "C       = 'it''s'",
      'HISTORY once',
      'D       =',
      'END',
    ];
    const header = parseHeader(
      Buffer.from(
        cards
          .map((card) => card.padEnd(80))
          .join('')
          .padEnd(2880),
      ),
    );
    expect(header?.number('A')).toBe(1500);
    expect(header?.number('B')).toBe(7);
    expect(header?.text('C')).toBe("it's");
    expect(header?.get('D')).toBeUndefined();
    expect(header?.entries.find(({ keyword }) => keyword === 'HISTORY')?.comment).toBe('once');
    expect(header?.entries.find(({ keyword }) => keyword === 'B')?.comment).toBe('seven');
  });
});

test('an image without stars, and one that is all noise, are told of without complaint', async () => {
  const path = join(folder, 'noise.fits');
  const noise = imageOf({ width: 50, height: 40, planes: 3, elementType: 'uint8' }, randomNumbers(1));
  await writeFile(path, new FrameEncoder().encode(noise, [integer('SATURATE', 255)]).bytes);
  expect(renderFits(await inspectFits(path)).join('\n')).toContain('50 x 40 x 3, 8 bits');
});

test.each([
  ['a file that is not there', 'nowhere.fits', /nowhere\.fits cannot be read: there is no such file/],
  ['a folder', '.', /cannot be read: it is a folder/],
])('%s is one clear error with a hint', async (_, name, message) => {
  await expect(inspectFits(join(folder, name))).rejects.toMatchObject({
    code: 'fits-invalid',
    message: expect.stringMatching(message) as string,
    hint: expect.stringContaining('Check the path') as string,
  });
});
