import type { FileHandle } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { CARD_LENGTH } from './card.js';
import { BLOCK, type DataFormat, padded } from './header.js';

export type HeaderValue = string | number | bigint | boolean | undefined;

export interface HeaderEntry {
  readonly keyword: string;
  /** undefined for HISTORY and COMMENT, whose text is the comment, and for a keyword without a value. */
  readonly value: HeaderValue;
  readonly comment: string;
}

/** The header of one unit of a FITS file. */
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

  /** Lengths of the axes, as far as they are stated. */
  get axes(): readonly number[] {
    const count = this.number('NAXIS') ?? 0;
    return Array.from(
      { length: Math.max(0, Math.min(count, 999)) },
      (_, i) => this.number(`NAXIS${String(i + 1)}`) ?? 0,
    );
  }

  /** Bytes of the data after it, without padding: FITS 4.0, section 4.4.1. */
  get dataLength(): number {
    const { axes } = this;
    if (axes.length === 0) return 0;
    const elements = axes.reduce((product, length) => product * length, 1);
    const [groups, parameters] = [this.number('GCOUNT') ?? 1, this.number('PCOUNT') ?? 0];
    return (Math.abs(this.number('BITPIX') ?? 0) / 8) * groups * (parameters + elements);
  }

  /** Whether its data are an image: of two axes, or of three with the colours along the last. */
  get isImage(): boolean {
    const kind = this.text('XTENSION') ?? 'IMAGE';
    const [width = 0, height = 0, ...others] = this.axes;
    return kind === 'IMAGE' && width > 0 && height > 0 && others.length < 2 && others.every((length) => length > 0);
  }

  /** Whether it is an image that fpack has packed into a table. */
  get isPackedImage(): boolean {
    return this.get('ZIMAGE') === true;
  }

  /** @throws NocturneError `fits-invalid` when the structural keywords are missing or make no image */
  get format(): DataFormat {
    const bitpix = this.number('BITPIX');
    const [width = 0, height = 0, planes = 1] = this.axes;
    if (bitpix !== 8 && bitpix !== 16 && bitpix !== 32 && bitpix !== 64 && bitpix !== -32 && bitpix !== -64) {
      throw new NocturneError('fits-invalid', `BITPIX is ${String(bitpix)}`);
    }
    if (!this.isImage || ![width, height, planes].every(Number.isSafeInteger)) {
      throw new NocturneError('fits-invalid', `this is not an image: ${String(this.axes.length)} axes`);
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

/** How a file begins, and how each unit after the first does. */
const BEGINNINGS = { primary: 'SIMPLE  =', extension: 'XTENSION=' };

/**
 * Reads the cards at the beginning of `bytes`; undefined when END has not come yet.
 * @throws NocturneError `fits-invalid` when they are not those of a header
 */
export function parseHeader(bytes: Uint8Array, of: keyof typeof BEGINNINGS = 'primary'): FitsHeader | undefined {
  const beginning = latin(bytes.subarray(0, 9));
  if (bytes.length >= 9 && beginning !== BEGINNINGS[of]) {
    throw of === 'primary'
      ? notFits(bytes)
      : new NocturneError('fits-invalid', 'what follows the first unit is no FITS extension');
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

function notFits(bytes: Uint8Array): NocturneError {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return new NocturneError('fits-invalid', 'this is not a FITS file as it stands: it is compressed by gzip', {
      hint: 'Unpack it with gunzip first.',
    });
  }
  return new NocturneError('fits-invalid', 'this is not a FITS file: it does not begin with SIMPLE');
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
