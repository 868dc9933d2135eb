/** Days of dates since 2000-01-01T12:00, as `Orbit` counts them. */

const J2000_DAYS = 10_957.5;
const DAY = 86_400_000;

/** @param day may have a fraction @returns undefined for a date that does not exist */
export function daysOf(year: number, month: number, day: number): number | undefined {
  const whole = Math.floor(day);
  const date = new Date(Date.UTC(2000, month - 1, whole));
  date.setUTCFullYear(year, month - 1, whole);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== whole) return undefined;
  return date.getTime() / DAY - J2000_DAYS + (day - whole);
}

/** "2022-08-09" */
export function dateOf(days: number): string {
  return new Date(Math.floor(days + J2000_DAYS) * DAY).toISOString().slice(0, 10);
}

const CENTURIES: ReadonlyMap<string, number> = new Map([
  ['I', 18],
  ['J', 19],
  ['K', 20],
  ['L', 21],
]);

/** 1 to 9, A for 10 to V for 31. */
function unpacked(letter: string): number {
  return /^[1-9A-V]$/u.test(letter) ? Number.parseInt(letter, 32) : Number.NaN;
}

/**
 * A date in the Minor Planet Center's packed form: K2289 is 2022-08-09.
 * @returns undefined for what is none
 */
export function unpackDate(packed: string): number | undefined {
  const [, century = '', year, month = '', day = ''] = /^([I-L])(\d\d)([1-9A-C])([1-9A-V])$/u.exec(packed) ?? [];
  const hundreds = CENTURIES.get(century);
  if (hundreds === undefined) return undefined;
  return daysOf(hundreds * 100 + Number(year), unpacked(month), unpacked(day));
}
