import { type Degrees, wrapDegrees } from './units.js';

/** What stands around the telescope: the altitude below which nothing is seen, by azimuth. */
export interface Horizon {
  altitudeAt(azimuth: Degrees): Degrees;
  /** The lowest and highest altitude in any direction. */
  readonly lowest: Degrees;
  readonly highest: Degrees;
}

export type HorizonPoint = readonly [azimuth: Degrees, altitude: Degrees];

/** The same altitude all around. */
export function flatHorizon(altitude: Degrees): Horizon {
  return { altitudeAt: () => altitude, lowest: altitude, highest: altitude };
}

/**
 * A horizon drawn through points in any order, with straight lines between them in azimuth and altitude, also from the
 * last across north to the first. Two points at one azimuth are a wall: the line changes there at once (as between 360
 * and 0, if both are given).
 * @throws RangeError without points, or with an altitude outside -90 to 90
 * @example horizonProfile([[0, 10], [90, 25], [180, 5]]).altitudeAt(45) // 17.5
 */
export function horizonProfile(points: readonly HorizonPoint[]): Horizon {
  for (const [azimuth, altitude] of points) {
    if (!Number.isFinite(azimuth) || !(Math.abs(altitude) <= 90)) {
      throw new RangeError(
        `a horizon point is [azimuth, altitude from -90 to 90], not [${String(azimuth)}, ${String(altitude)}]`,
      );
    }
  }
  const sorted = points
    .map(([azimuth, altitude]) => [azimuth === 360 ? 360 : wrapDegrees(azimuth), altitude] as const)
    .sort((a, b) => a[0] - b[0]);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) throw new RangeError('a horizon needs at least one point');
  const closed: readonly HorizonPoint[] = [[last[0] - 360, last[1]], ...sorted, [first[0] + 360, first[1]]];
  const altitudes = sorted.map(([, altitude]) => altitude);
  return {
    altitudeAt: (azimuth) => interpolate(closed, wrapDegrees(azimuth)),
    lowest: Math.min(...altitudes),
    highest: Math.max(...altitudes),
  };
}

function interpolate(points: readonly HorizonPoint[], azimuth: Degrees): Degrees {
  const next = points.findIndex(([at]) => at > azimuth);
  const [right, left] = [points[next], points[next - 1]];
  if (!right || !left) return points.at(-1)?.[1] ?? 0;
  return left[1] + ((azimuth - left[0]) / (right[0] - left[0])) * (right[1] - left[1]);
}
