/**
 * The plain-JavaScript kernel: columns of little-endian pixels, as they come from the camera, into rows of big-endian
 * ones, as FITS has them. It is what runs where WebAssembly SIMD is not to be had, and what that is tested against.
 */

/** One strip of the image: `columns` columns, of which the first is column `x0` of the image. */
export interface Strip {
  readonly x0: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly planes: number;
}

/** Sums of the stored 16-bit halves at even and at odd places, for the DATASUM; exact, not yet folded. */
export interface HalfSums {
  readonly high: number;
  readonly low: number;
}

/**
 * Two columns and two rows at a time, through 32-bit words. All of width, height, `x0` and `columns` must be even.
 * @param flip 0x80008000 to turn the sign bits, else 0
 */
export function transposePairs(source: Uint32Array, target: Uint32Array, strip: Strip, flip: number): HalfSums {
  const { x0, columns, width, height } = strip;
  const column = height >> 1;
  const row = width >> 1;
  const pairs = columns >> 1;
  let high = 0;
  let low = 0;
  for (let y = 0; y < column; y++) {
    let first = 2 * y * row + (x0 >> 1);
    let from = y;
    // 65535 * 2 * 16384 columns stay below 2^31, so a row adds up in small integers, which are fast.
    let rowHigh = 0;
    let rowLow = 0;
    for (let x = 0; x < pairs; x++) {
      const a = source[from] as number;
      const b = source[from + column] as number;
      from += height;
      const upper = ((a & 0xffff) | (b << 16)) ^ flip;
      const lower = ((a >>> 16) | (b & 0xffff_0000)) ^ flip;
      rowHigh += (upper & 0xffff) + (lower & 0xffff);
      rowLow += (upper >>> 16) + (lower >>> 16);
      target[first] = ((upper & 0x00ff_00ff) << 8) | ((upper >>> 8) & 0x00ff_00ff);
      target[first + row] = ((lower & 0x00ff_00ff) << 8) | ((lower >>> 8) & 0x00ff_00ff);
      first++;
    }
    high += rowHigh;
    low += rowLow;
  }
  return { high, low };
}

/**
 * Any size and any number of planes, from here on; `flip` is XORed into each element. The loops are written out, since
 * one loop that calls a function for each pixel takes five times as long.
 */

/** So many columns at a time, so that the lines of the cache are used whole. */
const TOGETHER = 64;

export function transposeBytes(source: Uint8Array, target: Uint8Array, strip: Strip): void {
  const { x0, columns, width, height, planes } = strip;
  const step = height * planes;
  for (let plane = 0; plane < planes; plane++) {
    for (let left = 0; left < columns; left += TOGETHER) {
      const right = Math.min(columns, left + TOGETHER);
      for (let y = 0; y < height; y++) {
        let from = left * step + y * planes + plane;
        let to = (plane * height + y) * width + x0 + left;
        for (let x = left; x < right; x++, from += step, to++) {
          target[to] = source[from] as number;
        }
      }
    }
  }
}

export function transpose16(source: Uint16Array, target: Uint16Array, strip: Strip, flip: number): void {
  const { x0, columns, width, height, planes } = strip;
  const step = height * planes;
  for (let plane = 0; plane < planes; plane++) {
    for (let left = 0; left < columns; left += TOGETHER) {
      const right = Math.min(columns, left + TOGETHER);
      for (let y = 0; y < height; y++) {
        let from = left * step + y * planes + plane;
        let to = (plane * height + y) * width + x0 + left;
        for (let x = left; x < right; x++, from += step, to++) {
          const value = (source[from] as number) ^ flip;
          target[to] = (value << 8) | (value >> 8);
        }
      }
    }
  }
}

export function transpose32(source: Uint32Array, target: Uint32Array, strip: Strip, flip: number): void {
  const { x0, columns, width, height, planes } = strip;
  const step = height * planes;
  for (let plane = 0; plane < planes; plane++) {
    for (let left = 0; left < columns; left += TOGETHER) {
      const right = Math.min(columns, left + TOGETHER);
      for (let y = 0; y < height; y++) {
        let from = left * step + y * planes + plane;
        let to = (plane * height + y) * width + x0 + left;
        for (let x = left; x < right; x++, from += step, to++) {
          target[to] = swap32((source[from] as number) ^ flip);
        }
      }
    }
  }
}

/** @param flip goes into the upper half */
export function transpose64(source: Uint32Array, target: Uint32Array, strip: Strip, flip: number): void {
  const { x0, columns, width, height, planes } = strip;
  const step = height * planes;
  for (let plane = 0; plane < planes; plane++) {
    for (let left = 0; left < columns; left += TOGETHER) {
      const right = Math.min(columns, left + TOGETHER);
      for (let y = 0; y < height; y++) {
        let from = left * step + y * planes + plane;
        let to = (plane * height + y) * width + x0 + left;
        for (let x = left; x < right; x++, from += step, to++) {
          target[2 * to] = swap32((source[2 * from + 1] as number) ^ flip);
          target[2 * to + 1] = swap32(source[2 * from] as number);
        }
      }
    }
  }
}

/** 32 bits into 16. @returns the upper halves of all values, ORed: other than 0 says that one did not fit */
export function narrow32(source: Uint32Array, target: Uint16Array, strip: Strip, flip: number): number {
  const { x0, columns, width, height, planes } = strip;
  const step = height * planes;
  let upper = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let left = 0; left < columns; left += TOGETHER) {
      const right = Math.min(columns, left + TOGETHER);
      for (let y = 0; y < height; y++) {
        let from = left * step + y * planes + plane;
        let to = (plane * height + y) * width + x0 + left;
        for (let x = left; x < right; x++, from += step, to++) {
          const value = source[from] as number;
          upper |= value;
          const stored = (value & 0xffff) ^ flip;
          target[to] = (stored << 8) | (stored >> 8);
        }
      }
    }
  }
  return upper >>> 16;
}

/**
 * Makes room for 32 bits in rows that were stored in 16, from the last pixel to the first, in place.
 * @param flip what the 32-bit form XORs; the 16-bit form had its sign bit turned
 */
export function widen(stored: Uint16Array, target: Uint32Array, first: number, end: number, flip: number): void {
  for (let i = end - 1; i >= first; i--) {
    const swapped = stored[i] as number;
    const value = (((swapped << 8) | (swapped >> 8)) & 0xffff) ^ 0x8000;
    target[i] = swap32(value ^ flip);
  }
}

function swap32(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}
