import type { FitsImage } from '../reader.js';
import { median, type Plane } from './background.js';

/** The channels of an image: one, or red, green and blue. */
export interface ImagePlanes {
  readonly planes: readonly Plane[];
  /** The largest value that a pixel can have. */
  readonly white: number;
}

/**
 * All pixels as single-precision numbers; of colour images the first plane, of colour matrices the matrix as it is. What
 * is no number takes the middle of the others, so that it is neither a star nor a hole.
 */
export function greyPlane({ format, pixels }: FitsImage): Plane {
  const { width, height } = format;
  const count = width * height;
  const out = new Float32Array(count);
  if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    for (let i = 0; i < count; i++) out[i] = Number(pixels[i]);
  } else {
    out.set(pixels.subarray(0, count));
    if (pixels instanceof Float32Array || pixels instanceof Float64Array) fillGaps(out);
  }
  return { width, height, pixels: out };
}

/** Pixels that the middle value is taken from. */
const SAMPLES = 20_000;

function fillGaps(pixels: Float32Array): void {
  if (pixels.every(Number.isFinite)) return;
  const step = Math.max(1, Math.floor(pixels.length / SAMPLES));
  const samples = pixels.filter((value, i) => i % step === 0 && Number.isFinite(value));
  const middle = samples.length === 0 ? 0 : median(samples, samples.length);
  for (let i = 0; i < pixels.length; i++) if (!Number.isFinite(pixels[i])) pixels[i] = middle;
}

/** Where red stands in each 2 x 2 pixels of a Bayer matrix that begins with it: the only one that cameras report. */
const BAYER = 'RGGB';

export function hasMatrix({ header }: FitsImage): boolean {
  return header.text('BAYERPAT') !== undefined;
}

/** Whether it is one of the frames that are taken without the sky: by its IMAGETYP, in whatever words that is given. */
export function isStarless({ header }: FitsImage): boolean {
  return /dark|bias|flat|zero/i.test(header.text('IMAGETYP') ?? '');
}

/** From where pixels are saturated: the header's word for it, or what the type of number holds; for others Infinity. */
export function saturationLevel({ header, format: { bitpix, bzero } }: FitsImage): number {
  const stated = header.number('SATURATE') ?? header.number('MAXADU');
  if (stated !== undefined && stated > 0) return stated;
  // In real units, what is stored says nothing of what the camera could give.
  const plain = bzero !== 0n || ((header.number('BSCALE') ?? 1) === 1 && (header.number('BZERO') ?? 0) === 0);
  if (bitpix < 0 || !plain) return Infinity;
  return bitpix === 8 ? 255 : 2 ** (bzero === 0n ? bitpix - 1 : bitpix) - 1;
}

/** What is shown white: where pixels are saturated, or the brightest of them. */
function whiteLevel(image: FitsImage, grey: Plane): number {
  const level = saturationLevel(image);
  if (Number.isFinite(level)) return level;
  return grey.pixels.reduce((most, value) => Math.max(most, value), -Infinity);
}

/**
 * In colour where the image has planes, or a Bayer matrix, of which four pixels are then one.
 * @param plane its `greyPlane`, where that is made already
 */
export function colourPlanes(image: FitsImage, plane?: Plane): ImagePlanes {
  const { format, header, pixels } = image;
  const { width, height, planes } = format;
  if (planes === 3) {
    const count = width * height;
    const part = (plane: number): Plane =>
      greyPlane({ ...image, pixels: pixels.subarray(plane * count, (plane + 1) * count) });
    const parts = [part(0), part(1), part(2)];
    return { planes: parts, white: Math.max(...parts.map((one) => whiteLevel(image, one))) };
  }
  const grey = plane ?? greyPlane(image);
  const white = whiteLevel(image, grey);
  if (header.text('BAYERPAT') !== BAYER || width < 4 || height < 4) return { planes: [grey], white };
  // The matrix begins at column XBAYROFF, row YBAYROFF of the frame's first pixel.
  const [dx, dy] = [(header.number('XBAYROFF') ?? 0) & 1, (header.number('YBAYROFF') ?? 0) & 1];
  return { planes: bayerPlanes(grey, dx, dy), white };
}

function bayerPlanes({ width, height, pixels }: Plane, dx: number, dy: number): Plane[] {
  const [w, h] = [width >> 1, height >> 1];
  const [red, green, blue] = [new Float32Array(w * h), new Float32Array(w * h), new Float32Array(w * h)];
  for (let y = 0; y < h; y++) {
    const [redRow, blueRow] = [(2 * y + dy) * width, (2 * y + 1 - dy) * width];
    for (let x = 0; x < w; x++) {
      const [redColumn, blueColumn] = [2 * x + dx, 2 * x + 1 - dx];
      const i = y * w + x;
      red[i] = pixels[redRow + redColumn] as number;
      green[i] = 0.5 * ((pixels[redRow + blueColumn] as number) + (pixels[blueRow + redColumn] as number));
      blue[i] = pixels[blueRow + blueColumn] as number;
    }
  }
  return [red, green, blue].map((channel) => ({ width: w, height: h, pixels: channel }));
}
