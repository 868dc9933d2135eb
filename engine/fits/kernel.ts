import type { Conversion } from './pixel-format.js';
import type { HalfSums, Strip } from './transpose.js';

/** A piece of memory that can grow, and the operations on it. Offsets are in bytes from its beginning. */
export interface KernelMemory {
  /** Changes when it grows: to be asked for again after each `reserve`. */
  readonly buffer: ArrayBuffer;
  /** Makes it at least so long; what it holds is kept. */
  reserve(bytes: number): void;
}

export interface StripResult {
  /** Sums of what was stored, where the kernel could add them up on the way. */
  readonly sums: HalfSums | undefined;
  /** Some value did not fit into the 16 bits it was narrowed to. */
  readonly overflow: boolean;
}

/** What turns a staged strip into rows of a FITS data unit. */
export interface PixelKernel {
  readonly name: 'js' | 'wasm';
  memory(): KernelMemory;
  /** Converts the strip staged at `from` into the data at `to`. */
  transpose(memory: KernelMemory, from: number, to: number, strip: Strip, conversion: Conversion): StripResult;
  /** The halves of `bytes` (a multiple of 4) of stored data, added up. */
  sum(memory: KernelMemory, from: number, bytes: number): HalfSums;
}
