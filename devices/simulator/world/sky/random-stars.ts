import { direction } from '../../../../sky/vector.js';
import { random } from '../random.js';
import { BAND, type Cell, cellsIn, cellsNear, remembered } from './cells.js';
import type { StarList, StarSource } from './star-list.js';

/** Stars brighter than a magnitude in a square degree, averaged over the sky; each magnitude has 2.5 times more. */
function density(magnitude: number): number {
  return 10 ** (1.31 + 0.4 * (magnitude - 11));
}

function magnitudeOf(rank: number): number {
  return 11 + (Math.log10(rank) - 1.31) / 0.4;
}

/**
 * Stars that no catalogue of a few megabytes holds: as many as there are, at places that follow from the seed. The same
 * seed gives the same sky, whatever part of it is looked at first.
 * @param brightest magnitude of the brightest, @param faintest of the faintest
 */
export function randomStars(seed: number, brightest: number, faintest: number): StarSource {
  function fill({ band, column }: Cell): StarList {
    const draw = random(seed, band, column);
    const south = Math.sin(band * BAND - Math.PI / 2);
    const north = Math.sin((band + 1) * BAND - Math.PI / 2);
    const width = (2 * Math.PI) / cellsIn(band);
    const squareDegrees = (north - south) * width * (180 / Math.PI) ** 2;
    const brighter = density(brightest);
    const count = draw.poisson((density(faintest) - brighter) * squareDegrees);
    const list = {
      count,
      x: new Float64Array(count),
      y: new Float64Array(count),
      z: new Float64Array(count),
      magnitude: new Float32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const place = direction((column + draw.uniform()) * width, Math.asin(south + draw.uniform() * (north - south)));
      list.x[i] = place[0];
      list.y[i] = place[1];
      list.z[i] = place[2];
      list.magnitude[i] = magnitudeOf(brighter + draw.uniform() * (density(faintest) - brighter));
    }
    return list;
  }

  const listOf = remembered(fill);
  return { near: (centre, radius) => cellsNear(centre, radius).map(listOf) };
}
