/** ImageBytes frames for tests. */
import { ALPACA_ELEMENT_CODES } from './element-codes.js';

export interface FrameOptions {
  readonly dims: readonly number[];
  /** The transmitted type's code. */
  readonly transmitted: number;
  readonly logical?: number;
  readonly dataStart?: number;
  readonly version?: number;
  readonly rank?: number;
}

export function frame(pixels: Buffer, options: FrameOptions): Buffer {
  const { dims, transmitted, logical = 2, dataStart = 44, version = 1, rank = dims.length } = options;
  const header = Buffer.alloc(dataStart, 0xee);
  [version, 0, 1, 1, dataStart, logical, transmitted, rank, dims[0] ?? 0, dims[1] ?? 0, dims[2] ?? 0].forEach(
    (word, i) => header.writeInt32LE(word, i * 4),
  );
  return Buffer.concat([header, pixels]);
}

export function errorFrame(number: number, message: string, dataStart = 44): Buffer {
  const header = Buffer.alloc(dataStart);
  [1, number, 1, 1, dataStart].forEach((word, i) => header.writeInt32LE(word, i * 4));
  return Buffer.concat([header, Buffer.from(message)]);
}

/** Little-endian bytes of a few values in an element type. */
export function pixelsOf(code: number, values: readonly number[]): Buffer {
  const { size, write } = ALPACA_ELEMENT_CODES[code]!;
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, i) => write(bytes, value, i * size));
  return bytes;
}
