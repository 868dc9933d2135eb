import {
  airmass,
  type Apparent,
  type Horizon,
  horizonProfile,
  type Horizontal,
  hourAngle,
  j2000,
  moonPosition,
  separation,
  sunPosition,
  toApparent,
  toHorizontal,
} from '../../sky/index.js';
import type { Observatory } from './observatory.js';
import type { LimitQuantity, RangeLimit } from './plan.js';

type Site = Observatory['site'];

/** J2000, hours and degrees. */
export interface SkyPosition {
  readonly ra: number;
  readonly dec: number;
}

/** What is known only of a position on the sky. */
export type OfTheTarget = Extract<
  LimitQuantity | RangeLimit['quantity'],
  'altitude' | 'above-horizon' | 'airmass' | 'azimuth' | 'hour-angle' | 'moon-separation' | 'sun-separation'
>;
const OF_THE_TARGET: ReadonlySet<string> = new Set<OfTheTarget>([
  'altitude',
  'above-horizon',
  'airmass',
  'azimuth',
  'hour-angle',
  'moon-separation',
  'sun-separation',
]);

/** Whether a quantity is known only of a position on the sky. */
export function isOfTheTarget(quantity: string): quantity is OfTheTarget {
  return OF_THE_TARGET.has(quantity);
}

interface Seen {
  readonly seen: Apparent;
  readonly direction: Horizontal;
}

/**
 * What was looked up last: the limits of a target and the horizon all ask for the same place at the same moment, and a night
 * is looked at in hundreds of moments for each target.
 */
let last:
  | (Seen & {
      readonly ra: number;
      readonly dec: number;
      readonly at: number;
      readonly site: Site;
      /** When `seen` was computed. */
      readonly since: number;
    })
  | undefined;

/** Precession, nutation and aberration move a place by less than 0.01 arcsec in so long, ms. */
const APPARENT_FOR = 600_000;

/** Where a place of the catalogue is seen at a moment. */
export function seenFrom({ ra, dec }: SkyPosition, at: number, site: Site): Seen {
  const same = last?.ra === ra && last.dec === dec ? last : undefined;
  if (same?.at === at && same.site === site) return same;
  const fresh = same && Math.abs(at - same.since) < APPARENT_FOR ? same : undefined;
  const seen = fresh?.seen ?? toApparent(j2000(ra, dec), at);
  last = { ra, dec, at, site, seen, since: fresh?.since ?? at, direction: toHorizontal(seen, at, site) };
  return last;
}

/** A quantity of a place on the sky at a moment, in the quantity's own unit. */
export function valueAt(quantity: OfTheTarget, position: SkyPosition, at: number, site: Site): number {
  const { seen, direction } = seenFrom(position, at, site);
  if (quantity === 'moon-separation') return separation(seen, moonPosition(at, site));
  if (quantity === 'sun-separation') return separation(seen, sunPosition(at, site));
  if (quantity === 'hour-angle') return hourAngle(seen.ra, at, site);
  const { altitude, azimuth } = direction;
  switch (quantity) {
    case 'altitude':
      return altitude;
    case 'azimuth':
      return azimuth;
    case 'airmass':
      return airmass(altitude);
    case 'above-horizon':
      return altitude - horizonOf(site).altitudeAt(azimuth);
  }
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
