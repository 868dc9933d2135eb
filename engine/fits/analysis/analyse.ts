import { type Background, backgroundAt, measureBackground, median, type Plane } from './background.js';
import { detect } from './detect.js';
import { withoutHotPixels } from './hot-pixels.js';
import { measureStar, type Star } from './star-shape.js';

/** What is to be known of a frame at a glance. Lengths in pixels of the image, levels in its units. */
export interface FrameAnalysis {
  /** Stars that were found, saturated ones included. */
  readonly stars: number;
  /** Medians over the stars that are bright enough and not saturated; undefined when there are fewer than three. */
  readonly hfr: number | undefined;
  readonly fwhm: number | undefined;
  readonly eccentricity: number | undefined;
  /** Level of the sky, and the standard deviation of a pixel of it. */
  readonly background: number;
  readonly noise: number;
  /** Share of the pixels at or beyond the saturation level, 0..1. */
  readonly saturated: number;
}

export interface AnalysisOptions {
  /** The value from which a pixel is saturated. */
  readonly saturation: number;
  /** A colour matrix lies on the pixels: four together are then measured as one. */
  readonly matrix?: boolean;
  /** Of a dark, a bias frame or a flat, in which whatever looks like a star is none. */
  readonly starless?: boolean;
}

/** Measured, from the brightest: more say no more. */
const MOST_STARS = 2000;
/** Of a star that counts in the medians: its flux over the noise in a circle of its size. */
const BRIGHT_ENOUGH = 20;

/** Looks at a frame as an observer would: how many stars, how sharp, how round, and how bright the sky. */
export function analyse(plane: Plane, options: AnalysisOptions): FrameAnalysis & { readonly list: readonly Star[] } {
  if (options.matrix) return scaled(analyse(halved(plane), { ...options, matrix: false }), 2);
  const background = measureBackground(plane);
  const saturation = 0.98 * options.saturation;
  const list = options.starless ? [] : starsIn(withoutHotPixels(plane, background), background, saturation);
  const good = list.filter(
    ({ saturated, flux, hfr }) =>
      !saturated && flux > BRIGHT_ENOUGH * background.noise * Math.sqrt(Math.PI * (2 * hfr) ** 2),
  );
  return {
    stars: list.length,
    hfr: medianOf(good.map(({ hfr }) => hfr)),
    fwhm: medianOf(good.map(({ fwhm }) => fwhm)),
    eccentricity: medianOf(good.map(({ eccentricity }) => eccentricity)),
    background: background.level,
    noise: background.noise,
    saturated: saturatedShare(plane, saturation),
    list,
  };
}

/** The brightest first. */
function starsIn(plane: Plane, background: Background, saturation: number): Star[] {
  const found = detect(plane, background).sort((a, b) => b.flux - a.flux);
  const stars: Star[] = [];
  for (const detection of found.slice(0, MOST_STARS)) {
    const sky = backgroundAt(background, plane, detection.x, detection.y);
    const star = measureStar(plane, detection, sky, saturation);
    if (star) stars.push(star);
  }
  return stars;
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length < 3 ? undefined : median(Float32Array.from(known), known.length);
}

function saturatedShare({ pixels }: Plane, saturation: number): number {
  let count = 0;
  for (let i = 0; i < pixels.length; i++) if ((pixels[i] as number) >= saturation) count++;
  return count / pixels.length;
}

/** Two by two pixels as one: the mean. */
export function halved({ width, height, pixels }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = 2 * (y * width + x);
      out[y * w + x] =
        0.25 *
        ((pixels[i] as number) +
          (pixels[i + 1] as number) +
          (pixels[i + width] as number) +
          (pixels[i + width + 1] as number));
    }
  }
  return { width: w, height: h, pixels: out };
}

function scaled<A extends ReturnType<typeof analyse>>(analysis: A, factor: number): ReturnType<typeof analyse> {
  const times = (length: number | undefined): number | undefined => length && length * factor;
  return {
    ...analysis,
    hfr: times(analysis.hfr),
    fwhm: times(analysis.fwhm),
    list: analysis.list.map((star) => ({
      ...star,
      x: factor * star.x + 0.5,
      y: factor * star.y + 0.5,
      hfr: factor * star.hfr,
      fwhm: times(star.fwhm),
    })),
  };
}
