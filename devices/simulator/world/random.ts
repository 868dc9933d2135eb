/**
 * Chance that can be repeated. A stream is made from a seed and from what it is for (the frame's number, the sky's
 * cell), so what one part draws never shifts what another part gets.
 */
export interface Random {
  /** An unsigned integer of 32 bits. */
  readonly bits: () => number;
  /** 0 <= x < 1 */
  readonly uniform: () => number;
  /** Normal distribution with mean 0 and deviation 1. */
  readonly gaussian: () => number;
  readonly poisson: (mean: number) => number;
}

/** Mixes numbers into 32 bits (the finaliser of MurmurHash3 after each). */
export function hash(...parts: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const part of parts) {
    // Times in milliseconds are longer than 32 bits: both halves count.
    for (const half of [part % 4294967296, Math.floor(part / 4294967296)]) {
      h ^= half | 0;
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      h ^= h >>> 16;
    }
  }
  return h >>> 0;
}

/** The small fast counter generator of C. Doty-Humphrey (sfc32), seeded by mixing `parts`. */
export function random(...parts: readonly number[]): Random {
  let a = hash(...parts, 1) | 0;
  let b = hash(...parts, 2) | 0;
  let c = hash(...parts, 3) | 0;
  let d = 1;
  let spare: number | undefined;

  const bits = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  const uniform = (): number => bits() / 4294967296;
  const gaussian = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 - u is never 0, so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const poisson = (mean: number): number => {
    if (!(mean > 0)) return 0;
    // Above 60 the normal distribution is within what a converter can show.
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian()));
    const limit = Math.exp(-mean);
    let product = uniform();
    let count = 0;
    while (product > limit) {
      product *= uniform();
      count++;
    }
    return count;
  };
  for (let i = 0; i < 12; i++) bits();
  return { bits, uniform, gaussian, poisson };
}
