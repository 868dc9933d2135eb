import type { HotSpots } from './hot-pixels.js';
import type { Vignetting } from './vignetting.js';

/** Everything that the pixels of one frame follow from; plain data, so that a worker can be given it. */
export interface FrameRecipe {
  /** Of the sub-frame, in binned pixels. */
  readonly width: number;
  readonly height: number;
  readonly bin: number;
  /** Stars in binned pixels of the sub-frame (middle of the first pixel 0, 0). */
  readonly stars: StarImages;
  /** Of the stars, binned pixels (Gaussian). */
  readonly sigma: number;
  /** Electrons that sky and panel give each binned pixel in the middle of the sensor. */
  readonly background: number;
  /** Electrons of the dark current, each binned pixel. */
  readonly dark: number;
  readonly hot: HotSpots;
  /** undefined: as bright in the corners as in the middle. */
  readonly vignetting: Vignetting | undefined;
  /** Shares of the light that pixels take, at even and odd columns and rows; undefined: all of it. */
  readonly mosaic: Mosaic | undefined;
  /** Of a binned pixel, e-. */
  readonly readNoise: number;
  readonly electronsPerADU: number;
  /** Level of a binned pixel without any light, ADU. */
  readonly bias: number;
  /** Largest value, ADU. */
  readonly ceiling: number;
  readonly seed: number;
}

export interface StarImages {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Electrons over the whole exposure. */
  readonly electrons: Float64Array;
}

/** [column][row], even and odd. */
export type Mosaic = readonly [readonly [number, number], readonly [number, number]];
