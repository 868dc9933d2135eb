import { fromB1950, fromJulianEpoch } from '../../sky/index.js';
import type { Position } from './plan.js';
import { quantity, read, unreadable } from './quantity.js';

/** Of which day the equator and equinox are that coordinates are given in. */
export type Epoch = 'J2000' | 'of date' | 'B1950' | { readonly julian: number };

const NAMED: ReadonlyMap<string, Epoch> = new Map([
  ['j2000', 'J2000'],
  ['j2000.0', 'J2000'],
  ['2000', 'J2000'],
  ['icrs', 'J2000'],
  ['fk5', 'J2000'],
  ['now', 'of date'],
  ['jnow', 'of date'],
  ['of date', 'of date'],
  ['b1950', 'B1950'],
  ['b1950.0', 'B1950'],
  ['fk4', 'B1950'],
]);

/** Precession is known beyond, but whoever writes another year has mistyped. */
const JULIAN_YEARS = { first: 1800, last: 2200 } as const;

/** @returns undefined for what is no epoch */
export function epochOf(written: string): Epoch | undefined {
  const plain = written.trim().toLowerCase();
  const known = NAMED.get(plain);
  if (known) return known;
  const year = Number(/^j(\d{4}(?:\.\d+)?)$/u.exec(plain)?.[1] ?? Number.NaN);
  return year >= JULIAN_YEARS.first && year <= JULIAN_YEARS.last ? { julian: year } : undefined;
}

/** @example formatEpoch({ julian: 2015.5 }) // 'J2015.5' */
export function formatEpoch(epoch: Epoch): string {
  if (typeof epoch === 'object') return `J${String(epoch.julian)}`;
  return epoch === 'of date' ? 'now' : epoch;
}

export const epochQuantity = quantity({
  name: 'an epoch',
  examples: ['J2000', 'now', 'B1950', 'J2015.5'],
  description:
    'The epoch of the equator and equinox of the coordinates: J2000 (the default); now for those of the date; B1950 for old catalogues (FK4); or J and another year.',
  numbers: true,
  parse: (written) => {
    const text = String(written);
    const known = epochOf(text);
    if (known) return read(known);
    if (!/^\d{4}(?:\.\d+)?$/u.test(text)) return unreadable('');
    return unreadable('', `write ${formatEpoch(text === '1950' ? 'B1950' : { julian: Number(text) })}`);
  },
});

/** Coordinates of an epoch as a plan has them: of J2000, or of the date, which is not known before the night. */
export function inPlan(place: { readonly ra: number; readonly dec: number }, epoch: Epoch): Position {
  if (epoch === 'J2000' || epoch === 'of date') return { kind: 'equatorial', ...place, epoch };
  const { ra, dec } = epoch === 'B1950' ? fromB1950(place) : fromJulianEpoch(place, epoch.julian);
  return { kind: 'equatorial', ra, dec, epoch: 'J2000' };
}
