import type { ElementType, Image, PixelArray } from '../roles/image.js';

type PixelArrayClass = {
  new (buffer: ArrayBuffer, offset: number, length: number): PixelArray;
  readonly BYTES_PER_ELEMENT: number;
};

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

/** `count` elements from a byte of a buffer on; a view where the machine allows it, else a copy. */
export function pixelView(type: ElementType, bytes: Buffer, offset: number, count: number): PixelArray {
  const size = bytesPerElement(type);
  const start = bytes.byteOffset + offset;
  if (start % size === 0 && bytes.buffer instanceof ArrayBuffer) return new ARRAYS[type](bytes.buffer, start, count);
  const copy = new ArrayBuffer(count * size);
  bytes.copy(Buffer.from(copy), 0, offset, offset + count * size);
  return new ARRAYS[type](copy, 0, count);
}

export type ImageShape = Pick<Image, 'width' | 'height' | 'planes' | 'elementType' | 'logicalType'>;

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
