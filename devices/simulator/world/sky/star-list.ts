import { angleBetween, type Vector } from '../../../../sky/vector.js';

/** Stars as columns of numbers: unit vectors of J2000, and V magnitudes. */
export interface StarList {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly magnitude: Float32Array;
}

/** Where stars come from. */
export interface StarSource {
  /** Lists that together hold every star within `radius` (radians) of a direction; some may lie outside. */
  near(centre: Vector, radius: number): readonly StarList[];
}

/** Several sources as one. */
export function combined(...sources: readonly StarSource[]): StarSource {
  return { near: (centre, radius) => sources.flatMap((source) => source.near(centre, radius)) };
}

/** Stars at given places, for a world whose sky one wants to know to the last star. */
export function starsAt(stars: readonly { readonly at: Vector; readonly magnitude: number }[]): StarSource {
  return {
    near: (centre, radius) => {
      const found = stars.filter(({ at }) => angleBetween(at, centre) <= radius);
      return [
        {
          count: found.length,
          x: Float64Array.from(found, (s) => s.at[0]),
          y: Float64Array.from(found, (s) => s.at[1]),
          z: Float64Array.from(found, (s) => s.at[2]),
          magnitude: Float32Array.from(found, (s) => s.magnitude),
        },
      ];
    },
  };
}
