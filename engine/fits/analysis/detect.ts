import { type Background, backgroundOfRow, type Plane } from './background.js';

/** A group of neighbouring pixels that stand out of the sky. Coordinates in pixels; the middle of the first is 0, 0. */
export interface Detection {
  readonly x: number;
  readonly y: number;
  /** Number of pixels, in those of the image. */
  readonly area: number;
  /** Extent along x and y, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Sum above the sky. */
  readonly flux: number;
}

/** In units of the noise of four pixels together. */
const THRESHOLD = 4;
/** An image without any noise has been made by a computer, and a threshold of 0 would be none. */
const SMALLEST_NOISE = 1e-9;
/** In groups of four pixels: less is noise or a hot pixel. */
const SMALLEST = 3;

interface Group {
  parent: number;
  area: number;
  flux: number;
  x: number;
  y: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Part of a row above the threshold, from `left` to `right` inclusive. */
interface Run {
  readonly left: number;
  readonly right: number;
  readonly group: number;
}

/** Finds what stands out of the sky, on 2 x 2 pixels together: half the noise, and no trouble with colour matrices. */
export function detect(plane: Plane, background: Background): Detection[] {
  const { width, height, pixels } = plane;
  const across = width >> 1;
  const sky = new Float32Array(width);
  const thresholds = new Float32Array(across + 1);
  const groups: Group[] = [];
  let above: Run[] = [];
  for (let y = 0; y < height >> 1; y++) {
    backgroundOfRow(background, plane, 2 * y, sky);
    thresholdsOfRow(background, plane, 2 * y, thresholds);
    const upper = 2 * y * width;
    const lower = upper + width;
    const runs: Run[] = [];
    let left = -1;
    let flux = 0;
    let moment = 0;
    for (let x = 0; x <= across; x++) {
      const i = 2 * x;
      let value = 0;
      if (x < across) {
        const a = (pixels[upper + i] as number) + (pixels[upper + i + 1] as number);
        const b = (pixels[lower + i] as number) + (pixels[lower + i + 1] as number);
        value = 0.25 * (a + b) - (sky[i] as number);
      }
      if (value > (thresholds[x] as number)) {
        if (left < 0) {
          left = x;
          flux = 0;
          moment = 0;
        }
        flux += value;
        moment += value * x;
      } else if (left >= 0) {
        const group = groups.length;
        const right = x - 1;
        const area = right - left + 1;
        groups.push({ parent: group, area, flux, x: moment, y: flux * y, left, right, top: y, bottom: y });
        runs.push({ left, right, group });
        left = -1;
      }
    }
    join(groups, above, runs);
    above = runs;
  }
  return groups
    .filter((group, i) => group.parent === i && group.area >= SMALLEST)
    .map(({ area, flux, x, y, left, right, top, bottom }) => ({
      x: (2 * x) / flux + 0.5,
      y: (2 * y) / flux + 0.5,
      area: 4 * area,
      width: 2 * (right - left + 1),
      height: 2 * (bottom - top + 1),
      flux: 4 * flux,
    }));
}

/** What a group of four pixels has to exceed, for each of a row: the bright half of a moonlit sky is noisier. */
function thresholdsOfRow({ columns, rows, noises }: Background, plane: Plane, y: number, out: Float32Array): void {
  const row = Math.min(rows - 1, Math.floor((y * rows) / plane.height));
  let x = 0;
  for (let column = 0; column < columns; column++) {
    const noise = noises[row * columns + column] ?? 0;
    const stop = column === columns - 1 ? out.length : Math.ceil(((column + 1) * plane.width) / columns / 2);
    out.fill(THRESHOLD * Math.max(noise / 2, SMALLEST_NOISE), x, stop);
    x = stop;
  }
}

/** Runs of two rows that touch, also at their corners, belong to one group. Both lists are in order of x. */
function join(groups: Group[], above: readonly Run[], below: readonly Run[]): void {
  let first = 0;
  for (const run of below) {
    while (first < above.length && (above[first] as Run).right < run.left - 1) first++;
    for (let i = first; i < above.length; i++) {
      const other = above[i] as Run;
      if (other.left > run.right + 1) break;
      merge(groups, root(groups, other.group), root(groups, run.group));
    }
  }
}

function root(groups: Group[], index: number): number {
  let at = index;
  while ((groups[at] as Group).parent !== at) {
    const group = groups[at] as Group;
    group.parent = (groups[group.parent] as Group).parent;
    at = group.parent;
  }
  return at;
}

function merge(groups: Group[], into: number, from: number): void {
  if (into === from) return;
  const a = groups[into] as Group;
  const b = groups[from] as Group;
  b.parent = into;
  a.area += b.area;
  a.flux += b.flux;
  a.x += b.x;
  a.y += b.y;
  a.left = Math.min(a.left, b.left);
  a.right = Math.max(a.right, b.right);
  a.top = Math.min(a.top, b.top);
  a.bottom = Math.max(a.bottom, b.bottom);
}
