import { type Apparent, apparent, type Degrees, wrapDegrees } from '../../../../sky/index.js';
import { RADIANS_PER_DEGREE } from '../../../../sky/units.js';
import { direction, dot, latitudeOf, length, longitudeOf, plus, unit, type Vector } from '../../../../sky/vector.js';

/** A place of the sky as encoders have it: both in degrees. */
interface Encoded {
  readonly ra: Degrees;
  readonly dec: Degrees;
}

/** Closer than this to opposite each other, two directions have no middle. */
const OPPOSITE = 1e-9;

/**
 * What a sync makes of the encoders: the sky turned by the shortest way from where they point to where the mount is told
 * that it points. No place moves by more than that, so that a sync beside the pole, where right ascensions lie close
 * together, does no harm elsewhere.
 */
export class SyncTurn {
  /** Two mirrors, one after the other, make the turn; in the other order, the way back. */
  readonly #first: Vector;
  readonly #second: Vector;

  constructor(from: Encoded, to: Apparent) {
    const start = towards(from.ra, from.dec);
    const end = towards(to.ra * 15, to.dec);
    const sum = plus(start, end);
    this.#first = start;
    this.#second = length(sum) > OPPOSITE ? unit(sum) : across(start);
  }

  /** What the mount believes when its encoders say this. */
  believed({ ra, dec }: Encoded): Apparent {
    const turned = mirrored(this.#second, mirrored(this.#first, towards(ra, dec)));
    return apparent(
      wrapDegrees(longitudeOf(turned) / RADIANS_PER_DEGREE) / 15,
      latitudeOf(turned) / RADIANS_PER_DEGREE,
    );
  }

  /** What the encoders say where the mount believes this. */
  encoded(place: Apparent): Encoded {
    const turned = mirrored(this.#first, mirrored(this.#second, towards(place.ra * 15, place.dec)));
    return {
      ra: wrapDegrees(longitudeOf(turned) / RADIANS_PER_DEGREE),
      dec: latitudeOf(turned) / RADIANS_PER_DEGREE,
    };
  }
}

function towards(longitude: Degrees, latitude: Degrees): Vector {
  return direction(longitude * RADIANS_PER_DEGREE, latitude * RADIANS_PER_DEGREE);
}

function mirrored(normal: Vector, v: Vector): Vector {
  return plus(v, normal, -2 * dot(normal, v));
}

/** Some direction at right angles to another. */
function across([x, y, z]: Vector): Vector {
  return Math.hypot(x, y) > 0.5 ? unit([-y, x, 0]) : unit([0, -z, y]);
}
