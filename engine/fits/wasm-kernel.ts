import { jsKernel } from './js-kernel.js';
import type { KernelMemory, PixelKernel, StripResult } from './kernel.js';
import type { Conversion } from './pixel-format.js';
import type { HalfSums, Strip } from './transpose.js';
import { KERNEL_WASM } from './wasm/kernel-module.js';
import { type WasmModule, webAssembly } from './wasm/web-assembly.js';

type StripArguments = [source: number, target: number, columns: number, height: number, row: number];

/** What transpose.as exports; the meaning of the numbers stands there. */
interface Exports {
  readonly transpose16: (...strip: [...StripArguments, flip: number, sums: number]) => void;
  readonly narrow32: (...strip: [...StripArguments, flip: number, sums: number]) => number;
  readonly transpose32: (...strip: [...StripArguments, flip: number]) => void;
  readonly plane8: (...strip: [...StripArguments, planes: number]) => void;
  readonly plane16: (...strip: [...StripArguments, planes: number, flip: number]) => void;
  readonly plane32: (...strip: [...StripArguments, planes: number, flip: number]) => void;
  readonly plane64: (...strip: [...StripArguments, planes: number, flip: number]) => void;
  readonly narrowPlane32: (...strip: [...StripArguments, planes: number, flip: number]) => number;
  readonly sumHalves: (at: number, bytes: number, sums: number) => void;
}

const PAGE = 65_536;
/** Where the kernel leaves its two sums: below the staged strip, see encoder.ts. */
const SUMS = 0;

class WasmMemory implements KernelMemory {
  readonly #memory = new webAssembly.Memory({ initial: 1, maximum: 65_536 });
  readonly exports: Exports;

  constructor(module: WasmModule) {
    const instance = new webAssembly.Instance(module, { env: { memory: this.#memory } });
    this.exports = instance.exports as Exports;
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
  }

  clearSums(): void {
    new BigUint64Array(this.buffer, SUMS, 2).fill(0n);
  }

  get sums(): HalfSums {
    const [high = 0n, low = 0n] = new BigUint64Array(this.buffer, SUMS, 2);
    return { high: Number(high), low: Number(low) };
  }
}

class WasmKernel implements PixelKernel {
  readonly name = 'wasm';

  constructor(private readonly module: WasmModule) {}

  memory(): KernelMemory {
    return new WasmMemory(this.module);
  }

  transpose(memory: KernelMemory, from: number, to: number, strip: Strip, conversion: Conversion): StripResult {
    const own = this.#own(memory);
    const { x0, columns, width, height, planes } = strip;
    const row = width * conversion.storedBytes;
    const target = to + x0 * conversion.storedBytes;
    if (planes > 1 || conversion.storedBytes === 1 || conversion.storedBytes === 8) {
      let overflow = false;
      for (let plane = 0; plane < planes; plane++) {
        const source = from + plane * conversion.wireBytes;
        if (transposePlane(own.exports, source, target + plane * row * height, strip, row, conversion)) overflow = true;
      }
      return { sums: undefined, overflow };
    }
    if (conversion.storedBytes === 4) {
      own.exports.transpose32(from, target, columns, height, row, conversion.flip ? 0x8000_0000 : 0);
      return { sums: undefined, overflow: false };
    }
    own.clearSums();
    const flip = conversion.flip ? 0x8000 : 0;
    const { narrow32, transpose16 } = own.exports;
    const upper = (conversion.wireBytes === 4 ? narrow32 : transpose16)(from, target, columns, height, row, flip, SUMS);
    // In odd widths a column's pixels are upper halves in one row and lower ones in the next.
    const sums = ((width | x0) & 1) === 0 ? own.sums : undefined;
    return { sums, overflow: (upper ?? 0) !== 0 };
  }

  sum(memory: KernelMemory, from: number, bytes: number): HalfSums {
    const own = this.#own(memory);
    own.clearSums();
    own.exports.sumHalves(from, bytes, SUMS);
    return own.sums;
  }

  #own(memory: KernelMemory): WasmMemory {
    if (!(memory instanceof WasmMemory)) throw new TypeError('This memory belongs to another kernel');
    return memory;
  }
}

/** @returns whether a value did not fit */
function transposePlane(
  kernel: Exports,
  source: number,
  target: number,
  { columns, height, planes }: Strip,
  row: number,
  { storedBytes, wireBytes, flip }: Conversion,
): boolean {
  switch (storedBytes) {
    case 1:
      kernel.plane8(source, target, columns, height, row, planes);
      return false;
    case 2:
      if (wireBytes === 4) {
        return kernel.narrowPlane32(source, target, columns, height, row, planes, flip ? 0x8000 : 0) !== 0;
      }
      kernel.plane16(source, target, columns, height, row, planes, flip ? 0x8000 : 0);
      return false;
    case 4:
      kernel.plane32(source, target, columns, height, row, planes, flip ? 0x8000_0000 : 0);
      return false;
    case 8:
      kernel.plane64(source, target, columns, height, row, planes, flip ? 0x8000_0000 : 0);
      return false;
  }
}

function loadKernel(): PixelKernel {
  const bytes = Buffer.from(KERNEL_WASM, 'base64');
  // Processors without SIMD (ARM before v8, x86 before SSE4.1) refuse the module.
  return webAssembly.validate(bytes) ? new WasmKernel(new webAssembly.Module(bytes)) : jsKernel;
}

let loaded: PixelKernel | undefined;

/** The fastest kernel that runs here; compiled when it is first asked for. */
export function fastestKernel(): PixelKernel {
  loaded ??= loadKernel();
  return loaded;
}
