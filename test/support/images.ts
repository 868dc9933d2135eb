import type { ElementType, Image, PixelArray } from '../../devices/roles/index.js';

const ARRAYS = {
  int16: Int16Array,
  int32: Int32Array,
  float64: Float64Array,
  float32: Float32Array,
  uint64: BigUint64Array,
  uint8: Uint8Array,
  int64: BigInt64Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
} as const satisfies Record<ElementType, unknown>;

/** Whole numbers of 32 bits, the same for the same seed (xorshift32). */
export function randomNumbers(seed: number): (i: number) => number {
  let state = (seed * 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** An image whose elements are `fill(i)`, cut to their type, or the given data. */
export function imageOf(
  shape: Pick<Image, 'width' | 'height' | 'planes' | 'elementType'>,
  fill: (i: number) => number = () => 0,
  given?: PixelArray,
): Image {
  const { width, height, planes, elementType } = shape;
  const count = width * height * planes;
  const data = given ?? new ARRAYS[elementType](count);
  if (!given) {
    for (let i = 0; i < count; i++) {
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
        data[i] = (BigInt(fill(i)) << 32n) | BigInt(fill(i));
      } else {
        data[i] = fill(i);
      }
    }
  }
  return {
    width,
    height,
    planes,
    elementType,
    logicalType: 'int32',
    data,
    at: (x, y, plane = 0) => Number(data[(x * height + y) * planes + plane]),
  };
}
