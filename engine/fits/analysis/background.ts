/** A grey image, row by row: index = y * width + x. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** The sky behind the stars, in a mesh of tiles; pixel units. */
export interface Background {
  readonly columns: number;
  readonly rows: number;
  /** Side of a tile, in pixels. */
  readonly tile: number;
  readonly levels: Float32Array;
  /** Standard deviation of a pixel, tile by tile. */
  readonly noises: Float32Array;
  /** The medians of both. */
  readonly level: number;
  readonly noise: number;
}

const TILE = 64;
/** Pixels looked at in each tile: the median of 256 is good to a thirteenth of the noise. */
const SAMPLES_ACROSS = 16;
/** Of a normal distribution: its standard deviation over its median absolute deviation. */
const SIGMA_PER_MAD = 1.4826;
/** The same over its mean absolute deviation. */
const SIGMA_PER_MEAN = 1.2533;
/** How far beside a pixel the two are that it is compared with: beyond what a camera's electronics smears. */
const BESIDE = 2;

/**
 * Measures the sky, tile by tile, with the stars clipped away. The noise
 * is that of each pixel against the mean of two beside it, so that the slope of a moonlit sky is none.
 */
export function measureBackground({ width, height, pixels }: Plane): Background {
  const columns = Math.max(1, Math.round(width / TILE));
  const rows = Math.max(1, Math.round(height / TILE));
  const levels = new Float32Array(columns * rows);
  const noises = new Float32Array(columns * rows);
  const samples = new Float32Array(SAMPLES_ACROSS * SAMPLES_ACROSS);
  const steps = new Float32Array(samples.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
      const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
      let count = 0;
      for (let j = 0; j < SAMPLES_ACROSS; j++) {
        const y = top + Math.floor(((j + 0.5) * (bottom - top)) / SAMPLES_ACROSS);
        for (let i = 0; i < SAMPLES_ACROSS; i++) {
          const x = left + Math.floor(((i + 0.5) * (right - left)) / SAMPLES_ACROSS);
          const at = y * width + Math.min(Math.max(x, BESIDE), Math.max(BESIDE, width - 1 - BESIDE));
          samples[count] = pixels[y * width + x] ?? 0;
          const beside = 0.5 * ((pixels[at - BESIDE] ?? 0) + (pixels[at + BESIDE] ?? 0));
          steps[count++] = width > 2 * BESIDE ? (pixels[at] ?? 0) - beside : 0;
        }
      }
      levels[row * columns + column] = clipped(samples).level;
      noises[row * columns + column] = spread(steps, steps.length) / Math.sqrt(1.5);
    }
  }
  const smoothNoises = smoothed(noises, columns, rows);
  const smooth = uncovered(levels, smoothNoises, columns, rows);
  return {
    columns,
    rows,
    tile: TILE,
    levels: smooth,
    noises: smoothNoises,
    level: median(smooth.slice(), smooth.length),
    noise: median(smoothNoises.slice(), smoothNoises.length),
  };
}

/** Median and standard deviation of the samples without what stands out by more than three of the latter. */
export function clipped(samples: Float32Array): { readonly level: number; readonly noise: number } {
  const work = samples.slice();
  let count = work.length;
  let level = median(work, count);
  let noise = 0;
  const deviations = new Float32Array(count);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < count; i++) deviations[i] = Math.abs((work[i] ?? 0) - level);
    noise = spread(deviations, count);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const value = work[i] ?? 0;
      if (Math.abs(value - level) <= 3 * noise) work[kept++] = value;
    }
    if (kept === count || kept === 0) break;
    count = kept;
    level = median(work, count);
  }
  return { level, noise };
}

/** Standard deviation, from the first `count` deviations from the middle; they lose sign and order. */
function spread(deviations: Float32Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += deviations[i] = Math.abs(deviations[i] as number);
  const noise = SIGMA_PER_MAD * median(deviations, count);
  // More than half of the pixels have one value: a quiet camera, whose noise is less than a unit of its converter.
  return noise === 0 && count > 0 ? (SIGMA_PER_MEAN * sum) / count : noise;
}

