/** Angles as text, the other way round from angles.ts. */

import { type Degrees, type Hours, wrapHours } from './units.js';

export interface AngleFormat {
  /** Decimals of the seconds; default 1 for right ascension and 0 for declination, which is about the same on the sky. */
  readonly digits?: number | undefined;
  /** 00h42m44.3s or +41d16m09s; 00:42:44.3; 00 42 44.3. Default 'hms'. */
  readonly style?: 'hms' | 'colon' | 'space' | undefined;
}

/** @example formatRightAscension(0.712305, { style: 'colon' }) // '00:42:44.3' */
export function formatRightAscension(hours: Hours, { digits = 1, style = 'hms' }: AngleFormat = {}): string {
  // 23h59m59.99s rounds to 24h, which is 0h again.
  return sexagesimal(wrapHours(hours), digits, style, 'h', 24);
}

/** @example formatDeclination(-5.391111) // '-05d23m28s' */
export function formatDeclination(degrees: Degrees, { digits = 0, style = 'hms' }: AngleFormat = {}): string {
  const text = sexagesimal(Math.abs(degrees), digits, style, 'd');
  // What rounds to zero has no sign.
  return `${degrees < 0 && /[1-9]/.test(text) ? '-' : '+'}${text}`;
}

/** Rounded once, as a count of the last digit, so that 59.999 carries into the next minute. */
function sexagesimal(
  value: number,
  digits: number,
  style: 'hms' | 'colon' | 'space',
  mark: 'h' | 'd',
  turn?: number,
): string {
  const scale = 10 ** digits;
  const rounded = Math.round(value * 3600 * scale);
  const count = turn === undefined ? rounded : rounded % (turn * 3600 * scale);
  const seconds = count % (60 * scale);
  const minutes = Math.floor(count / (60 * scale)) % 60;
  const whole = Math.floor(count / (3600 * scale));
  const parts = [
    pad(whole),
    pad(minutes),
    (seconds / scale).toFixed(digits).padStart(digits > 0 ? digits + 3 : 2, '0'),
  ];
  if (style === 'hms') return `${parts[0] ?? ''}${mark}${parts[1] ?? ''}m${parts[2] ?? ''}s`;
  return parts.join(style === 'colon' ? ':' : ' ');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
