import { type Random, random } from '../random.js';
import { fillBackground } from './background.js';
import type { FrameRecipe } from './frame.js';

/**
 * The image of a star: a core, and wings that hold a tenth of the light. Of Moffat's function with an exponent of 3.5, which
 * is what the air does, it has the light beyond 3, 6 and 9 sigmas within a factor of 1.6, and the width at half the height
 * within 1 %; but it is made of products of a column and a row, which a Moffat function is not.
 */
const CORE = { share: 0.9, width: 1 } as const;
const WINGS = { share: 0.1, width: 3 } as const;
/** Electrons in a pixel below which a star is not drawn any farther out. */
const FAINTEST = 0.02;
/** Half the width of the square in which a core is drawn, in sigmas: beyond, 1 electron in 10 million. */
const REACH = 5.3;

/** How far out a star is drawn, pixels. */
function reachOf(electrons: number, sigma: number): number {
  const wide = WINGS.width * sigma;
  const brightest = (electrons * WINGS.share) / (2 * Math.PI * wide * wide * FAINTEST);
  return Math.ceil(Math.max(REACH * sigma, brightest > 1 ? wide * Math.sqrt(2 * Math.log(brightest)) : 0));
}

/** The error function (Abramowitz and Stegun 7.1.26; error below 1.5e-7). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const y =
    1 -
    t *
      (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
      Math.exp(-x * x);
  return x >= 0 ? y : -y;
}

/** Share of a Gaussian that falls into each pixel from `first` on: integrated over the pixel, not sampled. */
function shares(centre: number, sigma: number, first: number, count: number): Float64Array {
  const result = new Float64Array(count);
  const scale = 1 / (Math.SQRT2 * sigma);
  let edge = erf((first - 0.5 - centre) * scale);
  for (let i = 0; i < count; i++) {
    const next = erf((first + i + 0.5 - centre) * scale);
    result[i] = (next - edge) / 2;
    edge = next;
  }
  return result;
}

/**
 * The pixels of a frame in Alpaca's order, column by column: index = x * height + y. Photon noise of sky, star and
 * dark current are drawn apart: the sum of two Poisson numbers is one.
 * @param pixels where to; default newly made
 */
export function render(
  recipe: FrameRecipe,
  pixels: Uint16Array = new Uint16Array(recipe.width * recipe.height),
): Uint16Array {
  const draw = random(recipe.seed);
  fillBackground(pixels, recipe, draw);
  for (let star = 0; star < recipe.stars.count; star++) drawStar(pixels, recipe, star, draw);
  for (let spot = 0; spot < recipe.hot.at.length; spot++) drawHotSpot(pixels, recipe, spot, draw);
  return pixels;
}

/** Dark current beyond that of the other pixels. */
function drawHotSpot(
  pixels: Uint16Array,
  { hot, electronsPerADU, ceiling }: FrameRecipe,
  spot: number,
  draw: Random,
): void {
  const at = hot.at[spot] ?? 0;
  const gathered = draw.poisson(hot.electrons[spot] ?? 0);
  if (gathered > 0) pixels[at] = Math.min(ceiling, (pixels[at] ?? 0) + added(gathered, electronsPerADU, draw));
}

/** Rounding by chance keeps the mean where a few electrons give less than a unit. */
function added(electrons: number, electronsPerADU: number, draw: Random): number {
  return Math.floor(electrons / electronsPerADU + draw.uniform());
}

function drawStar(pixels: Uint16Array, recipe: FrameRecipe, star: number, draw: Random): void {
  const { width, height, stars, sigma, electronsPerADU, ceiling, mosaic } = recipe;
  const x = stars.x[star] ?? 0;
  const y = stars.y[star] ?? 0;
  const electrons = stars.electrons[star] ?? 0;
  const reach = reachOf(electrons, sigma);
  const left = Math.max(0, Math.round(x) - reach);
  const top = Math.max(0, Math.round(y) - reach);
  const right = Math.min(width - 1, Math.round(x) + reach);
  const bottom = Math.min(height - 1, Math.round(y) + reach);
  if (right < left || bottom < top) return;
  const [wide, high] = [right - left + 1, bottom - top + 1];
  const columns = shares(x, CORE.width * sigma, left, wide);
  const rows = shares(y, CORE.width * sigma, top, high);
  const wingColumns = shares(x, WINGS.width * sigma, left, wide);
  const wingRows = shares(y, WINGS.width * sigma, top, high);
  for (let i = 0; i < wide; i++) {
    const core = electrons * CORE.share * (columns[i] ?? 0);
    const wings = electrons * WINGS.share * (wingColumns[i] ?? 0);
    if (core + wings < 1e-4) continue;
    const at = (left + i) * height + top;
    for (let j = 0; j < high; j++) {
      const share = mosaic ? mosaic[((left + i) & 1) as 0 | 1][((top + j) & 1) as 0 | 1] : 1;
      const expected = (core * (rows[j] ?? 0) + wings * (wingRows[j] ?? 0)) * share;
      if (expected < 1e-4) continue;
      const gathered = draw.poisson(expected);
      if (gathered === 0) continue;
      pixels[at + j] = Math.min(ceiling, (pixels[at + j] ?? 0) + added(gathered, electronsPerADU, draw));
    }
  }
}
