import { open, type FileHandle } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { CARD_LENGTH } from './card.js';
import { addChecksum } from './checksum.js';
import { BLOCK, dataBytes, type DataFormat, padded } from './header.js';

export type HeaderValue = string | number | bigint | boolean | undefined;

export interface HeaderEntry {
  readonly keyword: string;
  /** undefined for HISTORY and COMMENT, whose text is the comment, and for a keyword without a value. */
  readonly value: HeaderValue;
  readonly comment: string;
}

/** The first header of a FITS file. */
export class FitsHeader {
  readonly #values = new Map<string, HeaderValue>();

  constructor(
    readonly entries: readonly HeaderEntry[],
    /** Length with padding. */
    readonly bytes: number,
  ) {
    for (const { keyword, value } of entries) if (!this.#values.has(keyword)) this.#values.set(keyword, value);
  }

  get(keyword: string): HeaderValue {
    return this.#values.get(keyword);
  }

  text(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
  }

  /** @throws NocturneError `fits-invalid` when the structural keywords are missing or make no image */
  get format(): DataFormat {
    const bitpix = this.number('BITPIX');
    const axes = this.number('NAXIS') ?? 0;
    const [width = 0, height = 0, planes = 1] = [1, 2, 3]
      .slice(0, axes)
      .map((axis) => this.number(`NAXIS${String(axis)}`) ?? 0);
    if (bitpix !== 8 && bitpix !== 16 && bitpix !== 32 && bitpix !== 64 && bitpix !== -32 && bitpix !== -64) {
      throw new NocturneError('fits-invalid', `BITPIX is ${String(bitpix)}`);
    }
    if (axes < 2 || axes > 3 || ![width, height, planes].every((n) => Number.isSafeInteger(n) && n > 0)) {
      throw new NocturneError('fits-invalid', `the first unit is not an image: ${String(axes)} axes`);
    }
    return { bitpix, bzero: this.#isUnsigned(bitpix) ? 1n << BigInt(bitpix - 1) : 0n, width, height, planes };
  }

  /** BZERO = 2^(n-1) and nothing else: section 5.2.5. */
  #isUnsigned(bitpix: number): boolean {
    const zero = this.get('BZERO');
    const unsigned =
      bitpix > 8 && (typeof zero === 'bigint' || typeof zero === 'number') && Number(zero) === 2 ** (bitpix - 1);
    return unsigned && (this.number('BSCALE') ?? 1) === 1;
  }
}

/** Values of a file that is neither plain nor marked as unsigned, such as one in real units from a reduction. */
function rescaled(pixels: Pixels, header: FitsHeader, bzero: bigint): Pixels {
  const scale = header.number('BSCALE') ?? 1;
  const zero = header.number('BZERO') ?? 0;
  if (bzero !== 0n || (scale === 1 && zero === 0)) return pixels;
  return Float64Array.from(pixels as ArrayLike<number | bigint>, (stored) => Number(stored) * scale + zero);
}

/** Reads the cards at the beginning of `bytes`; undefined when END has not come yet. @throws NocturneError `fits-invalid` */
export function parseHeader(bytes: Uint8Array): FitsHeader | undefined {
  if (bytes.length >= 9 && latin(bytes.subarray(0, 9)) !== 'SIMPLE  =') {
    throw new NocturneError('fits-invalid', 'this is not a FITS file: it does not begin with SIMPLE');
  }
  const entries: HeaderEntry[] = [];
  for (let at = 0; at + CARD_LENGTH <= bytes.length; at += CARD_LENGTH) {
    const card = latin(bytes.subarray(at, at + CARD_LENGTH));
    const keyword = card.slice(0, 8).trimEnd();
    if (keyword === 'END') return new FitsHeader(entries, padded(at + CARD_LENGTH));
    const last = entries.at(-1);
    if (keyword === 'CONTINUE' && typeof last?.value === 'string' && last.value.endsWith('&')) {
      const { value, comment } = parseValue(card.slice(8));
      const whole = last.value.slice(0, -1) + (typeof value === 'string' ? value : '');
      entries[entries.length - 1] = { keyword: last.keyword, value: whole, comment: comment || last.comment };
    } else if (card.slice(8, 10) === '= ') {
      entries.push({ keyword, ...parseValue(card.slice(10)) });
    } else {
      entries.push({ keyword, value: undefined, comment: card.slice(8).trimEnd() });
    }
  }
  return undefined;
}

function parseValue(field: string): Pick<HeaderEntry, 'value' | 'comment'> {
  const quoted = /^\s*'((?:[^']|'')*)'\s*(?:\/\s?(.*))?$/.exec(field);
  if (quoted) return { value: (quoted[1] ?? '').replaceAll("''", "'").trimEnd(), comment: (quoted[2] ?? '').trimEnd() };
  const slash = field.indexOf('/');
  const value = (slash < 0 ? field : field.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : field.slice(slash + 1).trim();
  if (value === 'T' || value === 'F') return { value: value === 'T', comment };
  if (/^[+-]?\d+$/.test(value)) {
    const small = Number(value);
    return { value: Number.isSafeInteger(small) ? small : BigInt(value), comment };
  }
  const real = Number(value.replace(/[dD]/, 'E'));
  return { value: value === '' || Number.isNaN(real) ? undefined : real, comment };
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A header must end within this many blocks, so that a file of something else is not read whole. */
const LONGEST_HEADER = 200 * BLOCK;

/** Reads the first header of an open file. @throws NocturneError `fits-invalid` */
export async function readHeader(file: FileHandle): Promise<FitsHeader> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < LONGEST_HEADER) {
    const block = Buffer.alloc(4 * BLOCK);
    const { bytesRead } = await file.read(block, 0, block.length, bytes.length);
    bytes = Buffer.concat([bytes, block.subarray(0, bytesRead)]);
    const header = parseHeader(bytes);
    if (header) return header;
    if (bytesRead === 0) break;
  }
  throw new NocturneError('fits-invalid', 'the header has no END');
}

