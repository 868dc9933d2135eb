import { type Card, CARD_LENGTH, formatCard, integer, logical, real, text } from './card.js';
import { addChecksum, encodeChecksum } from './checksum.js';

export const BLOCK = 2880;

/** How pixels stand in the data of a file. */
export interface DataFormat {
  readonly bitpix: 8 | 16 | 32 | 64 | -32 | -64;
  /** Added to the stored value; 2^(n-1) marks unsigned integers. */
  readonly bzero: bigint;
  readonly width: number;
  readonly height: number;
  /** 3 for colour: NAXIS3. */
  readonly planes: number;
}

export function dataBytes({ bitpix, width, height, planes }: DataFormat): number {
  return (Math.abs(bitpix) / 8) * width * height * planes;
}

export function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

/** The keywords that say how to read the pixels, first in the header and in the order that the standard asks for. */
function structure(format: DataFormat | undefined): Card[] {
  if (!format) {
    return [
      logical('SIMPLE', true, 'FITS 4.0'),
      integer('BITPIX', 8, 'without meaning here'),
      integer('NAXIS', 0, 'a header without data'),
    ];
  }
  const cards: Card[] = [
    logical('SIMPLE', true, 'FITS 4.0'),
    integer('BITPIX', format.bitpix, format.bitpix < 0 ? 'IEEE floating point' : 'bits of a stored integer'),
    integer('NAXIS', format.planes > 1 ? 3 : 2, 'number of axes'),
    integer('NAXIS1', format.width, 'width, x fastest'),
    integer('NAXIS2', format.height, 'height'),
  ];
  if (format.planes > 1) cards.push(integer('NAXIS3', format.planes, 'colour planes: red, green, blue'));
  cards.push(logical('EXTEND', true, 'extensions may follow'));
  if (format.bzero !== 0n) {
    cards.push(
      format.bzero > 2n ** 53n
        ? integer('BZERO', format.bzero, 'unsigned integers')
        : real('BZERO', Number(format.bzero), 'unsigned integers'),
      real('BSCALE', 1, 'pixel = stored * BSCALE + BZERO'),
    );
  }
  return cards;
}

/**
 * A whole header: structure, the given cards, DATASUM and CHECKSUM, END, padded to blocks of 2880 bytes.
 * @param format undefined for a header without data
 * @param dataSum the sum of the data's words, see checksum.ts
 */
export function buildHeader(format: DataFormat | undefined, cards: readonly Card[], dataSum: number): Uint8Array {
  const described = cards.flatMap(formatCard);
  const long = described.some((line) => line.startsWith('CONTINUE'));
  const lines = [
    ...structure(format).flatMap(formatCard),
    // Not needed since FITS 4.0, but older programs look for it.
    ...(long ? formatCard(text('LONGSTRN', 'OGIP 1.0', 'long texts go on in CONTINUE')) : []),
    ...described,
    ...formatCard(text('DATASUM', String(dataSum), 'checksum of the data')),
    ...formatCard(text('CHECKSUM', '0'.repeat(16), 'checksum of header and data')),
    'END'.padEnd(CARD_LENGTH),
  ];
  const bytes = new Uint8Array(padded(lines.length * CARD_LENGTH)).fill(0x20);
  new TextEncoder().encodeInto(lines.join(''), bytes);
  const checksum = encodeChecksum(addChecksum(dataSum, bytes));
  const at = (lines.length - 2) * CARD_LENGTH + 11;
  new TextEncoder().encodeInto(checksum, bytes.subarray(at, at + 16));
  return bytes;
}
