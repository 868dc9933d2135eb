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
  /** Median of the levels, and of the standard deviations around them. */
  readonly level: number;
  readonly noise: number;
}

const TILE = 64;
/** Pixels looked at in each tile: the median of 256 is good to a thirteenth of the noise. */
const SAMPLES_ACROSS = 16;
/** Of a normal distribution: its standard deviation over its median absolute deviation. */
const SIGMA_PER_MAD = 1.4826;

/** Measures the sky, tile by tile, with the stars clipped away; and smooths it with the median of each 3 x 3 tiles. */
export function measureBackground({ width, height, pixels }: Plane): Background {
  const columns = Math.max(1, Math.round(width / TILE));
  const rows = Math.max(1, Math.round(height / TILE));
  const levels = new Float32Array(columns * rows);
  const noises = new Float32Array(columns * rows);
  const samples = new Float32Array(SAMPLES_ACROSS * SAMPLES_ACROSS);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
      const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
      let count = 0;
      for (let j = 0; j < SAMPLES_ACROSS; j++) {
        const y = top + Math.floor(((j + 0.5) * (bottom - top)) / SAMPLES_ACROSS);
        for (let i = 0; i < SAMPLES_ACROSS; i++) {
          const x = left + Math.floor(((i + 0.5) * (right - left)) / SAMPLES_ACROSS);
          samples[count++] = pixels[y * width + x] ?? 0;
        }
      }
      const { level, noise } = clipped(samples);
      levels[row * columns + column] = level;
      noises[row * columns + column] = noise;
    }
  }
  const smooth = smoothed(levels, columns, rows);
  return {
    columns,
    rows,
    tile: TILE,
    levels: smooth,
    level: median(smooth.slice(), smooth.length),
    noise: median(noises.slice(), noises.length),
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
    noise = SIGMA_PER_MAD * median(deviations, count);
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

/** A tile on a bright star or a galaxy takes the median of its neighbours. */
function smoothed(levels: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(levels.length);
  const around = new Float32Array(9);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let count = 0;
      for (let j = Math.max(0, row - 1); j <= Math.min(rows - 1, row + 1); j++) {
        for (let i = Math.max(0, column - 1); i <= Math.min(columns - 1, column + 1); i++) {
          around[count++] = levels[j * columns + i] ?? 0;
        }
      }
      out[row * columns + column] = median(around, count);
    }
  }
  return out;
}

/** Writes the background of one row, interpolated between the middles of the tiles, into `out`. */
export function backgroundOfRow(background: Background, plane: Plane, y: number, out: Float32Array): void {
  const { columns, rows, levels } = background;
  const v = Math.min(rows - 1, Math.max(0, ((y + 0.5) * rows) / plane.height - 0.5));
  const row = Math.min(rows - 1, Math.floor(v));
  const below = Math.min(rows - 1, row + 1);
  const fraction = v - row;
  const at = (column: number): number =>
    (levels[row * columns + column] ?? 0) * (1 - fraction) + (levels[below * columns + column] ?? 0) * fraction;
  const pitch = plane.width / columns;
  let end = 0;
  for (let column = -1; column < columns; column++) {
    const from = at(Math.max(0, column));
    const to = at(Math.min(columns - 1, column + 1));
    const start = (column + 0.5) * pitch;
    const slope = (to - from) / pitch;
    const stop = column === columns - 1 ? plane.width : Math.min(plane.width, Math.ceil(start + pitch - 0.5));
    for (; end < stop; end++) out[end] = from + slope * (end + 0.5 - start);
  }
}

/** The background at one place, as backgroundOfRow gives it. */
export function backgroundAt({ columns, rows, levels }: Background, plane: Plane, x: number, y: number): number {
  const clamped = (value: number, last: number): number => Math.min(last, Math.max(0, value));
  const u = clamped(((x + 0.5) * columns) / plane.width - 0.5, columns - 1);
  const v = clamped(((y + 0.5) * rows) / plane.height - 0.5, rows - 1);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const level = (i: number, j: number): number =>
    levels[Math.min(rows - 1, j) * columns + Math.min(columns - 1, i)] ?? 0;
  const upper = level(column, row) * (1 - u + column) + level(column + 1, row) * (u - column);
  const lower = level(column, row + 1) * (1 - u + column) + level(column + 1, row + 1) * (u - column);
  return upper * (1 - v + row) + lower * (v - row);
}
