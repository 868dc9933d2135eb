import type { Random } from '../random.js';
import type { FrameRecipe } from './frame.js';
import { noiseTable } from './noise-table.js';
import { cutColumn, lightAt } from './vignetting.js';

/** The light is taken in rings; from one to the next it changes by this share of the noise, which nobody sees. */
const STEP = 0.15;
/** A frame of fewer pixels takes the light of its middle: the table of each ring would take longer than all of them. */
const LEAST_PIXELS = 8_192;

/** Fills a frame with what is there between the stars: sky, panel, dark current and noise. */
export function fillBackground(pixels: Uint16Array, recipe: FrameRecipe, draw: Random): void {
  const { width, height, mosaic, vignetting } = recipe;
  if (recipe.background === 0 && recipe.dark === 0 && recipe.readNoise === 0) {
    pixels.fill(Math.min(recipe.ceiling, Math.round(recipe.bias)));
    return;
  }
  const stream = streamFrom(draw);
  const rings = ringsOf(recipe);
  const table = tablesOf(recipe, rings);
  const even = (column: number, ring: number): Uint16Array => table(mosaic?.[(column & 1) as 0 | 1][0] ?? 1, ring);
  const odd = (column: number, ring: number): Uint16Array => table(mosaic?.[(column & 1) as 0 | 1][1] ?? 1, ring);
  if (!vignetting || rings === 0) {
    for (let x = 0; x < width; x++) fill(pixels, x * height, (x + 1) * height, even(x, 0), odd(x, 0), stream);
    return;
  }
  for (let x = 0; x < width; x++) {
    cutColumn(vignetting, rings, x, height, (ring, start, end) => {
      const [first, second] = (start & 1) === 0 ? [even, odd] : [odd, even];
      fill(pixels, x * height + start, x * height + end, first(x, ring), second(x, ring), stream);
    });
  }
}

/** How many rings there are about the innermost; in the last one the light is that of the corner. */
function ringsOf({ width, height, vignetting, background, dark, readNoise }: FrameRecipe): number {
  if (!vignetting || background === 0 || width * height < LEAST_PIXELS) return 0;
  return Math.ceil((vignetting.loss * background) / (STEP * Math.sqrt(background + dark + readNoise ** 2)));
}

/** The noise of pixels that take a share of the light in a ring; each table is made when it is first needed. */
function tablesOf(recipe: FrameRecipe, rings: number): (share: number, ring: number) => Uint16Array {
  const { width, height, background, dark, readNoise, electronsPerADU, bias, ceiling, vignetting } = recipe;
  const made = new Map<number, Uint16Array>();
  const innermost = rings > 0 ? 1 : lightAt(vignetting, (width - 1) / 2, (height - 1) / 2);
  const step = vignetting && rings > 0 ? vignetting.loss / rings : 0;
  return (share, ring) => {
    const light = background * share * (innermost - ring * step);
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
