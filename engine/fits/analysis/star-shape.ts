import type { Plane } from './background.js';
import type { Detection } from './detect.js';

/** One star. Lengths in pixels. */
export interface Star {
  readonly x: number;
  readonly y: number;
  /** Above the sky, in the aperture. */
  readonly flux: number;
  readonly peak: number;
  /** Radius of the circle that holds half of the flux: FLUX_RADIUS of SExtractor. */
  readonly hfr: number;
  /** Full width at half maximum of the Gaussian that fits its core; undefined for a ring out of focus. */
  readonly fwhm: number | undefined;
  /** 0 for a circle, towards 1 for a line. */
  readonly eccentricity: number | undefined;
  readonly saturated: boolean;
}

/** As SExtractor: the aperture is 2.5 times the first radial moment (Kron 1980), and never smaller than 3.5 pixels. */
const KRON_FACTOR = 2.5;
const SMALLEST_APERTURE = 3.5;
const LARGEST_APERTURE = 60;
/** FWHM of a star, in half-flux radii. */
const WIDEST = 3.3;
/** Five times as long as wide: part of the trail of a satellite, or a scratch. */
const MOST_ECCENTRIC = 0.98;
/** Radial bins of a growth curve, in pixels. */
const BIN = 0.25;

/**
 * Measures the star at a detection.
 * @param sky level of the background there
 * @returns undefined when it lies at the edge, or is nothing like a star
 */
