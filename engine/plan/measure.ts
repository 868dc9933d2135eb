import { alternatives, quantity, type Quantity, type Reading, read, unreadable } from './quantity.js';

/** A quantity that is a number and a unit. */
export interface Measure {
  /** With its article: "a duration". */
  readonly name: string;
  readonly examples: readonly string[];
  readonly description: string;
  /** Of the value, and of a bare number. */
  readonly unit: string;
  /** What one of each unit is in `unit`; these are the ones that a hint names. */
  readonly units: Readonly<Record<string, number>>;
  /** Other spellings that are taken. */
  readonly spellings?: Readonly<Record<string, number>>;
  /** Smallest and largest value, in `unit`. */
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** Parts may follow each other, large to small, as in 1h30m; these units are known only there or beside others. */
  readonly inParts?: Readonly<Record<string, number>>;
}

/** A measure that is only ever a part of something else, and needs no description of its own. */
export function bareMeasure(
  name: string,
  unit: string,
  units: Readonly<Record<string, number>>,
  least?: number,
): Measure {
  return { name, examples: [], description: '', unit, units, ...(least === undefined ? {} : { least }) };
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const WITH_UNIT = new RegExp(`^(${NUMBER})\\s*(\\D.*)?$`, 'u');
const PART = /(\d+(?:\.\d*)?|\.\d+) *([a-z]+) */gu;

/** What a unit that does not belong is known for. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ...entries('a time', 's', 'sec', 'min', 'h', 'ms', 'd'),
  ...entries('a length', 'm', 'mm', 'cm', 'km', 'um', 'µm', 'in', 'ft'),
  ...entries('a temperature', 'C', '°C', 'K', 'F', '°F'),
  ...entries('an angle', 'deg', '°', 'arcmin', 'arcsec', 'rad'),
  ...entries('a mass', 'kg', 'g'),
  ...entries('a share', '%'),
  ...entries('a count of pixels', 'px'),
]);

function entries(kind: string, ...units: readonly string[]): (readonly [string, string])[] {
  return units.map((unit) => [unit, kind] as const);
}

/**
 * The schema of a measure.
 * @param hint what is known of a text that is no such measure
 */
export function measured(measure: Measure, hint?: (written: string) => string | undefined): Quantity<number> {
  return quantity({
    ...measure,
    numbers: true,
    // A number; or the parameter of a block, which is put in before the value is read.
    pattern: new RegExp(`^\\s*(?:[+\\-\u2212]?\\s*[0-9.]|\\$)`, 'u'),
    parse: (written) => {
      const reading = readMeasure(measure, written);
      const known = reading.ok ? undefined : hint?.(String(written));
      return known === undefined ? reading : unreadable('', known);
    },
  });
}

/** Reads a number with or without a unit into the measure's own unit. */
export function readMeasure(measure: Measure, written: string | number): Reading<number> {
  if (typeof written === 'number') return within(measure, written);
  const whole = WITH_UNIT.exec(written);
  const number = whole?.[1];
  if (whole === null || number === undefined) return unreadable('');
  if (whole[2] === undefined) return within(measure, Number(number));
  const unit = whole[2].trim();
  const factor = factorOf({ ...measure.units, ...measure.spellings }, unit);
  if (factor !== undefined) return within(measure, scaled(Number(number), factor));
  return readParts(measure, written) ?? unknownUnit(measure, number, unit);
}

function readParts(measure: Measure, written: string): Reading<number> | undefined {
  const { inParts } = measure;
  const parts = [...written.matchAll(PART)];
  if (!inParts || parts.length < 2 || parts.map(([part]) => part).join('') !== written) return undefined;
  let total = 0;
  let last = Infinity;
  for (const [, number, unit] of parts) {
    const factor = factorOf({ ...measure.units, ...measure.spellings, ...inParts }, unit ?? '');
    if (factor === undefined) return undefined;
    if (factor >= last) return unreadable('its parts must go from the largest unit to the smallest');
    total += scaled(Number(number), factor);
    last = factor;
  }
  return within(measure, rounded(total));
}

/** Units are matched as written, then without regard to capitals: `10 MIN` is clear enough. */
function factorOf(units: Readonly<Record<string, number>>, unit: string): number | undefined {
  if (Object.hasOwn(units, unit)) return units[unit];
  const lower = unit.toLowerCase();
  const same = Object.entries(units).filter(([name]) => name.toLowerCase() === lower);
  return same.length === 1 ? same[0]?.[1] : undefined;
}

/** Twelve digits: enough for any quantity here, and 1.1 min is 66 s, not 66.00000000000001. */
function scaled(number: number, factor: number): number {
  return factor === 1 ? number : rounded(number * factor);
}

function rounded(number: number): number {
  return Number(number.toPrecision(12));
}

/**
 * A value as it could be written, and is read back: in the first of the units `inWhole` in which it is a whole number,
 * else in the measure's own.
 * @example formatMeasure(MEASURES.duration, 5400, ['h', 'min']) // '90 min'
 */
export function formatMeasure(
  { unit, units }: Pick<Measure, 'unit' | 'units'>,
  value: number,
  inWhole: readonly string[] = [],
): string {
  for (const name of inWhole) {
    const factor = units[name];
    const number = factor === undefined ? Number.NaN : rounded(value / factor);
    if (factor !== undefined && number !== 0 && Number.isInteger(number) && scaled(number, factor) === value) {
      return `${String(number)} ${name}`;
    }
  }
  return unit === '' ? String(value) : `${String(value)} ${unit}`;
}

function unknownUnit({ units, inParts, name, unit: own }: Measure, number: string, unit: string): Reading<never> {
  const known = Object.keys(units);
  if (/^,\d/u.test(unit)) {
    return unreadable('', `decimals are written with a point: ${number}.${unit.slice(1)}`);
  }
  if (/^(?:[_'’ ]\d{3})+$/u.test(unit)) {
    return unreadable('', `thousands are not set apart: ${number}${unit.replace(/\D/gu, '')}`);
  }
  if (/^[x\u00d7] ?\d+$/iu.test(unit) && own === '') return unreadable('', `write ${number} alone`);
  if (/^:\d/u.test(unit)) return unreadable('', inParts && 'write it with its units, as in 1h30m or 2 min');
  if (inParts && Object.hasOwn(inParts, unit)) {
    return unreadable(`"${unit}" alone could be minutes or metres`, `for minutes write ${number} min`);
  }
  const kind = FOREIGN.get(unit);
  const foreign = kind !== undefined && kind !== name;
  const problem = foreign ? `"${unit}" is a unit of ${kind}` : `"${unit}" is not a unit of ${name}`;
  if (known.length === 0) return unreadable(problem, 'it has no unit');
  const bare = own === '' ? 'or as a bare number' : `a bare number is in ${own}`;
  return unreadable(problem, `write it in ${alternatives(known)}; ${bare}`);
}

function within(measure: Measure, number: number): Reading<number> {
  const { least, most, whole } = measure;
  if (!Number.isFinite(number)) return unreadable('it must be finite');
  if (whole && !Number.isInteger(number)) return unreadable('it must be a whole number');
  if (least !== undefined && number < least) return unreadable(`it must be ${formatMeasure(measure, least)} or more`);
  if (most !== undefined && number > most) return unreadable(`it must be ${formatMeasure(measure, most)} or less`);
  // Zero has no sign.
  return read(number + 0);
}
