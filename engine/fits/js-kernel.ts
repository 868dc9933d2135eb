import type { KernelMemory, PixelKernel, StripResult } from './kernel.js';
import type { Conversion } from './pixel-format.js';
import {
  type HalfSums,
  narrow32,
  type Strip,
  transpose16,
  transpose32,
  transpose64,
  transposeBytes,
  transposePairs,
} from './transpose.js';

class HeapMemory implements KernelMemory {
  buffer = new ArrayBuffer(0);

  reserve(bytes: number): void {
    if (bytes <= this.buffer.byteLength) return;
    const grown = new Uint8Array(bytes);
    grown.set(new Uint8Array(this.buffer));
    this.buffer = grown.buffer;
  }
}

const FITS_SO_FAR: StripResult = { sums: undefined, overflow: false };

/** The kernel in plain JavaScript. */
export const jsKernel: PixelKernel = {
  name: 'js',
  memory: () => new HeapMemory(),
  transpose(memory, from, to, strip, conversion): StripResult {
    const { buffer } = memory;
    const pixels = strip.width * strip.height * strip.planes;
    const staged = strip.columns * strip.height * strip.planes;
    switch (conversion.storedBytes) {
      case 1:
        transposeBytes(new Uint8Array(buffer, from, staged), new Uint8Array(buffer, to, pixels), strip);
        return FITS_SO_FAR;
      case 2:
        return conversion.wireBytes === 4
          ? narrow(buffer, from, to, strip, staged, pixels)
          : halves(buffer, from, to, strip, staged, pixels, conversion);
      case 4: {
        const flip = conversion.flip ? 0x8000_0000 : 0;
        transpose32(new Uint32Array(buffer, from, staged), new Uint32Array(buffer, to, pixels), strip, flip);
        return FITS_SO_FAR;
      }
      case 8: {
        const flip = conversion.flip ? 0x8000_0000 : 0;
        transpose64(new Uint32Array(buffer, from, 2 * staged), new Uint32Array(buffer, to, 2 * pixels), strip, flip);
        return FITS_SO_FAR;
      }
    }
  },
  sum(memory, from, bytes): HalfSums {
    const words = new Uint32Array(memory.buffer, from, bytes / 4);
    let high = 0;
    let low = 0;
    for (const word of words) {
      high += ((word & 0xff) << 8) | ((word >>> 8) & 0xff);
      low += ((word >>> 8) & 0xff00) | (word >>> 24);
    }
    return { high, low };
  },
};

function halves(
  buffer: ArrayBuffer,
  from: number,
  to: number,
  strip: Strip,
  staged: number,
  pixels: number,
  { flip }: Conversion,
): StripResult {
  const even = ((strip.width | strip.height | strip.x0 | strip.columns) & 1) === 0;
  if (strip.planes === 1 && even) {
    const source = new Uint32Array(buffer, from, staged / 2);
    const target = new Uint32Array(buffer, to, pixels / 2);
    return { sums: transposePairs(source, target, strip, flip ? 0x8000_8000 : 0), overflow: false };
  }
  transpose16(new Uint16Array(buffer, from, staged), new Uint16Array(buffer, to, pixels), strip, flip ? 0x8000 : 0);
  return FITS_SO_FAR;
}

function narrow(
  buffer: ArrayBuffer,
  from: number,
  to: number,
  strip: Strip,
  staged: number,
  pixels: number,
): StripResult {
  const upper = narrow32(new Uint32Array(buffer, from, staged), new Uint16Array(buffer, to, pixels), strip, 0x8000);
  return { sums: undefined, overflow: upper !== 0 };
}
