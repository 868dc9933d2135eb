import type { Negative } from './negative.js';
import { framePng } from './print-png.js';

/** The forms in which a frame is sent or shown; each follows from its pixels alone. */
export type PrintKind = 'json' | 'base64' | 'int32' | 'png';

/** Bytes of a frame in one of its forms. The larger frames take a worker: see darkroom.ts. */
export function print(kind: PrintKind, negative: Negative): Uint8Array {
  switch (kind) {
    case 'json':
      return columnsAsJson(negative);
    case 'base64':
      return base64OfInt32(negative.pixels);
    case 'int32':
      return widened(negative.pixels);
    case 'png':
      return framePng(negative);
  }
}

/** Unsigned 16 bits as what an image logically is: little-endian integers of 32. */
function widened(pixels: Uint16Array): Uint8Array {
  return new Uint8Array(new Int32Array(pixels).buffer);
}

const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const ZERO = 0x30;

function digitsOf(value: number): number {
  return value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
}

/**
 * One list for each column, in ASCII. Digit by digit into bytes: by way of strings, 26 million pixels took four times
 * as long and twice the memory (measured).
 */
function columnsAsJson({ pixels, width, height }: Negative): Uint8Array {
  let length = 1 + 2 * width + Math.max(0, width * height) + (width > 0 ? 0 : 1);
  for (let i = 0; i < pixels.length; i++) length += digitsOf(pixels[i] ?? 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  bytes[at++] = OPEN;
  for (let x = 0, i = 0; x < width; x++) {
    if (x > 0) bytes[at++] = COMMA;
    bytes[at++] = OPEN;
    for (let y = 0; y < height; y++, i++) {
      if (y > 0) bytes[at++] = COMMA;
      let value = pixels[i] ?? 0;
      const end = at + digitsOf(value);
      for (let digit = end - 1; digit >= at; digit--) {
        const tenth = (value / 10) | 0;
        bytes[digit] = ZERO + value - 10 * tenth;
        value = tenth;
      }
      at = end;
    }
    bytes[at++] = CLOSE;
  }
  bytes[at++] = CLOSE;
  return bytes;
}

/** Three pixels are twelve bytes and sixteen characters: pieces of so many need no padding but at the end. */
const PIECE = 3 * 65_536;

/** Base64, in ASCII, of the pixels as integers of 32 bits; piece by piece, or half a gigabyte of text would be held. */
function base64OfInt32(pixels: Uint16Array): Uint8Array {
  const bytes = Buffer.alloc(4 * Math.ceil((4 * pixels.length) / 3));
  let at = 0;
  for (let first = 0; first < pixels.length; first += PIECE) {
    const piece = new Int32Array(pixels.subarray(first, first + PIECE));
    at += bytes.write(Buffer.from(piece.buffer).toString('base64'), at, 'latin1');
  }
  return bytes;
}
