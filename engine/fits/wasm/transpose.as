/**
 * The kernel in WebAssembly SIMD (AssemblyScript; build.mjs makes kernel-module.ts of it). Columns of little-endian
 * pixels become rows of big-endian ones, eight by eight, and the halves for the DATASUM are added up on the way.
 * transpose.ts says the same in plain JavaScript; the tests hold the two to the same bytes.
 *
 * Addresses and strides are in bytes, all other lengths in elements. A strip is `columns` columns of `height` pixels
 * at `source`; `target` is where its first pixel goes, and `row` the length of a row there.
 */

// --- sixteen bits ---

@inline function swapBytes(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
}
@inline function zipLow16(a: v128, b: v128): v128 { return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
@inline function zipHigh16(a: v128, b: v128): v128 { return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
@inline function zipLow32(a: v128, b: v128): v128 { return v128.shuffle<u32>(a, b, 0, 4, 1, 5); }
@inline function zipHigh32(a: v128, b: v128): v128 { return v128.shuffle<u32>(a, b, 2, 6, 3, 7); }
@inline function zipLow64(a: v128, b: v128): v128 { return v128.shuffle<u64>(a, b, 0, 2); }
@inline function zipHigh64(a: v128, b: v128): v128 { return v128.shuffle<u64>(a, b, 1, 3); }

/** Eight columns of eight pixels, in the order of the file already, written as eight rows. */
@inline function storeTile(
  target: usize, row: usize,
  a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128,
): void {
  const ab = zipLow16(a, b), cd = zipLow16(c, d), ef = zipLow16(e, f), gh = zipLow16(g, h);
  const AB = zipHigh16(a, b), CD = zipHigh16(c, d), EF = zipHigh16(e, f), GH = zipHigh16(g, h);
  const r0 = zipLow32(ab, cd), r2 = zipHigh32(ab, cd), r4 = zipLow32(AB, CD), r6 = zipHigh32(AB, CD);
  const s0 = zipLow32(ef, gh), s2 = zipHigh32(ef, gh), s4 = zipLow32(EF, GH), s6 = zipHigh32(EF, GH);
  v128.store(target, zipLow64(r0, s0));
  v128.store(target + row, zipHigh64(r0, s0));
  v128.store(target + 2 * row, zipLow64(r2, s2));
  v128.store(target + 3 * row, zipHigh64(r2, s2));
  v128.store(target + 4 * row, zipLow64(r4, s4));
  v128.store(target + 5 * row, zipHigh64(r4, s4));
  v128.store(target + 6 * row, zipLow64(r6, s6));
  v128.store(target + 7 * row, zipHigh64(r6, s6));
}

@inline function pairs(v: v128): v128 { return i32x4.extadd_pairwise_i16x8_u(v); }
@inline function fourPairs(a: v128, b: v128, c: v128, d: v128): v128 {
  return i32x4.add(i32x4.add(pairs(a), pairs(b)), i32x4.add(pairs(c), pairs(d)));
}
@inline function widened(v: v128): v128 {
  return i64x2.add(i64x2.extend_low_i32x4_u(v), i64x2.extend_high_i32x4_u(v));
}
@inline function lanes(v: v128): u64 { return i64x2.extract_lane(v, 0) + i64x2.extract_lane(v, 1); }

/** Eight pixels of a column, sign turned. `wide`: from 32 bits, where what does not fit is gathered in `upper`. */
let upper: v128 = i32x4.splat(0);
@inline function column(at: usize, sign: v128, wide: bool): v128 {
  if (!wide) return v128.xor(v128.load(at), sign);
  const first = v128.load(at), second = v128.load(at, 16);
  upper = v128.or(upper, v128.or(first, second));
  return v128.xor(v128.shuffle<u16>(first, second, 0, 2, 4, 6, 8, 10, 12, 14), sign);
}

/**
 * @param flip 0x8000 to turn the sign bits, else 0
 * @param sums two u64, to which the stored pixels in even and in odd columns of the strip are added
 * @returns other than 0 when a value had more than 16 bits
 */
@inline function sixteen(
  source: usize, target: usize, columns: i32, height: i32, row: usize, flip: i32, sums: usize, wide: bool,
): u32 {
  const size: usize = wide ? 4 : 2;
  const stride = <usize>height * size;
  const sign = i16x8.splat(<i16>flip);
  const tiledColumns = columns & -8, tiledHeight = height & -8;
  let even = i64x2.splat(0), odd = i64x2.splat(0);
  upper = i32x4.splat(0);
  for (let y = 0; y < tiledHeight; y += 8) {
    // 32 bits hold the sums of eight rows for 2^13 columns; a strip has 256.
    let evenRows = i32x4.splat(0), oddRows = i32x4.splat(0);
    for (let x = 0; x < tiledColumns; x += 8) {
      const p = source + <usize>x * stride + <usize>y * size;
      const a = column(p, sign, wide), b = column(p + stride, sign, wide);
      const c = column(p + 2 * stride, sign, wide), d = column(p + 3 * stride, sign, wide);
      const e = column(p + 4 * stride, sign, wide), f = column(p + 5 * stride, sign, wide);
      const g = column(p + 6 * stride, sign, wide), h = column(p + 7 * stride, sign, wide);
      evenRows = i32x4.add(evenRows, fourPairs(a, c, e, g));
      oddRows = i32x4.add(oddRows, fourPairs(b, d, f, h));
      storeTile(
        target + <usize>y * row + (<usize>x << 1), row,
        swapBytes(a), swapBytes(b), swapBytes(c), swapBytes(d), swapBytes(e), swapBytes(f), swapBytes(g), swapBytes(h),
      );
    }
    even = i64x2.add(even, widened(evenRows));
    odd = i64x2.add(odd, widened(oddRows));
  }
  let evenSum = lanes(even), oddSum = lanes(odd);
  let beyond: u32 = 0;
  for (let x = 0; x < columns; x++) {
    for (let y = x < tiledColumns ? tiledHeight : 0; y < height; y++) {
      const at = source + <usize>x * stride + <usize>y * size;
      const value: u32 = wide ? load<u32>(at) : <u32>load<u16>(at);
      beyond |= value;
      const stored = (value & 0xffff) ^ <u32>flip;
      if (x & 1) oddSum += stored; else evenSum += stored;
      store<u16>(target + <usize>y * row + (<usize>x << 1), <u16>((stored << 8) | (stored >> 8)));
    }
  }
  store<u64>(sums, load<u64>(sums) + evenSum);
  store<u64>(sums, load<u64>(sums, 8) + oddSum, 8);
  if (!wide) return 0;
  const all = v128.or(upper, i32x4.splat(beyond));
  return (i32x4.extract_lane(all, 0) | i32x4.extract_lane(all, 1) | i32x4.extract_lane(all, 2) | i32x4.extract_lane(all, 3)) >>> 16;
}

export function transpose16(
  source: usize, target: usize, columns: i32, height: i32, row: usize, flip: i32, sums: usize,
): void {
  sixteen(source, target, columns, height, row, flip, sums, false);
}

export function narrow32(
  source: usize, target: usize, columns: i32, height: i32, row: usize, flip: i32, sums: usize,
): u32 {
  return sixteen(source, target, columns, height, row, flip, sums, true);
}

// --- thirty-two bits ---

@inline function swapWords(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** @param flip 0x80000000 to turn the sign bits, else 0 */
export function transpose32(
  source: usize, target: usize, columns: i32, height: i32, row: usize, flip: i32,
): void {
  const stride = <usize>height << 2;
  const sign = i32x4.splat(flip);
  const tiledColumns = columns & -4, tiledHeight = height & -4;
  for (let y = 0; y < tiledHeight; y += 4) {
    for (let x = 0; x < tiledColumns; x += 4) {
      const p = source + <usize>x * stride + (<usize>y << 2);
      const q = target + <usize>y * row + (<usize>x << 2);
      const a = swapWords(v128.xor(v128.load(p), sign)), b = swapWords(v128.xor(v128.load(p + stride), sign));
      const c = swapWords(v128.xor(v128.load(p + 2 * stride), sign));
      const d = swapWords(v128.xor(v128.load(p + 3 * stride), sign));
      const ab = zipLow32(a, b), AB = zipHigh32(a, b), cd = zipLow32(c, d), CD = zipHigh32(c, d);
      v128.store(q, zipLow64(ab, cd));
      v128.store(q + row, zipHigh64(ab, cd));
      v128.store(q + 2 * row, zipLow64(AB, CD));
      v128.store(q + 3 * row, zipHigh64(AB, CD));
    }
  }
  for (let x = 0; x < columns; x++) {
    for (let y = x < tiledColumns ? tiledHeight : 0; y < height; y++) {
      const value = load<u32>(source + <usize>x * stride + (<usize>y << 2)) ^ <u32>flip;
      store<u32>(target + <usize>y * row + (<usize>x << 2), bswap(value));
    }
  }
}

// --- anything else: other sizes, and planes ---

/**
 * One plane of pixels that lie `planes` apart; 64 columns at a time, so that the lines of the cache are used whole.
 * @param flip XORed into each element
 */
@inline function single<T extends number>(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32, flip: T,
): void {
  const size = sizeof<T>();
  const step = <usize>planes * size;
  const stride = <usize>height * step;
  for (let left = 0; left < columns; left += 64) {
    const right = min(columns, left + 64);
    for (let y = 0; y < height; y++) {
      let p = source + <usize>left * stride + <usize>y * step;
      let q = target + <usize>y * row + <usize>left * size;
      for (let x = left; x < right; x++, p += stride, q += size) {
        store<T>(q, bswap<T>(<T>(load<T>(p) ^ flip)));
      }
    }
  }
}

export function plane8(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32,
): void {
  for (let left = 0; left < columns; left += 64) {
    const right = min(columns, left + 64);
    for (let y = 0; y < height; y++) {
      for (let x = left; x < right; x++) {
        store<u8>(target + <usize>y * row + x, load<u8>(source + <usize>(x * height + y) * planes));
      }
    }
  }
}

export function plane16(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32, flip: i32,
): void {
  single<u16>(source, target, columns, height, row, planes, <u16>flip);
}

export function plane32(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32, flip: i32,
): void {
  single<u32>(source, target, columns, height, row, planes, <u32>flip);
}

/** @param flip as in transpose32: the sign bit of the upper half */
export function plane64(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32, flip: i32,
): void {
  single<u64>(source, target, columns, height, row, planes, <u64><u32>flip << 32);
}

/** Like plane16, from 32 bits. @returns other than 0 when a value had more than 16 bits */
export function narrowPlane32(
  source: usize, target: usize, columns: i32, height: i32, row: usize, planes: i32, flip: i32,
): u32 {
  const step = <usize>planes << 2;
  const stride = <usize>height * step;
  let beyond: u32 = 0;
  for (let left = 0; left < columns; left += 64) {
    const right = min(columns, left + 64);
    for (let y = 0; y < height; y++) {
      for (let x = left; x < right; x++) {
        const value = load<u32>(source + <usize>x * stride + <usize>y * step);
        beyond |= value;
        store<u16>(target + <usize>y * row + (<usize>x << 1), bswap<u16>(<u16>(value ^ flip)));
      }
    }
  }
  return beyond >>> 16;
}

// --- sums ---

/** Adds the 16-bit halves of stored words to two u64: the upper halves, and the lower. `bytes` is a multiple of 16. */
export function sumHalves(at: usize, bytes: usize, sums: usize): void {
  const lower = i32x4.splat(0xffff);
  const end = at + bytes;
  let high = i64x2.splat(0), low = i64x2.splat(0);
  while (at < end) {
    // 2^15 additions of 16 bits stay below 2^31.
    const stop = min(end, at + (1 << 19));
    let highs = i32x4.splat(0), lows = i32x4.splat(0);
    for (; at < stop; at += 16) {
      const v = swapBytes(v128.load(at));
      highs = i32x4.add(highs, v128.and(v, lower));
      lows = i32x4.add(lows, i32x4.shr_u(v, 16));
    }
    high = i64x2.add(high, widened(highs));
    low = i64x2.add(low, widened(lows));
  }
  store<u64>(sums, load<u64>(sums) + lanes(high));
  store<u64>(sums, load<u64>(sums, 8) + lanes(low), 8);
}
