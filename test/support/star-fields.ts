import type { Plane } from '../../engine/fits/analysis/background.js';
import { randomNumbers } from './images.js';

export interface StarField {
  readonly width: number;
  readonly height: number;
  readonly stars: number;
  readonly seed: number;
  /** Full width at half maximum of the seeing, px. */
  readonly seeing: number;
  /** Outer radius of the disc that a star is out of focus, px; it has a hole of a third of that. Default 0. */
  readonly defocus?: number;
  /** Length over width of the seeing; default 1. */
  readonly elongation?: number;
  /** ADU */
  readonly sky?: number;
  /** Fluxes lie between this, in ADU, and a hundred times as much. */
  readonly faintest?: number;
}

/** A frame of stars on a noisy sky with a gradient, and where the stars are; the same for the same seed. */
export function starField(field: StarField): Plane & { readonly positions: readonly (readonly [number, number])[] } {
  const { width, height, stars, seed, seeing, defocus = 0, elongation = 1, sky = 800, faintest = 3000 } = field;
  const random = randomNumbers(seed);
  const uniform = (): number => random(0) / 2 ** 32;
  const light = new Float64Array(width * height);
  const sigma = seeing / Math.sqrt(8 * Math.LN2);
  const points = discPoints(defocus);
  const reach = Math.ceil(defocus + 4.5 * sigma * elongation);
  const positions: [number, number][] = [];
  for (let star = 0; star < stars; star++) {
    const [x, y] = [uniform() * width, uniform() * height];
    positions.push([x, y]);
    const flux = faintest * 100 ** (uniform() ** 2);
    const peak = flux / (2 * Math.PI * sigma * sigma * elongation * points.length);
    for (let j = Math.max(0, Math.ceil(y - reach)); j <= Math.min(height - 1, y + reach); j++) {
      for (let i = Math.max(0, Math.ceil(x - reach)); i <= Math.min(width - 1, x + reach); i++) {
        let sum = 0;
        for (const [px, py] of points) {
          const [dx, dy] = [(i - x - px) / elongation, j - y - py];
          sum += Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        }
        light[j * width + i] = (light[j * width + i] ?? 0) + sum * peak;
      }
    }
  }
  const pixels = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = sky * (1 + (0.2 * x) / width + (0.1 * y) / height) + (light[y * width + x] ?? 0);
      // Twelve uniform numbers make a normal one, near enough; the noise is that of the photons at 1 e-/ADU.
      let normal = -6;
      for (let k = 0; k < 12; k++) normal += uniform();
      pixels[y * width + x] = Math.min(65_535, Math.max(0, Math.round(level + normal * Math.sqrt(level + 25))));
    }
  }
  return { width, height, pixels, positions };
}

/** Points spread evenly over the ring that a telescope with a central obstruction makes of a star out of focus. */
function discPoints(radius: number): readonly (readonly [number, number])[] {
  if (radius === 0) return [[0, 0]];
  const points: [number, number][] = [];
  const step = radius / 6;
  for (let y = -radius; y <= radius; y += step) {
    for (let x = -radius; x <= radius; x += step) {
      const distance = Math.hypot(x, y);
      if (distance <= radius && distance >= radius / 3) points.push([x, y]);
    }
  }
  return points;
}
