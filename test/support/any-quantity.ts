import fc from 'fast-check';
import type { Measure } from '../../engine/plan/measure.js';

/** A number as a person writes one: up to six decimals. */
export const decimal = (least: number, most: number): fc.Arbitrary<number> =>
  fc
    .double({ min: least, max: most, noNaN: true })
    .map((number) => Math.min(most, Math.max(least, Number(number.toFixed(6)))) + 0);

/** A number and a unit, in any of the spellings of a measure. */
export function written({
  units,
  spellings = {},
  least = -1000,
  most = 1000,
  whole = false,
}: Measure): fc.Arbitrary<string> {
  const all = Object.entries({ ...units, ...spellings });
  const forms = [...all, ['', 1] as const];
  return fc.constantFrom(...forms).chain(([unit, factor]) => {
    const [from, to] = [least / factor, most / factor];
    const number = whole ? fc.integer({ min: Math.ceil(from), max: Math.floor(to) }) : decimal(from, to);
    const gap = fc.constantFrom('', ' ', '  ');
    return fc.tuple(number, gap).map(([amount, blank]) => `${String(amount)}${unit === '' ? '' : blank}${unit}`);
  });
}
