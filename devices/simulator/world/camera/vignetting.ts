import type { Region } from './region.js';

/** How the light falls off from the middle of the sensor, in the pixels of a frame. */
export interface Vignetting {
  /** Where the optical axis meets the frame, binned pixels. */
  readonly x: number;
  readonly y: number;
  /** From there to the corner of the sensor, binned pixels. */
  readonly radius: number;
  /** Share of the light that is lost in the corner; it grows with the square of the distance. */
  readonly loss: number;
}

/** @returns undefined where no light is lost */
export function vignettingOf(
  { bin, startX, startY }: Region,
  { width, height, vignetting }: { readonly width: number; readonly height: number; readonly vignetting: number },
): Vignetting | undefined {
  if (vignetting === 0) return undefined;
  return {
    x: width / 2 / bin - 0.5 - startX,
    y: height / 2 / bin - 0.5 - startY,
    radius: Math.hypot(width, height) / 2 / bin,
    loss: vignetting,
  };
}

/** Share of the light that arrives at a pixel. */
export function lightAt(vignetting: Vignetting | undefined, x: number, y: number): number {
  if (!vignetting) return 1;
  return 1 - (vignetting.loss * ((x - vignetting.x) ** 2 + (y - vignetting.y) ** 2)) / vignetting.radius ** 2;
}

/** Rows of a column that lie in one ring: from `start` up to `end`, which is excluded. */
export type Stretch = (ring: number, start: number, end: number) => void;

/** Cuts a column into its stretches, from the first row to the last. */
export function cutColumn(
  vignetting: Vignetting,
  rings: number,
  column: number,
  height: number,
  stretch: Stretch,
): void {
  const { y, radius } = vignetting;
  const aside = (column - vignetting.x) ** 2;
  // Half the height of a ring's outer edge in this column; not a number where the column passes it by.
  const reach = (ring: number): number => Math.sqrt((radius ** 2 * (ring + 0.5)) / rings - aside);
  const row = (at: number): number => Math.min(height, Math.max(0, at));
  let start = 0;
  let ring = rings;
  for (; ring > 0; ring--) {
    const edge = reach(ring - 1);
    if (Number.isNaN(edge)) break;
    const end = row(Math.ceil(y - edge));
    if (end > start) stretch(ring, start, end);
    start = Math.max(start, end);
  }
  for (; ring < rings; ring++) {
    const end = row(Math.floor(y + reach(ring)) + 1);
    if (end > start) stretch(ring, start, end);
    start = Math.max(start, end);
  }
  if (height > start) stretch(rings, start, height);
}
