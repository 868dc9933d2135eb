import type { Random } from '../random.js';
import type { FrameRecipe } from './frame.js';
import { noiseTable } from './noise-table.js';
import { cutColumn, ringsOf } from './vignetting.js';

/** Fills a frame with what is there between the stars: sky, panel, dark current and noise. */
export function fillBackground(pixels: Uint16Array, recipe: FrameRecipe, draw: Random): void {
  const { width, height, mosaic, vignetting } = recipe;
  const stream = streamFrom(draw);
  const even = tables(recipe, (column) => mosaic?.[column][0] ?? 1);
  const odd = tables(recipe, (column) => mosaic?.[column][1] ?? 1);
  const rings = ringsOf(vignetting);
  if (!vignetting && !mosaic) {
    fill(pixels, 0, pixels.length, even(0, 0), odd(0, 0), stream);
    return;
  }
  for (let x = 0; x < width; x++) {
    const colour = (x & 1) as 0 | 1;
    const first = x * height;
    if (!vignetting) {
      fill(pixels, first, first + height, even(colour, 0), odd(colour, 0), stream);
      continue;
    }
    cutColumn(vignetting, rings, x, height, (ring, start, end) => {
      // Between two tables of light, even rows take one and odd rows the other: half as many have to be made.
      const tops = even(colour, ring >> 1);
      const bottoms = odd(colour, (ring + 1) >> 1);
      const swapped = (start & 1) === 1;
      fill(pixels, first + start, first + end, swapped ? bottoms : tops, swapped ? tops : bottoms, stream);
    });
  }
}

type TableOf = (column: 0 | 1, step: number) => Uint16Array;

/** The tables of noise for even or odd rows, made as they are needed: one for each two rings and colour. */
function tables(recipe: FrameRecipe, shareOf: (column: 0 | 1) => number): TableOf {
  const { background, dark, readNoise, electronsPerADU, bias, ceiling, vignetting } = recipe;
  const made = new Map<number, Uint16Array>();
  const loss = vignetting ? (2 * vignetting.loss) / ringsOf(vignetting) : 0;
  return (column, step) => {
    const light = background * shareOf(column) * Math.max(0, 1 - step * loss);
    const known = made.get(light);
    if (known) return known;
    const table = noiseTable(light + dark, readNoise, electronsPerADU, bias, ceiling);
    made.set(light, table);
    return table;
  };
}

/** State of the generator sfc32 (random.ts), as it stands between two stretches of pixels. */
type Stream = Int32Array;

function streamFrom(draw: Random): Stream {
  return Int32Array.of(draw.bits(), draw.bits(), draw.bits(), 1);
}

/**
 * Two pixels for each 32 random bits; the first from one table, the second from the other. The generator stands in the
 * loop: with a call for each pair, 26 million pixels took three times as long (measured). Of an odd number of pixels, the
 * one after the last is written as well; who comes next writes it anew, and typed arrays ignore what is beyond their end.
 */
function fill(
  pixels: Uint16Array,
  start: number,
  end: number,
  first: Uint16Array,
  second: Uint16Array,
  stream: Stream,
): void {
  let a = stream[0] ?? 0;
  let b = stream[1] ?? 0;
  let c = stream[2] ?? 0;
  let counter = stream[3] ?? 0;
  for (let i = start; i < end; i += 2) {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    pixels[i] = first[t & 0xffff] ?? 0;
    pixels[i + 1] = second[t >>> 16] ?? 0;
  }
  stream[0] = a;
  stream[1] = b;
  stream[2] = c;
  stream[3] = counter;
}
