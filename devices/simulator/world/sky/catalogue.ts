import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { direction } from '../../../../sky/vector.js';
import { BAND, BANDS, type Cell, cellsIn, cellsNear, remembered } from './cells.js';
import type { StarList, StarSource } from './star-list.js';

/** Of the stars in the catalogue; fainter ones are drawn by chance. */
export const CATALOGUE_LIMIT = 11.5;

const HEADER = 16;
const BYTES_PER_STAR = 5;

/** Beside the sources, and from the built files. */
const PLACES = ['../../data/tycho2.bin', '../../../../../devices/simulator/data/tycho2.bin'];

interface Catalogue {
  readonly bytes: Buffer;
  /** Number of the first star of each cell, and at the end the number of all. */
  readonly firstStar: Uint32Array;
  /** Number of the first cell of each band. */
  readonly firstCell: readonly number[];
}

function open(): Catalogue {
  const places = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const path = places.find((place) => existsSync(place));
  if (!path) throw new Error(`the star catalogue tycho2.bin is in none of: ${places.join(', ')}`);
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'NOCT' || bytes[4] !== 1) throw new Error(`${path} is no star catalogue`);
  const cells = bytes.readUInt32LE(8);
  const firstStar = new Uint32Array(cells + 1);
  for (let i = 0; i < cells; i++) firstStar[i + 1] = (firstStar[i] ?? 0) + bytes.readUInt16LE(HEADER + 2 * i);
  const firstCell = [0];
  for (let band = 0; band < BANDS; band++) firstCell.push((firstCell[band] ?? 0) + cellsIn(band));
  return { bytes, firstStar, firstCell };
}

/** Read once for all worlds, when the first star is looked for. */
let opened: Catalogue | undefined;

function decode(cell: Cell): StarList {
  opened ??= open();
  const { bytes, firstStar, firstCell } = opened;
  const number = (firstCell[cell.band] ?? 0) + cell.column;
  const first = firstStar[number] ?? 0;
  const count = (firstStar[number + 1] ?? first) - first;
  const width = (2 * Math.PI) / cellsIn(cell.band);
  const list = {
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    magnitude: new Float32Array(count),
  };
  let at = HEADER + 2 * (firstStar.length - 1) + BYTES_PER_STAR * first;
  for (let i = 0; i < count; i++, at += BYTES_PER_STAR) {
    const column = cell.column + (bytes.readUInt16LE(at) + 0.5) / 65_536;
    const band = cell.band + (bytes.readUInt16LE(at + 2) + 0.5) / 65_536;
    const place = direction(column * width, band * BAND - Math.PI / 2);
    list.x[i] = place[0];
    list.y[i] = place[1];
    list.z[i] = place[2];
    list.magnitude[i] = ((bytes[at + 4] ?? 0) - 20) / 20;
  }
  return list;
}

const listOf = remembered(decode);

/** The stars of the Tycho-2 catalogue to V 11.5, to 0.03 arcseconds; see docs/simulator.md for source and licence. */
export const TYCHO_2: StarSource = { near: (centre, radius) => cellsNear(centre, radius).map(listOf) };
