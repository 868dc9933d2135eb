import type { FitsImage } from '../reader.js';
import type { Plane } from './background.js';

/** The channels of an image: one, or red, green and blue. */
export interface ImagePlanes {
  readonly planes: readonly Plane[];
  /** The largest value that a pixel can have. */
  readonly white: number;
}

/** All pixels as single-precision numbers; of colour images the first plane, of colour matrices the matrix as it is. */
export function greyPlane({ format, pixels }: FitsImage): Plane {
  const { width, height } = format;
  const count = width * height;
  if (pixels instanceof Float32Array) return { width, height, pixels: pixels.subarray(0, count) };
  const out = new Float32Array(count);
  if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    for (let i = 0; i < count; i++) out[i] = Number(pixels[i]);
  } else {
    out.set(pixels.subarray(0, count));
  }
  return { width, height, pixels: out };
}

/** Where red stands in each 2 x 2 pixels of a Bayer matrix that begins with it: the only one that cameras report. */
const BAYER = 'RGGB';

export function hasMatrix({ header }: FitsImage): boolean {
  return header.text('BAYERPAT') !== undefined;
}

/** What pixels can reach: the header's word for it, or what the type of number holds. */
export function whiteLevel({ header, format }: FitsImage): number {
  const stated = header.number('SATURATE') ?? header.number('MAXADU');
  if (stated !== undefined && stated > 0) return stated;
  return format.bitpix === 8 ? 255 : format.bitpix === 16 ? (format.bzero === 0n ? 32_767 : 65_535) : 2 ** 32 - 1;
}

/** In colour where the image has planes, or a Bayer matrix, of which four pixels are then one. */
export function colourPlanes(image: FitsImage): ImagePlanes {
  const { format, header, pixels } = image;
  const white = whiteLevel(image);
  const { width, height, planes } = format;
  if (planes === 3) {
    const count = width * height;
    const part = (plane: number): Plane =>
      greyPlane({ ...image, pixels: pixels.subarray(plane * count, (plane + 1) * count) });
    return { planes: [part(0), part(1), part(2)], white };
  }
  const grey = greyPlane(image);
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
