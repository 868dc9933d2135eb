import { direction, latitudeOf, longitudeOf, type Vector } from '../../../../sky/vector.js';
import { random } from '../random.js';
import type { StarList, StarSource } from './star-list.js';

/** The sky is cut into bands of declination of this width, and each band into cells about as wide. */
const BAND = Math.PI / 180;
const BANDS = 180;
/** Cells that are remembered: about a dozen fields. */
const KEPT = 256;

/** Stars brighter than a magnitude in a square degree, far from the Milky Way; each magnitude has 2.5 times more. */
function density(magnitude: number): number {
  return 10 ** (1.34 + 0.4 * (magnitude - 11));
}

function cellsIn(band: number): number {
  const middle = (band + 0.5) * BAND - Math.PI / 2;
  return Math.max(1, Math.round((2 * Math.PI * Math.cos(middle)) / BAND));
}

/**
 * Stars that nobody has catalogued: as many as there are, at places that follow from the seed. The same seed gives the
 * same sky, whatever part of it is looked at first.
 * @param from the brightest, @param to the faintest magnitude
 */
export function randomStars(seed: number, from: number, to: number): StarSource {
  const cells = new Map<number, StarList>();

  function fill(band: number, cell: number): StarList {
    const draw = random(seed, band, cell);
    const south = Math.sin(band * BAND - Math.PI / 2);
    const north = Math.sin((band + 1) * BAND - Math.PI / 2);
    const width = (2 * Math.PI) / cellsIn(band);
    const squareDegrees = (north - south) * width * (180 / Math.PI) ** 2;
    const brighter = density(from);
    const count = draw.poisson((density(to) - brighter) * squareDegrees);
    const list = {
      count,
      x: new Float64Array(count),
      y: new Float64Array(count),
      z: new Float64Array(count),
      magnitude: new Float32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const place = direction((cell + draw.uniform()) * width, Math.asin(south + draw.uniform() * (north - south)));
      list.x[i] = place[0];
      list.y[i] = place[1];
      list.z[i] = place[2];
      const rank = brighter + draw.uniform() * (density(to) - brighter);
      list.magnitude[i] = 11 + (Math.log10(Math.max(rank, 1e-9)) - 1.34) / 0.4;
    }
    return list;
  }

  function at(band: number, cell: number): StarList {
    const key = band * 1000 + cell;
    const known = cells.get(key);
    if (known) return known;
    if (cells.size >= KEPT) cells.clear();
    const list = fill(band, cell);
    cells.set(key, list);
    return list;
  }

  return {
    near(centre: Vector, radius: number): readonly StarList[] {
      const latitude = latitudeOf(centre);
      const longitude = (longitudeOf(centre) + 2 * Math.PI) % (2 * Math.PI);
      const bandOf = (l: number): number => Math.min(BANDS - 1, Math.max(0, Math.floor((l + Math.PI / 2) / BAND)));
      const found: StarList[] = [];
      for (let band = bandOf(latitude - radius); band <= bandOf(latitude + radius); band++) {
        const count = cellsIn(band);
        // Half the width in longitude of the circle; all of the band where the pole is inside.
        const cap = Math.abs(latitude) + radius >= Math.PI / 2 - BAND;
        const half = cap ? Math.PI : Math.asin(Math.min(1, Math.sin(radius) / Math.cos(latitude)));
        const width = (2 * Math.PI) / count;
        const first = Math.floor((longitude - half) / width);
        const last = Math.min(first + count - 1, Math.floor((longitude + half) / width));
        for (let cell = first; cell <= last; cell++) found.push(at(band, ((cell % count) + count) % count));
      }
      return found;
    },
  };
}