/** The median of the first `count` values, whose order it changes (Hoare's selection). */
export function median(values: Float32Array, count: number): number {
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const swap = values[i] as number;
        values[i] = values[j] as number;
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else break;
  }
  return values[middle] as number;
}

/** Each with the median of the eight around it and itself. */
function smoothed(values: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(values.length);
  const around = new Float32Array(9);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let count = 0;
      for (let j = Math.max(0, row - 1); j <= Math.min(rows - 1, row + 1); j++) {
        for (let i = Math.max(0, column - 1); i <= Math.min(columns - 1, column + 1); i++) {
          around[count++] = values[j * columns + i] ?? 0;
        }
      }
      out[row * columns + column] = median(around, count);
    }
  }
  return out;
}

/** How much brighter than those around it a tile is, in its noise, for it to lie on a bright star or a galaxy. */
const COVERED = 3;
const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const;

/**
 * A tile on a bright star or a galaxy takes what those on both sides of it lead to expect: not the plain median of its
 * neighbours, which at the edges of a sky with a slope is too bright or too dark.
 */
function uncovered(levels: Float32Array, noises: Float32Array, columns: number, rows: number): Float32Array {
  const out = levels.slice();
  const expected = new Float32Array(DIRECTIONS.length);
  const at = (column: number, row: number): number | undefined =>
    column < 0 || column >= columns ? undefined : levels[row * columns + column];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let count = 0;
      for (const [dx, dy] of DIRECTIONS) {
        const [before, after] = [at(column - dx, row - dy), at(column + dx, row + dy)];
        if (before !== undefined && after !== undefined) expected[count++] = (before + after) / 2;
      }
      if (count === 0) continue;
      const i = row * columns + column;
      const level = median(expected, count);
      if ((levels[i] ?? 0) > level + COVERED * (noises[i] ?? 0)) out[i] = level;
    }
  }
  return out;
}

/** Between the middles of which two tiles a place lies, and where; beyond the outermost it goes on as between the last two. */
function between(at: number, size: number, tiles: number): readonly [tile: number, next: number, fraction: number] {
  const place = ((at + 0.5) * tiles) / size - 0.5;
  const tile = Math.max(0, Math.min(tiles - 2, Math.floor(place)));
  return tiles === 1 ? [0, 0, 0] : [tile, tile + 1, place - tile];
}

/** Writes the background of one row, interpolated between the middles of the tiles, into `out`. */
export function backgroundOfRow(
  { columns, rows, levels }: Background,
  plane: Plane,
  y: number,
  out: Float32Array,
): void {
  const [row, below, fraction] = between(y, plane.height, rows);
  const at = (column: number): number =>
    (levels[row * columns + column] ?? 0) * (1 - fraction) + (levels[below * columns + column] ?? 0) * fraction;
  const pitch = plane.width / columns;
  let end = 0;
  for (let column = 0; column < Math.max(1, columns - 1); column++) {
    const from = at(column);
    const slope = columns === 1 ? 0 : (at(column + 1) - from) / pitch;
    const start = (column + 0.5) * pitch;
    const stop = column >= columns - 2 ? plane.width : Math.min(plane.width, Math.ceil(start + pitch - 0.5));
    for (; end < stop; end++) out[end] = from + slope * (end + 0.5 - start);
  }
}

/** The background at one place, as backgroundOfRow gives it. */
export function backgroundAt({ columns, rows, levels }: Background, plane: Plane, x: number, y: number): number {
  const [left, right, u] = between(x, plane.width, columns);
  const [upper, lower, v] = between(y, plane.height, rows);
  const level = (column: number, row: number): number => levels[row * columns + column] ?? 0;
  return (
    (level(left, upper) * (1 - u) + level(right, upper) * u) * (1 - v) +
    (level(left, lower) * (1 - u) + level(right, lower) * u) * v
  );
}
