import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { real } from '../../engine/fits/card.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { buildHeader } from '../../engine/fits/header.js';
import { inspectFits, renderFits } from '../../engine/fits/inspect.js';
import { readFrame } from '../../engine/fits/read-frame.js';
import { parseFits } from '../../engine/fits/reader.js';
import { imageOf, randomNumbers } from '../support/images.js';
import { askPython, available } from '../support/judges.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-reader-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image = imageOf({ width: 60, height: 40, planes: 1, elementType: 'uint16' }, (i) => 900 + (i % 50));
const plain = (): Buffer => Buffer.from(new FrameEncoder().encode(image, []).bytes);
/** A unit that is made of cards and data, padded. */
function unit(cards: readonly string[], data: Uint8Array = new Uint8Array()): Buffer {
  const pad = (length: number): number => Math.ceil(length / 2880) * 2880;
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  const bytes = Buffer.alloc(pad(text.length) + pad(data.length), ' ');
  bytes.write(text);
  bytes.fill(0, pad(text.length));
  bytes.set(data, pad(text.length));
  return bytes;
}
const EMPTY_PRIMARY = unit([
  'SIMPLE  =                    T',
  'BITPIX  =                    8',
  'NAXIS   =                    0',
  "OBJECT  = 'M31'",
]);
const TABLE = unit(
  [
    "XTENSION= 'BINTABLE'",
    'BITPIX  = 8',
    'NAXIS   = 2',
    'NAXIS1  = 10',
    'NAXIS2  = 300',
    'PCOUNT  = 50',
    'GCOUNT  = 1',
    'TFIELDS = 0',
  ],
  new Uint8Array(3050),
);
const EXTENSION = unit(
  ["XTENSION= 'IMAGE   '", 'BITPIX  = -32', 'NAXIS   = 2', 'NAXIS1  = 2', 'NAXIS2  = 2', 'PCOUNT  = 0', 'GCOUNT  = 1'],
  Buffer.from(new Uint8Array(new Float32Array([1.5, -2, Number.NaN, 3e30]).buffer)).swap32(),
);

describe('the first image is found', () => {
  test('behind an empty first unit and a table', () => {
    const { pixels, header, primary } = parseFits(Buffer.concat([EMPTY_PRIMARY, TABLE, EXTENSION]));
    expect([...(pixels as Float32Array)]).toEqual([1.5, -2, Number.NaN, Math.fround(3e30)]);
    expect(header.text('XTENSION')).toBe('IMAGE');
    expect(primary?.text('OBJECT')).toBe('M31');
  });

  test('and in the first unit when that has one, whatever follows', () => {
    expect(parseFits(Buffer.concat([plain(), TABLE])).pixels[61]).toBe(image.at(1, 1));
  });

  test('and where there is none, that is said', () => {
    expect(() => parseFits(Buffer.concat([EMPTY_PRIMARY, TABLE]))).toThrow(/no image in it/);
    expect(() => parseFits(Buffer.concat([EMPTY_PRIMARY, Buffer.alloc(2880)]))).toThrow(/no FITS extension/);
  });
});

test.each([
  ['truncated', () => plain().subarray(0, 4000), /cut short/, ''],
  [
    'garbage',
    () => Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 37) % 251)),
    /does not begin with SIMPLE/,
    '',
  ],
  ['compressed by gzip', () => gzipSync(plain()), /compressed by gzip/, 'gunzip'],
  ['empty', () => Buffer.alloc(0), /no END/, ''],
] as const)('a file that is %s is one clear error', async (name, bytes, message, hint) => {
  const path = join(folder, `${name}.fits`);
  await writeFile(path, bytes());
  await expect(inspectFits(path)).rejects.toMatchObject({
    code: 'fits-invalid',
    message: expect.stringMatching(message) as string,
    hint: expect.stringContaining(hint) as string,
  });
  await expect(inspectFits(path)).rejects.toThrow(path);
});

test('pixels that are no numbers are counted, and harm neither statistics nor stars nor the picture', async () => {
  const random = randomNumbers(4);
  const field = imageOf({ width: 200, height: 150, planes: 1, elementType: 'float32' }, (i) =>
    i % 10 === 0 ? Number.NaN : i === 2222 ? Infinity : 0.1 + (random(i) % 1000) / 1e5,
  );
  const path = join(folder, 'gaps.fits');
  await writeFile(path, new FrameEncoder().encode(field, []).bytes);
  const report = await inspectFits(path, { preview: join(folder, 'gaps.jpg') });
  expect(report.statistics.gaps).toBe(3001);
  expect(report.statistics.mean).toBeCloseTo(0.105, 3);
  expect(report.analysis).toMatchObject({ stars: 0, saturated: 0, hfr: undefined });
  expect(report.analysis.background).toBeCloseTo(0.105, 3);
  expect(renderFits(report).join('\n')).toMatch(/pixels +0\.1 to 0\.10999.*; 3001 are no numbers/);
});

test('BSCALE and BZERO are taken as they are meant, also for bytes', () => {
  const format = { bitpix: 8, bzero: 0n, width: 3, height: 1, planes: 1 } as const;
  const header = buildHeader(format, [real('BZERO', -128)], 0);
  const data = new Uint8Array(2880);
  data.set([0, 128, 255]);
  expect([...(parseFits(Buffer.concat([header, data])).pixels as Float64Array)]).toEqual([-128, 0, 127]);
});

describe.skipIf(!available('fpack'))('what fpack has packed', () => {
  test('is read whatever the file is called, and what is damaged is told', async () => {
    const [path, packed] = [join(folder, 'before.fits'), join(folder, 'looks-plain.fits')];
    await writeFile(path, plain());
    execFileSync('fpack', ['-O', packed, path]);
    expect((await readFrame(packed)).pixels).toEqual((await readFrame(path)).pixels);
    expect((await readFrame(packed)).checksumValid).toBe(true);
    const bytes = await readFile(packed);
    await writeFile(packed, bytes.subarray(0, bytes.length - 2880));
    await expect(inspectFits(packed)).rejects.toMatchObject({ code: 'fits-invalid' });
  });

  test('needs funpack, and that is said', async () => {
    const packed = join(folder, 'packed.fits.fz');
    await writeFile(join(folder, 'b.fits'), plain());
    execFileSync('fpack', ['-O', packed, join(folder, 'b.fits')]);
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      await expect(inspectFits(packed)).rejects.toMatchObject({
        message: expect.stringContaining('needs funpack') as string,
        hint: expect.stringContaining('libcfitsio-bin') as string,
      });
    } finally {
      process.env.PATH = path;
    }
  });
});

const WRITE = `
import sys, json, numpy as np
from astropy.io import fits
path = sys.argv[1]
a = (np.arange(12).reshape(3, 4) - 5).astype('>f8') * 1.5
fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns([fits.Column('a', 'J', array=[1, 2])]),
  fits.ImageHDU(a), fits.ImageHDU(a.astype('>i2'))]).writeto(path, checksum=True, overwrite=True)
print(json.dumps(a.ravel().tolist()))
`;

test.skipIf(!available('astropy'))(
  'a file of several units by astropy is read as it was meant, with its checksums',
  async () => {
    const path = join(folder, 'astropy.fits');
    const values = await askPython(WRITE, path);
    const read = await readFrame(path);
    expect([...(read.pixels as Float64Array)]).toEqual(values);
    expect([read.dataSumValid, read.checksumValid]).toEqual([true, true]);
  },
);
