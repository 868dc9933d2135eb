/**
 * The checksum convention of FITS 4.0, section 4.4.2.7 and appendix J: 32-bit words, big-endian, added with end-around
 * carry; the complement is written as 16 letters that add up to it.
 */

const MODULUS = 0xffff_ffff;

/**
 * Adds the words of `bytes` to a running sum. The length must be a multiple of 4.
 * Even and odd halves are added apart, as plain integers: exact up to 2^53, folded once at the end.
 */
export function addChecksum(sum: number, bytes: Uint8Array): number {
  let high = 0;
  let low = 0;
  for (let i = 0; i + 3 < bytes.length; i += 4) {
    high += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
    low += ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0);
  }
  return combine(sum, high, low);
}

/** `sum` + `high` * 65536 + `low`, with end-around carry; `high` and `low` below 2^53. */
export function combine(sum: number, high: number, low: number): number {
  // 65536 * high exceeds 2^53 long before high does, so it is reduced first; 2^32 is 1 in this arithmetic.
  const carried = (high % 65536) * 65536 + Math.floor(high / 65536);
  return fold(fold(carried) + fold(low) + sum);
}

/** Zero stays zero, and any other multiple of 2^32 - 1 becomes all ones, as repeated end-around carries give it. */
function fold(value: number): number {
  if (value === 0) return 0;
  const rest = value % MODULUS;
  return rest === 0 ? MODULUS : rest;
}

/** The ASCII form of the complement of a sum, for CHECKSUM: with it in place the whole unit adds up to -0. */
export function encodeChecksum(sum: number): string {
  const complement = ~sum >>> 0;
  const columns: string[] = new Array<string>(16);
  for (let byte = 0; byte < 4; byte++) {
    const letters = fourLetters((complement >>> (24 - 8 * byte)) & 0xff);
    letters.forEach((letter, i) => {
      // The value begins at column 12, one byte off a word, hence the turn by one.
      columns[(4 * i + byte + 1) % 16] = String.fromCharCode(letter);
    });
  }
  return columns.join('');
}

/** Four codes that add up to `byte` + 4 * 48, none of them punctuation between the digits and the letters. */
function fourLetters(byte: number): number[] {
  const quotient = Math.floor(byte / 4) + 48;
  const letters = [quotient + (byte % 4), quotient, quotient, quotient];
  const excluded = (code: number): boolean => (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60);
  while (letters.some(excluded)) {
    for (let i = 0; i < 4; i += 2) {
      const [a = 0, b = 0] = letters.slice(i, i + 2);
      if (excluded(a) || excluded(b)) {
        letters[i] = a + 1;
        letters[i + 1] = b - 1;
      }
    }
  }
  return letters;
}
