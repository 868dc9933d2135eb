import { describe, expect, test } from 'vitest';
import type { ElementType, Image } from '../../devices/roles/index.js';
import { addChecksum } from '../../engine/fits/checksum.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { type DataFormat, dataBytes, padded } from '../../engine/fits/header.js';
import { jsKernel } from '../../engine/fits/js-kernel.js';
import { parseFits } from '../../engine/fits/reader.js';
import { fastestKernel } from '../../engine/fits/wasm-kernel.js';
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

test('WebAssembly SIMD runs here, so that its kernel is tested', () => {
  expect(fastestKernel().name).toBe('wasm');
});

describe.each([fastestKernel(), jsKernel])('$name: a file holds exactly the pixels of the camera', (kernel) => {
  const encoder = new FrameEncoder(kernel);
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

describe.each([fastestKernel(), jsKernel])('$name: whole numbers of 32 bits', (kernel) => {
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
    const { bytes, format } = new FrameEncoder(kernel).encode(image, []);
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

describe.each([fastestKernel(), jsKernel])('$name: the sums of a full-size bright frame are right', (kernel) => {
  // Stored, these are 0xffff and 0xfffe: what overflows if anything does.
  test.each([
    [6248, 4176, 0x7fff],
    [9576, 6388, 0x7ffe],
    [6247, 4175, 0x7fff],
  ])('%i x %i', (width, height, value) => {
    const data = new Uint16Array(width * height).fill(value);
    const image = imageOf({ width, height, planes: 1, elementType: 'uint16' }, undefined, data);
    const { bytes, dataSum } = new FrameEncoder(kernel).encode(image, []);
    const halves = BigInt(value ^ 0x8000) * BigInt(width * height + ((width * height) & 1));
    const pairs = (halves / 2n) * 65536n + halves / 2n - (((width * height) & 1) === 1 ? BigInt(value ^ 0x8000) : 0n);
    // With end-around carry a sum of something is never 0.
    expect(BigInt(dataSum)).toBe(pairs % 0xffff_ffffn || 0xffff_ffffn);
    expect(bytes.length % 2880).toBe(0);
  });
});

test('10,000 images of random size and type are the same from both kernels and from the plainest code', () => {
  const random = randomNumbers(20261121);
  const encoders = [new FrameEncoder(fastestKernel()), new FrameEncoder(jsKernel)];
  // Many small ones, some beyond the width of a strip, one in fifty in colour.
  for (let round = 0; round < 10_000; round++) {
    const wide = round % 100 === 0;
    const width = 1 + (random(0) % (wide ? 700 : 40));
    const height = 1 + (random(0) % (wide ? 20 : 40));
    const planes = random(0) % 50 === 0 ? 3 : 1;
    const elementType = ELEMENTS[random(0) % ELEMENTS.length]!;
    const narrow = random(0) % 2 === 0 && elementType.endsWith('int32');
    const image = imageOf({ width, height, planes, elementType }, narrow ? (i) => random(i) & 0xffff : random);
    const [wasm, js] = encoders.map((encoder) => encoder.encode(image, []));
    const where = `round ${String(round)}: ${elementType} ${String(width)} x ${String(height)} x ${String(planes)}`;
    expect(Buffer.compare(wasm!.bytes, js!.bytes), where).toBe(0);
    expect(
      Buffer.compare(wasm!.bytes.subarray(-padded(dataBytes(wasm!.format))), plainly(image, wasm!.format)),
      where,
    ).toBe(0);
    expect(addChecksum(0, wasm!.bytes), where).toBe(0xffff_ffff);
  }
}, 60_000);

/** The data of the file, one pixel at a time. */
function plainly({ width, height, planes, data }: Image, format: DataFormat): Buffer {
  const size = Math.abs(format.bitpix) / 8;
  const out = Buffer.alloc(padded(dataBytes(format)));
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  let at = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += size) {
        const value = data[(x * height + y) * planes + plane]!;
        if (format.bitpix === -32) view.setFloat32(at, Number(value));
        else if (format.bitpix === -64) view.setFloat64(at, Number(value));
        else if (size === 8) view.setBigInt64(at, BigInt(value) - format.bzero);
        else if (size === 4) view.setInt32(at, Number(BigInt(value) - format.bzero));
        else if (size === 2) view.setInt16(at, Number(value) - Number(format.bzero));
        else view.setUint8(at, Number(value));
      }
    }
  }
  return out;
}
