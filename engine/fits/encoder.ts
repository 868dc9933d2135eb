import type { ElementType, Image } from '../../devices/roles/index.js';
import type { Card } from './card.js';
import { combine } from './checksum.js';
import { BLOCK, buildHeader, type DataFormat, dataBytes, padded } from './header.js';
import { jsKernel } from './js-kernel.js';
import type { KernelMemory, PixelKernel } from './kernel.js';
import { type Conversion, CONVERSIONS } from './pixel-format.js';
import { type HalfSums, widen } from './transpose.js';

/** What is known of an image before its pixels come. */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly elementType: ElementType;
}

/** A complete FITS file in memory; valid until the next image is begun in the same encoder. */
export interface EncodedFrame {
  readonly bytes: Uint8Array;
  readonly format: DataFormat;
  readonly dataSum: number;
}

/** Where the staged strip begins: what is before it belongs to the kernel. */
const STAGING = 1024;
/** Strips of this many columns keep the strip and the rows being written in the processor's second-level cache. */
const STRIP_COLUMNS = 128;
const STRIP_BYTES = 2 << 20;
/** In front of the data, for the header that is set against it: 960 cards. */
const HEADER_ROOM = 27 * BLOCK;

/**
 * Makes a FITS file of an image while it arrives: `begin`, then `write` the pixels as they come from the camera
 * (little-endian, [x][y][plane]), then `finish` with the header. Its memory is kept and used again for the next image,
 * since touching fresh pages costs more than the conversion itself.
 */
export class FrameEncoder {
  readonly #memory: KernelMemory;
  #shape: ImageShape | undefined;
  #conversion: Conversion = CONVERSIONS.uint16;
  #stripColumns = 0;
  #data = 0;
  /** Columns that stand in the data, and bytes that wait in the staged strip. */
  #columns = 0;
  #staged = 0;
  #sums: HalfSums | undefined;

  constructor(private readonly kernel: PixelKernel = jsKernel) {
    this.#memory = kernel.memory();
  }

  begin(shape: ImageShape): void {
    const { width, height, planes, elementType } = shape;
    if (![width, height, planes].every((n) => Number.isSafeInteger(n) && n > 0)) {
      throw new RangeError(`An image of ${String(width)} x ${String(height)} x ${String(planes)} cannot be stored`);
    }
    this.#shape = shape;
    this.#conversion = CONVERSIONS[elementType];
    const columnBytes = height * planes * this.#conversion.wireBytes;
    const fitting = Math.floor(STRIP_BYTES / columnBytes) & ~7;
    this.#stripColumns = Math.min(width, Math.max(8, Math.min(STRIP_COLUMNS, fitting)));
    this.#data = align(STAGING + this.#stripColumns * columnBytes) + HEADER_ROOM;
    this.#memory.reserve(this.#data + padded(dataBytes(this.#format(shape))));
    this.#columns = 0;
    this.#staged = 0;
    this.#sums = { high: 0, low: 0 };
  }

  /** Where the next bytes may be put before they are given to `write`, which then need not copy them. */
  space(): Uint8Array {
    const room = this.#room(this.#begun());
    return new Uint8Array(this.#memory.buffer, STAGING + this.#staged, room);
  }

  /** Takes the next bytes of the pixels; any number at a time. */
  write(chunk: Uint8Array): void {
    const shape = this.#begun();
    for (let at = 0; at < chunk.length; ) {
      const room = this.#room(shape);
      if (room === 0) throw new RangeError('More pixels came than the image has');
      const part = chunk.subarray(at, at + room);
      const { buffer } = this.#memory;
      const place = STAGING + this.#staged;
      const there = part.buffer === buffer && part.byteOffset === place;
      if (!there) new Uint8Array(buffer, place, part.length).set(part);
      this.#staged += part.length;
      at += part.length;
      if (part.length === room) this.#convert(shape, Math.min(shape.width - this.#columns, this.#stripColumns));
    }
  }

  /** Bytes that are missing in the staged strip. */
  #room({ width, height, planes }: ImageShape): number {
    const columns = Math.min(width - this.#columns, this.#stripColumns);
    return columns * height * planes * this.#conversion.wireBytes - this.#staged;
  }

  /** The file, with these cards after the structural ones. @throws RangeError when pixels are missing */
  finish(cards: readonly Card[]): EncodedFrame {
    const shape = this.#begun();
    if (this.#columns < shape.width) {
      throw new RangeError(`Only ${String(this.#columns)} of ${String(shape.width)} columns of the image came`);
    }
    const format = this.#format(shape);
    const used = dataBytes(format);
    const length = padded(used);
    new Uint8Array(this.#memory.buffer, this.#data + used, length - used).fill(0);
    const sums = this.#sums ?? this.kernel.sum(this.#memory, this.#data, length);
    const dataSum = combine(0, sums.high, sums.low);
    const header = buildHeader(format, cards, dataSum);
    if (header.length > HEADER_ROOM) throw new RangeError(`A header of ${String(header.length)} bytes is too long`);
    const start = this.#data - header.length;
    const bytes = new Uint8Array(this.#memory.buffer, start, header.length + length);
    bytes.set(header);
    return { bytes, format, dataSum };
  }

  /** A whole image at once. */
  encode(image: Image, cards: readonly Card[]): EncodedFrame {
    this.begin(image);
    this.write(new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength));
    return this.finish(cards);
  }

  #convert(shape: ImageShape, columns: number): void {
    const strip = { ...shape, x0: this.#columns, columns };
    const { sums, overflow } = this.kernel.transpose(this.#memory, STAGING, this.#data, strip, this.#conversion);
    if (overflow && this.#conversion.otherwise) {
      this.#widen(shape, this.#conversion.otherwise);
      this.#convert(shape, columns);
      return;
    }
    this.#sums = sums && this.#sums ? { high: this.#sums.high + sums.high, low: this.#sums.low + sums.low } : undefined;
    this.#columns += columns;
    this.#staged = 0;
  }

  /** Goes over to 32 bits in the middle of an image. What was stored in 16 is made wide; the rest is rubbish as yet. */
  #widen(shape: ImageShape, to: Conversion): void {
    this.#conversion = to;
    const pixels = shape.width * shape.height * shape.planes;
    this.#memory.reserve(this.#data + padded(4 * pixels));
    const { buffer } = this.#memory;
    const stored = new Uint16Array(buffer, this.#data, pixels);
    widen(stored, new Uint32Array(buffer, this.#data, pixels), 0, pixels, to.flip ? 0x8000_0000 : 0);
  }

  #format({ width, height, planes }: ImageShape): DataFormat {
    return { bitpix: this.#conversion.bitpix, bzero: this.#conversion.bzero, width, height, planes };
  }

  #begun(): ImageShape {
    if (!this.#shape) throw new Error('No image has been begun');
    return this.#shape;
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
