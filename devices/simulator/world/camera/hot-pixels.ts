import { random } from '../random.js';
import type { Region } from './region.js';

/** Pixels whose dark current is many times that of the others: the same ones in every frame of a camera. */
export interface HotPixels {
  /** On the sensor, unbinned. */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** Their dark current, in that of an ordinary pixel. */
  readonly excess: Float64Array;
}

/** Stream of chance that belongs to the sensor. */
const SENSOR = 0x5e7502;
/** Powers of ten of the excess: most are warm, few are hot. */
const [WARM, HOT] = [1.2, 3];

/** @param seed of the camera */
export function hotPixelsOf(
  { width, height, hotPixels }: { readonly width: number; readonly height: number; readonly hotPixels: number },
  seed: number,
): HotPixels {
  const draw = random(seed, SENSOR);
  const count = Math.round(hotPixels * width * height);
  const x = new Uint16Array(count);
  const y = new Uint16Array(count);
  const excess = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = Math.floor(draw.uniform() * width);
    y[i] = Math.floor(draw.uniform() * height);
    excess[i] = 10 ** (WARM + (HOT - WARM) * draw.uniform() ** 3);
  }
  return { x, y, excess };
}

/** Hot pixels of one frame. */
export interface HotSpots {
  /** In the frame's order: x * height + y. */
  readonly at: Uint32Array;
  /** Electrons over the exposure, beyond those of an ordinary pixel. */
  readonly electrons: Float64Array;
}

/** @param dark electrons of an ordinary pixel over the exposure */
export function hotSpotsOf(hot: HotPixels, { bin, startX, startY, width, height }: Region, dark: number): HotSpots {
  const at: number[] = [];
  const electrons: number[] = [];
  for (let i = 0; i < hot.excess.length; i++) {
    const x = Math.floor((hot.x[i] ?? 0) / bin) - startX;
    const y = Math.floor((hot.y[i] ?? 0) / bin) - startY;
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    at.push(x * height + y);
    electrons.push(dark * (hot.excess[i] ?? 0));
  }
  return { at: Uint32Array.from(at), electrons: Float64Array.from(electrons) };
}
