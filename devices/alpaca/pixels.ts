import { endianness } from 'node:os';
import type { ElementType, Image, ImageReceiver, ImageShape, PixelArray } from '../roles/image.js';

type PixelArrayClass = { new (buffer: ArrayBuffer): PixelArray; readonly BYTES_PER_ELEMENT: number };

const ARRAYS: Readonly<Record<ElementType, PixelArrayClass>> = {
  int16: Int16Array,
  int32: Int32Array,
  float64: Float64Array,
  float32: Float32Array,
  uint64: BigUint64Array,
  uint8: Uint8Array,
  int64: BigInt64Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
};

export function bytesPerElement(type: ElementType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}

/** An image from its pixels in the order of the wire, [x][y][plane]. */
export class PixelImage implements Image {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly elementType: ElementType;
  readonly logicalType: ElementType;

  constructor(
    shape: ImageShape,
    readonly data: PixelArray,
  ) {
    this.width = shape.width;
    this.height = shape.height;
    this.planes = shape.planes;
    this.elementType = shape.elementType;
    this.logicalType = shape.logicalType;
  }

  at(x: number, y: number, plane = 0): number {
    const inside = x >= 0 && x < this.width && y >= 0 && y < this.height && plane >= 0 && plane < this.planes;
    const value = inside ? this.data[(x * this.height + y) * this.planes + plane] : undefined;
    if (value === undefined) {
      const size = `${String(this.width)} x ${String(this.height)} x ${String(this.planes)}`;
      throw new RangeError(`Pixel ${String(x)}, ${String(y)}, plane ${String(plane)} is outside the image of ${size}.`);
    }
    return Number(value);
  }
}

/** Collects a download into an image. A second `begin` starts anew. */
export class ImageCollector implements ImageReceiver {
  #shape: ImageShape | undefined;
  #bytes = Buffer.alloc(0);
  #at = 0;

  begin(shape: ImageShape): void {
    const length = shape.width * shape.height * shape.planes * bytesPerElement(shape.elementType);
    this.#shape = shape;
    // An ArrayBuffer of its own: the pixels are a view of it from byte 0, aligned for every element type.
    this.#bytes = Buffer.allocUnsafeSlow(length);
    this.#at = 0;
  }

  space(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  bytes(chunk: Uint8Array): void {
    const there = chunk.buffer === this.#bytes.buffer && chunk.byteOffset === this.#at;
    if (!there) this.#bytes.set(chunk, this.#at);
    this.#at += chunk.length;
  }

  /** @throws Error when the download has not come to its end */
  image(): Image {
    if (!this.#shape || this.#at !== this.#bytes.length) throw new Error('The image is not complete.');
    const { elementType } = this.#shape;
    if (endianness() === 'BE') swap(this.#bytes, bytesPerElement(elementType));
    return new PixelImage(this.#shape, new ARRAYS[elementType](this.#bytes.buffer));
  }
}

function swap(bytes: Buffer, size: number): void {
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
}

/** The bytes of pixels, little-endian. */
export function littleEndian(data: PixelArray): Buffer {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (endianness() === 'LE') return bytes;
  const swapped = Buffer.from(bytes);
  swap(swapped, data.BYTES_PER_ELEMENT);
  return swapped;
}
