import type { Negative } from './negative.js';

/**
 * A form in which the numbers of a frame are sent, cut into units that can be written one without the others: whatever is
 * in memory at a time, it need not be the whole, which for 26 million pixels is a hundred megabytes and more.
 */
export interface Form {
  units(negative: Negative): number;
  /** Bytes that a unit takes at most. */
  most(negative: Negative): number;
  /** Bytes of the whole. */
  length(negative: Negative): number;
  /** Writes the units from `from` up to `to`, which is excluded. @returns how many bytes it wrote */
  write(negative: Negative, from: number, to: number, into: Uint8Array): number;
}

const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const ZERO = 0x30;

function digitsOf(value: number): number {
  return value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
}

/**
 * One list for each column, in ASCII; a unit is a column. Digit by digit into bytes: by way of strings, 26 million pixels
 * took four times as long and twice the memory (measured).
 */
const JSON_LISTS: Form = {
  units: ({ width }) => width,
  most: ({ height }) => 6 * height + 4,
  length({ pixels, width, height }) {
    let length = 1 + 2 * width + width * height + (width > 0 ? 0 : 1);
    for (let i = 0; i < pixels.length; i++) length += digitsOf(pixels[i] ?? 0);
    return length;
  },
  write({ pixels, width, height }, from, to, into) {
    let at = 0;
    if (from === 0) into[at++] = OPEN;
    for (let x = from, i = from * height; x < to; x++) {
      if (x > 0) into[at++] = COMMA;
      into[at++] = OPEN;
      for (let y = 0; y < height; y++, i++) {
        if (y > 0) into[at++] = COMMA;
        let value = pixels[i] ?? 0;
        const end = at + digitsOf(value);
        for (let digit = end - 1; digit >= at; digit--) {
          const tenth = (value / 10) | 0;
          into[digit] = ZERO + value - 10 * tenth;
          value = tenth;
        }
        at = end;
      }
      into[at++] = CLOSE;
    }
    if (to === width) into[at++] = CLOSE;
    return at;
  },
};

/** Pixels of a unit: twelve bytes, and sixteen characters without padding. */
const TRIPLE = 3;

/** The pixels as integers of 32 bits, little-endian, in base64, in ASCII; a unit is three pixels. */
const BASE64: Form = {
  units: ({ pixels }) => Math.ceil(pixels.length / TRIPLE),
  most: () => 16,
  length: ({ pixels }) => 4 * Math.ceil((4 * pixels.length) / TRIPLE),
  write({ pixels }, from, to, into) {
    const integers = new Int32Array(pixels.subarray(TRIPLE * from, TRIPLE * to));
    const text = Buffer.from(integers.buffer).toString('base64');
    return Buffer.from(into.buffer, into.byteOffset, into.byteLength).write(text, 'latin1');
  },
};

/** The pixels as integers of 32 bits, little-endian; a unit is a pixel. */
const INT32: Form = {
  units: ({ pixels }) => pixels.length,
  most: () => 4,
  length: ({ pixels }) => 4 * pixels.length,
  write({ pixels }, from, to, into) {
    new Int32Array(into.buffer, into.byteOffset, to - from).set(pixels.subarray(from, to));
    return 4 * (to - from);
  },
};

export const FORMS = { json: JSON_LISTS, base64: BASE64, int32: INT32 } as const;
export type FormName = keyof typeof FORMS;
