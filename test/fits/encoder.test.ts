import { describe, expect, test } from 'vitest';
import type { ElementType, Image, PixelArray } from '../../devices/roles/index.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { parseFits } from '../../engine/fits/reader.js';
import { imageOf, randomNumbers } from '../support/images.js';

const ELEMENTS: readonly ElementType[] = [
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
];

/** Row by row, as FITS has it, from `Image.data`, which is column by column. */
function rows(image: Image): (number | bigint)[] {
  const { width, height, planes, data } = image;
  const out: (number | bigint)[] = [];
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) out.push(data[(x * height + y) * planes + plane]!);
    }
  }
  return out;
}

describe('a file holds exactly the pixels of the camera', () => {
  const encoder = new FrameEncoder();
  const random = randomNumbers(7);
  const sizes = [
    [1, 1],
    [2, 2],
    [7, 5],
    [8, 6],
    [64, 33],
    [257, 31],
    [300, 20],
    [513, 2],
  ] as const;
  for (const elementType of ELEMENTS) {
    test.each(sizes)(`${elementType}, %i x %i`, (width, height) => {
      for (const planes of [1, 3]) {
        const image = imageOf({ width, height, planes, elementType }, random);
        const { bytes } = encoder.encode(image, []);
        const read = parseFits(bytes);
        expect(Array.from(read.pixels as ArrayLike<number | bigint>)).toEqual(rows(image));
        expect(read.dataSumValid).toBe(true);
        expect(read.checksumValid).toBe(true);
        expect(bytes.length % 2880).toBe(0);
      }
    });
  }
});

describe('whole numbers of 32 bits', () => {
  const shape = { width: 600, height: 40, planes: 1, elementType: 'int32' } as const;
  const filled = (fill: (i: number) => number): Image => imageOf(shape, fill);

  test('are stored in 16 bits when all of them fit', () => {
    const { format } = new FrameEncoder().encode(
      filled((i) => i % 65536),
      [],
    );
    expect(format).toMatchObject({ bitpix: 16, bzero: 32768n });
  });

  test.each([0, 255, 256, 599])('go over to 32 bits when the first that does not fit stands in column %i', (column) => {
    const image = filled((i) => (i === column * 40 + 13 ? -5 : (i * 7) % 65536));
    const { bytes, format } = new FrameEncoder().encode(image, []);
    expect(format).toMatchObject({ bitpix: 32, bzero: 0n });
    const read = parseFits(bytes);
    expect(Array.from(read.pixels as Int32Array)).toEqual(rows(image));
    expect(read.checksumValid).toBe(true);
  });
});

test('pixels may come in pieces of any size', () => {
  const image = imageOf({ width: 530, height: 37, planes: 1, elementType: 'uint16' }, randomNumbers(3));
  const whole = new FrameEncoder().encode(image, []).bytes.slice();
  const all = new Uint8Array(image.data.buffer);
  const random = randomNumbers(11);
  for (let round = 0; round < 20; round++) {
    const encoder = new FrameEncoder();
    encoder.begin(image);
    for (let at = 0; at < all.length; ) {
      const size = 1 + (random(0) % 9000);
      encoder.write(all.subarray(at, at + size));
      at += size;
    }
    expect(Buffer.compare(encoder.finish([]).bytes, whole)).toBe(0);
  }
});

test('an encoder that is used again leaves nothing of the image before', () => {
  const encoder = new FrameEncoder();
  encoder.encode(imageOf({ width: 400, height: 300, planes: 3, elementType: 'float64' }, randomNumbers(1)), []);
  const small = imageOf({ width: 33, height: 21, planes: 1, elementType: 'uint16' }, randomNumbers(2));
  expect(Buffer.compare(encoder.encode(small, []).bytes, new FrameEncoder().encode(small, []).bytes)).toBe(0);
});

test('missing pixels and pixels too many are errors', () => {
  const encoder = new FrameEncoder();
  const shape = { width: 20, height: 10, planes: 1, elementType: 'uint16' } as const;
  encoder.begin(shape);
  encoder.write(new Uint8Array(398));
  expect(() => encoder.finish([])).toThrow(/columns of the image came/);
  encoder.begin(shape);
  encoder.write(new Uint8Array(400));
  expect(() => encoder.write(new Uint8Array(1))).toThrow(/More pixels came/);
  expect(() => encoder.begin({ ...shape, width: 0 })).toThrow(/cannot be stored/);
});

test('the sums of a large, bright frame are right', () => {
  const data: PixelArray = new Uint16Array(4000 * 3000).fill(0x7fff);
  const image = imageOf({ width: 4000, height: 3000, planes: 1, elementType: 'uint16' }, undefined, data);
  const read = parseFits(new FrameEncoder().encode(image, []).bytes);
  expect(read.dataSumValid).toBe(true);
  expect(read.checksumValid).toBe(true);
});
