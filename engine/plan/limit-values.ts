import {
  airmass,
  type Horizon,
  horizonProfile,
  hourAngle,
  j2000,
  moonAltitude,
  moonSeparation,
  sunAltitude,
  toApparent,
  toHorizontal,
} from '../../sky/index.js';
import type { Observatory } from './observatory.js';
import type { Limit, LimitQuantity } from './plan.js';

type Site = Observatory['site'];
/** J2000, hours and degrees. */
interface SkyPosition {
  readonly ra: number;
  readonly dec: number;
}

/**
 * What a limit's quantity is for a position at a moment, in the quantity's own unit.
 * @returns undefined where there is no position and the quantity needs one
 */
export function limitValue(
  quantity: LimitQuantity,
  position: SkyPosition | undefined,
  at: number,
  site: Site,
): number | undefined {
  if (quantity === 'sun-altitude') return sunAltitude(at, site);
  if (quantity === 'moon-altitude') return moonAltitude(at, site);
  if (!position) return undefined;
  const catalogued = j2000(position.ra, position.dec);
  if (quantity === 'moon-separation') return moonSeparation(catalogued, at, site);
  const seen = toApparent(catalogued, at);
  if (quantity === 'hour-angle') return hourAngle(seen.ra, at, site);
  const { altitude } = toHorizontal(seen, at, site);
  return quantity === 'altitude' ? altitude : airmass(altitude);
}

/** Whether a limit holds for a position at a moment. One that needs a position and has none does not. */
export function limitHolds(limit: Limit, position: SkyPosition | undefined, at: number, site: Site): boolean {
  const value = limitValue(limit.quantity, position, at, site);
  if (value === undefined) return false;
  switch (limit.comparison) {
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
  }
}

/** The first limit that does not hold, the horizon of the site and the observatory's own limits included. */
export function brokenLimit(
  limits: readonly Limit[],
  position: SkyPosition,
  at: number,
  observatory: Observatory,
): string | undefined {
  const { site } = observatory;
  const broken = [...limits, ...observatory.limits].find((limit) => !limitHolds(limit, position, at, site));
  if (broken) {
    const value = limitValue(broken.quantity, position, at, site);
    return `${broken.quantity} is ${value === undefined ? 'unknown' : value.toFixed(1)}, and shall be ${broken.text}`;
  }
  const { altitude, azimuth } = toHorizontal(toApparent(j2000(position.ra, position.dec), at), at, site);
  const horizon = horizonOf(site).altitudeAt(azimuth);
  return altitude < horizon
    ? `it is at ${altitude.toFixed(1)} deg, below the horizon of ${horizon.toFixed(1)} deg at azimuth ${azimuth.toFixed(0)} deg`
    : undefined;
}

const horizons = new WeakMap<Site, Horizon>();

/** The site's horizon, ready to be asked. */
export function horizonOf(site: Site): Horizon {
  const known = horizons.get(site);
  if (known) return known;
  const horizon = horizonProfile(site.horizon);
  horizons.set(site, horizon);
  return horizon;
}
