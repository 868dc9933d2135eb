import { latitudeOf, longitudeOf, type Vector } from '../../../../sky/vector.js';

/** The sky is cut into bands of declination of one degree, and each band into cells about as wide. */
export const BAND = Math.PI / 180;
export const BANDS = 180;

export interface Cell {
  /** From the south pole. */
  readonly band: number;
  /** Eastward from right ascension 0. */
  readonly column: number;
}

/** How many cells a band has. */
export function cellsIn(band: number): number {
  return Math.max(1, Math.round(360 * Math.cos((band + 0.5) * BAND - Math.PI / 2)));
}

/** The cells that a circle about a direction touches; a few more near the poles. */
export function cellsNear(centre: Vector, radius: number): readonly Cell[] {
  const latitude = latitudeOf(centre);
  const longitude = (longitudeOf(centre) + 2 * Math.PI) % (2 * Math.PI);
  const bandOf = (l: number): number => Math.min(BANDS - 1, Math.max(0, Math.floor((l + Math.PI / 2) / BAND)));
  // Half the width in longitude of the circle; all of the band where the pole is inside.
  const pole = Math.abs(latitude) + radius >= Math.PI / 2 - BAND;
  const half = pole ? Math.PI : Math.asin(Math.min(1, Math.sin(radius) / Math.cos(latitude)));
  const cells: Cell[] = [];
  for (let band = bandOf(latitude - radius); band <= bandOf(latitude + radius); band++) {
    const count = cellsIn(band);
    const width = (2 * Math.PI) / count;
    const first = Math.floor((longitude - half) / width);
    const last = Math.min(first + count - 1, Math.floor((longitude + half) / width));
    for (let column = first; column <= last; column++) cells.push({ band, column: ((column % count) + count) % count });
  }
  return cells;
}

/** Cells that are remembered: enough for a dozen wide fields. */
const KEPT = 1024;

/** Makes the contents of a cell once, as long as it is remembered. */
export function remembered<T>(make: (cell: Cell) => T): (cell: Cell) => T {
  const known = new Map<number, T>();
  return (cell) => {
    const key = cell.band * 1000 + cell.column;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= KEPT) known.clear();
    const made = make(cell);
    known.set(key, made);
    return made;
  };
}
