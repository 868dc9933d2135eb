import { readFile } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { addChecksum } from './checksum.js';
import { dataBytes, type DataFormat, padded } from './header.js';
import { type FitsHeader, parseHeader } from './header-reader.js';

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
  /** Of the unit that the image is in, */
  readonly header: FitsHeader;
  /** and of the file, when it is in an extension. */
  readonly primary?: FitsHeader;
  readonly format: DataFormat;
  /** Physical values (BZERO added), row by row, plane after plane: index = (plane * height + y) * width + x. */
  readonly pixels: Pixels;
  /** What DATASUM and CHECKSUM say; undefined where the header has none. */
  readonly dataSumValid: boolean | undefined;
  readonly checksumValid: boolean | undefined;
}

/** Reads the first image of a FITS file. @throws NocturneError `fits-invalid`; errors of the file system */
export async function readFits(path: string): Promise<FitsImage> {
  const bytes = await readFile(path);
  try {
    return parseFits(bytes);
  } catch (error) {
    if (!(error instanceof NocturneError)) throw error;
    throw new NocturneError(error.code, `${path}: ${error.message}`, { cause: error, hint: error.hint });
  }
}

interface Unit {
  readonly header: FitsHeader;
  /** Of the header, in the file. */
  readonly at: number;
}

/** The units of a file, one after the other; what follows the last of them is not looked at. */
function* unitsOf(bytes: Uint8Array): Generator<Unit> {
  for (let at = 0; at === 0 || at < bytes.length; ) {
    const header = parseHeader(bytes.subarray(at), at === 0 ? 'primary' : 'extension');
    if (!header) throw new NocturneError('fits-invalid', 'the header has no END');
    yield { header, at };
    at += header.bytes + padded(header.dataLength);
  }
}

/** Whether the first image of a file is one that fpack has packed, whatever the file is called. */
export function isPackedFits(bytes: Uint8Array): boolean {
  try {
    for (const { header } of unitsOf(bytes)) {
      if (header.isImage) return false;
      if (header.isPackedImage) return true;
    }
  } catch (error) {
    if (!(error instanceof NocturneError)) throw error;
  }
  return false;
}

/**
 * The first image of a whole file in memory: that of the first unit, or of an extension when the first has no data. The
 * checksums are added up when they are asked for.
 * @throws NocturneError `fits-invalid`
 */
export function parseFits(bytes: Uint8Array): FitsImage {
  let primary: FitsHeader | undefined;
  for (const { header, at } of unitsOf(bytes)) {
    if (header.isImage) return imageOf(bytes, { header, at }, primary);
    primary ??= header;
  }
  throw new NocturneError('fits-invalid', 'there is no image in it, of two axes or of three');
}

function imageOf(bytes: Uint8Array, { header, at }: Unit, primary: FitsHeader | undefined): FitsImage {
  const { format } = header;
  const length = dataBytes(format);
  const from = at + header.bytes;
  const unit = bytes.subarray(from, from + padded(length));
  if (unit.length < padded(length)) {
    throw new NocturneError(
      'fits-invalid',
      `the data are cut short: ${String(unit.length)} of ${String(padded(length))} bytes`,
    );
  }
  return {
    header,
    ...(primary && { primary }),
    format,
    pixels: rescaled(decode(new Uint8Array(unit.subarray(0, length)), format), header, format.bzero),
    get dataSumValid() {
      const stated = header.text('DATASUM');
      return stated === undefined ? undefined : Number(stated) === addChecksum(0, unit);
    },
    get checksumValid() {
      if (header.text('CHECKSUM') === undefined) return undefined;
      return addChecksum(addChecksum(0, unit), bytes.subarray(at, from)) === 0xffff_ffff;
    },
  };
}

/** Values of a file that is neither plain nor marked as unsigned, such as one in real units from a reduction. */
function rescaled(pixels: Pixels, header: FitsHeader, bzero: bigint): Pixels {
  const scale = header.number('BSCALE') ?? 1;
  const zero = header.number('BZERO') ?? 0;
  if (bzero !== 0n || (scale === 1 && zero === 0)) return pixels;
  return Float64Array.from(pixels as ArrayLike<number | bigint>, (stored) => Number(stored) * scale + zero);
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
