import { type Background, backgroundAt, type Plane } from './background.js';

/** Of the noise: fainter ones are too faint to be taken for stars. */
const STANDS_OUT = 8;
/**
 * Of a pixel's height above the sky: what at least two of its neighbours have when it is the top of a star, even of one
 * whose full width at half maximum is no more than a pixel. A hot pixel has none such, and one of a hot pair has one.
 */
const SHARED = 0.1;

/** The image with its hot pixels, and what cosmic rays leave in single ones, made as bright as those around them. */
export function withoutHotPixels(plane: Plane, background: Background): Plane {
  const { width, height, pixels } = plane;
  const least = STANDS_OUT * background.noise;
  const step = 0.75 * least;
  const around = new Float32Array(8);
  let clean: Float32Array | undefined;
  for (let y = 1; y < height - 1; y++) {
    const end = (y + 1) * width - 2;
    for (let i = y * width + 2; i < end; i++) {
      // Most pixels are told by those two beside them, whatever the sky's level is there.
      const value = pixels[i] as number;
      if (value - (pixels[i - 2] as number) < step && value - (pixels[i + 2] as number) < step) continue;
      const level = backgroundAt(background, plane, i - y * width, y);
      const above = value - level;
      if (above <= least) continue;
      let sharing = 0;
      let n = 0;
      for (let row = i - width; row <= i + width; row += width) {
        for (let k = row - 1; k <= row + 1; k++) {
          if (k === i) continue;
          around[n] = (pixels[k] as number) - level;
          if ((around[n++] as number) > SHARED * above) sharing++;
        }
      }
      if (sharing > 1) continue;
      clean ??= pixels.slice();
      // The brightest of them may be the other of a pair.
      clean[i] = level + (around.sort()[4] as number);
    }
  }
  return clean ? { ...plane, pixels: clean } : plane;
}