export function measureStar(plane: Plane, found: Detection, sky: number, saturation: number): Star | undefined {
  const extent = Math.max(found.width, found.height);
  if (Math.min(found.width, found.height) < 0.4 * extent) return undefined;
  const reach = Math.min(LARGEST_APERTURE, Math.max(6, 1.5 * extent));
  const centre = centroid(plane, found, sky, Math.max(3, 0.75 * extent));
  if (!centre || Math.hypot(centre.x - found.x, centre.y - found.y) > 0.5 * extent + 1) return undefined;
  const { x, y } = centre;
  if (x < reach || y < reach || x >= plane.width - reach - 1 || y >= plane.height - reach - 1) return undefined;

  const radius = KRON_FACTOR * firstMoment(plane, x, y, sky, reach);
  if (!(radius > 0)) return undefined;
  const aperture = Math.min(reach, Math.max(SMALLEST_APERTURE, radius));
  const curve = growth(plane, x, y, sky, aperture);
  const flux = curve.at(-1) ?? 0;
  if (!(flux > 0)) return undefined;
  const hfr = halfRadius(curve, flux);
  const peak = peakNear(plane, x, y, Math.max(2, hfr));
  const fitted = gaussianWidth(plane, x, y, sky, peak - sky, Math.max(2, 2 * hfr));
  // A Gaussian's is twice the half-flux radius: what is much wider is a ring, or so few pixels that nothing was fitted.
  const width = fitted === undefined || fitted > WIDEST * hfr ? undefined : fitted;
  const shape = width === undefined ? undefined : eccentricity(plane, x, y, sky, Math.max(1.2, 0.6 * width), aperture);
  if (shape !== undefined && shape > MOST_ECCENTRIC) return undefined;
  return {
    x,
    y,
    flux,
    peak,
    hfr,
    fwhm: width,
    eccentricity: shape,
    saturated: peak >= saturation,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function centroid({ width, height, pixels }: Plane, start: Point, sky: number, radius: number): Point | undefined {
  let { x, y } = start;
  for (let round = 0; round < 3; round++) {
    let sum = 0;
    let sx = 0;
    let sy = 0;
    const [left, right] = [Math.max(0, Math.ceil(x - radius)), Math.min(width - 1, Math.floor(x + radius))];
    const [top, bottom] = [Math.max(0, Math.ceil(y - radius)), Math.min(height - 1, Math.floor(y + radius))];
    for (let j = top; j <= bottom; j++) {
      for (let i = left; i <= right; i++) {
        if ((i - x) ** 2 + (j - y) ** 2 > radius * radius) continue;
        const value = (pixels[j * width + i] as number) - sky;
        sum += value;
        sx += value * i;
        sy += value * j;
      }
    }
    if (sum <= 0) return undefined;
    x = sx / sum;
    y = sy / sum;
  }
  return { x, y };
}

/** Mean distance from the centre, weighted by the light. */
function firstMoment({ width, pixels }: Plane, x: number, y: number, sky: number, radius: number): number {
  let sum = 0;
  let moment = 0;
  for (let j = Math.ceil(y - radius); j <= y + radius; j++) {
    for (let i = Math.ceil(x - radius); i <= x + radius; i++) {
      const distance = Math.hypot(i - x, j - y);
      if (distance > radius) continue;
      const value = (pixels[j * width + i] as number) - sky;
      sum += value;
      moment += value * distance;
    }
  }
  return sum > 0 ? moment / sum : Number.NaN;
}

/** Light within growing circles: curve[k] is that within (k + 1) * BIN. Pixels are divided, since circles cut them. */
function growth({ width, pixels }: Plane, x: number, y: number, sky: number, radius: number): number[] {
  const parts = radius <= 12 ? 5 : 3;
  const share = 1 / (parts * parts);
  const bins = new Float64Array(Math.ceil(radius / BIN));
  for (let j = Math.floor(y - radius); j <= y + radius + 1; j++) {
    for (let i = Math.floor(x - radius); i <= x + radius + 1; i++) {
      const value = ((pixels[j * width + i] as number) - sky) * share;
      for (let b = 0; b < parts; b++) {
        const dy = j - y + (b + 0.5) / parts - 0.5;
        for (let a = 0; a < parts; a++) {
          const dx = i - x + (a + 0.5) / parts - 0.5;
          const bin = Math.floor(Math.sqrt(dx * dx + dy * dy) / BIN);
          if (bin < bins.length) bins[bin] = (bins[bin] as number) + value;
        }
      }
    }
  }
  let sum = 0;
  return Array.from(bins, (value) => (sum += value));
}

function halfRadius(curve: readonly number[], flux: number): number {
  const half = flux / 2;
  const k = curve.findIndex((value) => value >= half);
  const before = curve[k - 1] ?? 0;
  const step = (curve[k] ?? half) - before;
  return BIN * (k + (step > 0 ? (half - before) / step : 0));
}

function peakNear({ width, pixels }: Plane, x: number, y: number, radius: number): number {
  let peak = -Infinity;
  for (let j = Math.ceil(y - radius); j <= y + radius; j++) {
    for (let i = Math.ceil(x - radius); i <= x + radius; i++) {
      peak = Math.max(peak, pixels[j * width + i] as number);
    }
  }
  return peak;
}

/**
 * FWHM of a Gaussian, from a straight line through the logarithm of the light against the square of the distance; the
 * weights are the squares of the light, so that the bright core decides.
 */
function gaussianWidth(
  { width, pixels }: Plane,
  x: number,
  y: number,
  sky: number,
  peak: number,
  radius: number,
): number | undefined {
  let n = 0;
  let sw = 0;
  let sr = 0;
  let sl = 0;
  let srr = 0;
  let srl = 0;
  for (let j = Math.ceil(y - radius); j <= y + radius; j++) {
    for (let i = Math.ceil(x - radius); i <= x + radius; i++) {
      const value = (pixels[j * width + i] as number) - sky;
      if (value < 0.15 * peak) continue;
      const square = (i - x) ** 2 + (j - y) ** 2;
      const weight = value * value;
      const log = Math.log(value);
      n++;
      sw += weight;
      sr += weight * square;
      sl += weight * log;
      srr += weight * square * square;
      srl += weight * square * log;
    }
  }
  const slope = (sw * srl - sr * sl) / (sw * srr - sr * sr);
  if (n < 4 || !(slope < 0)) return undefined;
  // A pixel blurs a Gaussian by its own width: a twelfth of a pixel, squared, in variance.
  const variance = -1 / (2 * slope) - 1 / 12;
  return variance > 0 ? Math.sqrt(8 * Math.LN2 * variance) : undefined;
}

/** From second moments under a round Gaussian window of `sigma`, whose own effect is taken out again. */
function eccentricity(
  { width, pixels }: Plane,
  x: number,
  y: number,
  sky: number,
  sigma: number,
  radius: number,
): number | undefined {
  const reach = Math.min(radius, 4 * sigma);
  let sum = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let j = Math.ceil(y - reach); j <= y + reach; j++) {
    for (let i = Math.ceil(x - reach); i <= x + reach; i++) {
      const [dx, dy] = [i - x, j - y];
      const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)) * ((pixels[j * width + i] as number) - sky);
      sum += weight;
      xx += weight * dx * dx;
      yy += weight * dy * dy;
      xy += weight * dx * dy;
    }
  }
  [xx, yy, xy] = [xx / sum, yy / sum, xy / sum];
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  const free = (variance: number): number => 1 / (1 / variance - 1 / (sigma * sigma));
  const [major, minor] = [free(mean + spread), free(mean - spread)];
  return major > 0 && minor > 0 && Number.isFinite(major) ? Math.sqrt(1 - Math.min(1, minor / major)) : undefined;
}
