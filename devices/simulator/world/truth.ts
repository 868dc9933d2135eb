import type { J2000 } from '../../../sky/index.js';
import type { PixelArray } from '../../roles/image.js';
import type { Hazard } from './hazards.js';
import type { PointingState } from './mount/axes.js';
import type { Observatory } from './observatory.js';
import type { RoofState } from './roof.js';

export interface TrueStar {
  /** Pixels of the frame; the middle of the first is 0, 0. */
  readonly x: number;
  readonly y: number;
  /** Electrons over the exposure. */
  readonly electrons: number;
}

/** What no driver tells: for tests, and for judging a rehearsal. */
export interface Truth {
  /** Where the telescope truly points. */
  readonly pointing: J2000;
  readonly pointingState: PointingState;
  readonly roof: RoofState;
  /** What would have cost money so far: the latest thousand. */
  readonly collisions: readonly Hazard[];
  /** The last frame that is ready: its stars, and its pixels column by column (index = x * height + y). */
  readonly lastFrame: LastFrame | undefined;
}

export interface LastFrame {
  readonly width: number;
  readonly height: number;
  readonly stars: readonly TrueStar[];
  /** FWHM of its stars, pixels. */
  readonly fwhm: number;
  readonly pixels: PixelArray;
}

export function truthOf(observatory: Observatory): Truth {
  const now = observatory.clock.now();
  observatory.settle(now);
  return {
    pointing: observatory.mount.truth(now).position,
    pointingState: observatory.mount.state(now),
    roof: observatory.roof.state(now),
    collisions: observatory.hazards.list(),
    get lastFrame() {
      return lastFrame(observatory);
    },
  };
}

function lastFrame(observatory: Observatory): LastFrame | undefined {
  const frame = observatory.camera.frame(observatory.clock.now());
  if (!frame) return undefined;
  const { stars, sigma, width, height } = frame.recipe;
  return {
    width,
    height,
    stars: Array.from({ length: stars.count }, (_, i) => ({
      x: stars.x[i] ?? 0,
      y: stars.y[i] ?? 0,
      electrons: stars.electrons[i] ?? 0,
    })),
    fwhm: sigma * 2.3548,
    pixels: frame.pixels,
  };
}