export type Pixels =
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface FitsImage {
  readonly header: FitsHeader;
  readonly format: DataFormat;
  /** Physical values (BZERO added), row by row, plane after plane: index = (plane * height + y) * width + x. */
  readonly pixels: Pixels;
  /** What DATASUM and CHECKSUM say; undefined where the header has none. */
  readonly dataSumValid: boolean | undefined;
  readonly checksumValid: boolean | undefined;
}

/** Reads the primary image of a FITS file. @throws NocturneError `fits-invalid`; errors of the file system */
export async function readFits(path: string): Promise<FitsImage> {
  const file = await open(path, 'r');
  try {
    return parseFits(await file.readFile());
  } catch (error) {
    if (error instanceof NocturneError)
      throw new NocturneError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await file.close();
  }
}

/** The primary image of a whole file in memory; the checksums are added up when they are asked for. */
export function parseFits(bytes: Uint8Array): FitsImage {
  const header = parseHeader(bytes);
  if (!header) throw new NocturneError('fits-invalid', 'the header has no END');
  const { format } = header;
  const length = dataBytes(format);
  const unit = bytes.subarray(header.bytes, header.bytes + padded(length));
  if (unit.length < padded(length)) {
    throw new NocturneError(
      'fits-invalid',
      `the data are cut short: ${String(unit.length)} of ${String(padded(length))} bytes`,
    );
  }
  return {
    header,
    format,
    pixels: rescaled(decode(new Uint8Array(unit.subarray(0, length)), format), header, format.bzero),
    get dataSumValid() {
      const stated = header.text('DATASUM');
      return stated === undefined ? undefined : Number(stated) === addChecksum(0, unit);
    },
    get checksumValid() {
      if (header.text('CHECKSUM') === undefined) return undefined;
      return addChecksum(addChecksum(0, unit), bytes.subarray(0, header.bytes)) === 0xffff_ffff;
    },
  };
}

/** Turns the byte order and adds BZERO. `bytes` is a copy that may be written to. */
function decode(bytes: Uint8Array, { bitpix, bzero }: DataFormat): Pixels {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unsigned = bitpix > 8 && bzero === 1n << BigInt(bitpix - 1);
  switch (bitpix) {
    case 8:
      return bytes;
    case 16:
      buffer.swap16();
      return unsigned ? flipped16(new Uint16Array(bytes.buffer)) : new Int16Array(bytes.buffer);
    case 32:
      buffer.swap32();
      return unsigned ? flipped32(new Uint32Array(bytes.buffer)) : new Int32Array(bytes.buffer);
    case 64:
      buffer.swap64();
      return unsigned ? flipped64(new BigUint64Array(bytes.buffer)) : new BigInt64Array(bytes.buffer);
    case -32:
      buffer.swap32();
      return new Float32Array(bytes.buffer);
    case -64:
      buffer.swap64();
      return new Float64Array(bytes.buffer);
  }
}

function flipped16(stored: Uint16Array): Uint16Array {
  for (let i = 0; i < stored.length; i++) stored[i] = (stored[i] as number) ^ 0x8000;
  return stored;
}

function flipped32(stored: Uint32Array): Uint32Array {
  for (let i = 0; i < stored.length; i++) stored[i] = (stored[i] as number) ^ 0x8000_0000;
  return stored;
}

function flipped64(stored: BigUint64Array): BigUint64Array {
  for (let i = 0; i < stored.length; i++) stored[i] = (stored[i] as bigint) ^ (1n << 63n);
  return stored;
}
