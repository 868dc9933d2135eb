import type { EpochMs } from '../../../../sky/index.js';
import type { CameraOptions, OpticsOptions } from '../../options.js';
import { Cooler } from '../cooler.js';
import type { Darkroom } from './darkroom.js';
import { blankRecipe, type Exposure, recipeOf } from './exposure.js';
import type { FrameRecipe } from './frame.js';
import { type HotPixels, hotPixelsOf } from './hot-pixels.js';
import { type Print, print, type PrintKind } from './print.js';
import type { Region } from './region.js';
import { render } from './render.js';
import type { Scene } from './scene.js';

/** A frame that has been taken. */
export interface Frame {
  readonly exposure: Exposure;
  readonly recipe: FrameRecipe;
  /** Column by column: index = x * height + y. */
  readonly pixels: Uint16Array;
}

export interface ExposureRequest extends Region {
  /** s */
  readonly duration: number;
  readonly light: boolean;
  readonly gain: number;
  readonly offset: number;
}

/** The sensor, its cooler and its electronics. Frames are computed when they are asked for, not when they are taken. */
export class Camera {
  readonly cooler: Cooler;
  #exposure: Exposure | undefined;
  #ready: EpochMs = 0;
  #failed = false;
  #count = 0;
  #frame: Frame | undefined;
  #developing: Promise<Frame> | undefined;
  #hotPixels: HotPixels | undefined;
  /** Where frames are developed; undefined: on the spot. */
  darkroom: Darkroom | undefined;

  constructor(
    readonly options: CameraOptions,
    readonly optics: OpticsOptions,
    readonly scene: Scene,
    readonly seed: number,
    air: (now: EpochMs) => number,
    now: EpochMs,
  ) {
    this.cooler = new Cooler(options, air, now);
  }

  /** The exposure that is going on or was the last. */
  get exposure(): Exposure | undefined {
    return this.#exposure;
  }

  /** How many exposures have been begun. */
  get count(): number {
    return this.#count;
  }

  state(now: EpochMs): 'idle' | 'exposing' | 'reading' | 'error' {
    if (this.#failed) return 'error';
    if (!this.#exposure) return 'idle';
    if (now < this.#exposure.end) return 'exposing';
    return now < this.#ready ? 'reading' : 'idle';
  }

  imageReady(now: EpochMs): boolean {
    return this.#exposure !== undefined && !this.#failed && now >= this.#ready;
  }

  /** % of the exposure */
  completed(now: EpochMs): number {
    const exposure = this.#exposure;
    if (!exposure) return 0;
    const length = exposure.end - exposure.start;
    return length > 0 ? Math.min(100, Math.floor((100 * (now - exposure.start)) / length)) : 100;
  }

  start(request: ExposureRequest, now: EpochMs): void {
    const { duration, ...rest } = request;
    const end = now + duration * 1000;
    this.#forget();
    this.#exposure = {
      ...rest,
      number: ++this.#count,
      start: now,
      end,
      filter: this.scene.filter(),
      defocus: this.scene.defocus(now),
      temperature: this.cooler.temperature((now + end) / 2),
    };
    this.#ready = end + this.options.download * 1000;
  }

  /** Ends the exposure early and keeps what has been gathered. */
  stop(now: EpochMs): void {
    const exposure = this.#exposure;
    if (!exposure || now >= exposure.end) return;
    this.#exposure = { ...exposure, end: now };
    this.#forget();
    this.#ready = now + this.options.download * 1000;
  }

  /** Throws away the exposure that is going on, or the image. */
  abort(): void {
    this.#exposure = undefined;
    this.#forget();
  }

  #forget(): void {
    this.#frame = undefined;
    this.#developing = undefined;
    this.#failed = false;
  }

  /** The exposure ends with an error: no image will come of it. */
  fail(): void {
    if (this.#exposure) this.#failed = true;
  }

  /** The last frame, once it is ready; rendered on the spot. */
  frame(now: EpochMs): Frame | undefined {
    const exposure = this.#exposure;
    if (!exposure || !this.imageReady(now)) return undefined;
    if (this.#frame) return this.#frame;
    const recipe = this.#recipe(exposure);
    this.#frame = { exposure, recipe, pixels: render(recipe) };
    return this.#frame;
  }

  /** The last frame, developed in the darkroom if there is one. */
  async develop(now: EpochMs): Promise<Frame | undefined> {
    const { darkroom } = this;
    const exposure = this.#exposure;
    if (!darkroom || this.#frame || !exposure || !this.imageReady(now)) return this.frame(now);
    this.#developing ??= this.#develop(exposure, darkroom);
    return this.#developing;
  }

  /** A frame in one of the forms in which it is sent, made in the darkroom if there is one. */
  async print(kind: PrintKind, { pixels, recipe: { width, height } }: Frame): Promise<Print> {
    const negative = { pixels, width, height };
    return this.darkroom ? this.darkroom.print(kind, negative) : print(kind, negative);
  }

  async #develop(exposure: Exposure, darkroom: Darkroom): Promise<Frame> {
    const recipe = this.#recipe(exposure);
    const developing = darkroom.develop(recipe);
    try {
      const frame = { exposure, recipe, pixels: await developing };
      // Another exposure may have begun meanwhile: then this one belongs to nobody but who asked for it.
      if (this.#exposure === exposure) this.#frame = frame;
      return frame;
    } finally {
      if (this.#exposure === exposure) this.#developing = undefined;
    }
  }

  #recipe(exposure: Exposure): FrameRecipe {
    if (this.options.blank) return blankRecipe(exposure, this.options);
    this.#hotPixels ??= hotPixelsOf(this.options, this.seed);
    return recipeOf(exposure, this.scene, this.options, this.optics, this.seed, this.#hotPixels);
  }
}
