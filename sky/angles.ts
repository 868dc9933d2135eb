/** Angles as people and catalogues write them. Formatting is in angle-format.ts. */

import type { Degrees, Hours } from './units.js';

/** A text that is not the angle it should be. The message quotes it and says what was expected. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  constructor(
    readonly text: string,
    readonly expected: string,
  ) {
    super(`"${text}" is not ${expected}`);
  }
}

type Unit = 'hours' | 'degrees';

interface Written {
  readonly value: number;
  /** What the text itself says it is in: h, or d, deg or °; undefined when it does not say. */
  readonly unit: Unit | undefined;
  /** Whether it is in two or three parts (5:35.3), which without a unit are hours of right ascension. */
  readonly parts: number;
}

const RIGHT_ASCENSION = 'a right ascension such as "5h35m17s", "05:35:17.3", "5.588h" or "83.82 deg"';
const DECLINATION = 'a declination such as "-05d23m28s", "-5:23:28", "-5°23\'28\\"" or "-5.391"';
const ANGLE = 'an angle such as "1.5 deg", "1d30m", "90 arcmin", "12\'", "5.2 arcsec" or "3\\""';
const POSITION = 'a position such as "05h35m17s -05d23m28s" or, in degrees, "83.822 -5.391"';

const NUMBER = String.raw`(\d+(?:\.\d*)?|\.\d+)`;
const HOURS_MARK = String.raw`(?:hours|hour|hrs|hr|h)`;
const DEGREES_MARK = String.raw`(?:degrees|degree|degs|deg|d|°)`;
const MINUTES_MARK = String.raw`(?:arcmin|min|m|')`;
const SECONDS_MARK = String.raw`(?:arcsec|sec|s|")`;

/** With unit marks: the first decides between hours and degrees; the mark of the last part may be left away. */
const MARKED = new RegExp(
  String.raw`^${NUMBER}\s*(?:(${HOURS_MARK})|${DEGREES_MARK})(?:\s*${NUMBER}\s*(?:${MINUTES_MARK}(?:\s*${NUMBER}\s*${SECONDS_MARK}?)?)?)?$`,
);
/** Without: colons or blanks between the parts. */
const COLONS = new RegExp(String.raw`^${NUMBER}\s*:\s*${NUMBER}(?:\s*:\s*${NUMBER})?$`);
const BLANKS = new RegExp(String.raw`^${NUMBER}(?:\s+${NUMBER}(?:\s+${NUMBER})?)?$`);
const SMALL = new RegExp(
  String.raw`^${NUMBER}\s*(?:(arcminutes|arcminute|arcmin|amin|')|(arcseconds|arcsecond|arcsec|asec|"))$`,
);

/** One spelling of minus, primes and degrees out of the many. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\u2212\u2010-\u2014\uFE63\uFF0D]/g, '-')
    .replace(/\u2033|\u201D|''|\u2032\u2032|\u2019\u2019/g, '"')
    .replace(/[\u2032\u2019]/g, "'")
    .replace(/[\u00BA\u02DA]/g, '°')
    .replace(/\u02B0/g, 'h')
    .replace(/\u1D50/g, 'm')
    .replace(/\u02E2/g, 's')
    .replace(/[\s\u00A0]+/g, ' ');
}

/** The sign, and the rest; -0 degrees keep their sign so that "-00 30 00" is below the equator. */
function signed(text: string): readonly [sign: 1 | -1, rest: string] {
  const rest = text.replace(/^[+-]\s*/, '');
  return [text.startsWith('-') ? -1 : 1, rest];
}

/** The numbers in the text; `expected` is for the error. */
function read(text: string, expected: string): Written {
  const [sign, rest] = signed(plain(text));
  const marked = MARKED.exec(rest);
  const found = marked ?? COLONS.exec(rest) ?? BLANKS.exec(rest);
  if (!found) throw new ParseError(text, expected);
  const numbers = marked ? [found[1], found[3], found[4]] : found.slice(1);
  const written = numbers.filter((part) => part !== undefined);
  const [whole = 0, minutes = 0, seconds = 0] = written.map(Number);
  // Only the last part may have decimals: 5.5h30m says the same thing twice.
  if (written.slice(0, -1).some((part) => part.includes('.'))) {
    throw new ParseError(text, `${expected}: only its last part may have decimals`);
  }
  if (minutes >= 60) throw new ParseError(text, `${expected}: minutes are below 60`);
  if (seconds >= 60) throw new ParseError(text, `${expected}: seconds are below 60`);
  return {
    value: sign * (whole + minutes / 60 + seconds / 3600),
    unit: marked ? (marked[2] === undefined ? 'degrees' : 'hours') : undefined,
    parts: written.length,
  };
}

/**
 * A right ascension. Without a unit it is in hours ("5 35 17", "5.588"); "83.82 deg" is in degrees.
 * @returns 0 <= x < 24
 * @throws ParseError
 * @example parseRightAscension('5h35m17.3s') // 5.588138...
 */
export function parseRightAscension(text: string): Hours {
  const { value, unit } = read(text, RIGHT_ASCENSION);
  return inDay(unit === 'degrees' ? value / 15 : value, text);
}

function inDay(hours: Hours, text: string): Hours {
  if (!(hours >= 0 && hours < 24)) throw new ParseError(text, `${RIGHT_ASCENSION}: from 0h to below 24h`);
  return hours + 0;
}

/**
 * A declination, in degrees with or without a unit.
 * @returns -90 <= x <= 90
 * @throws ParseError
 * @example parseDeclination('-05 23 28') // -5.391111...
 */
export function parseDeclination(text: string): Degrees {
  const { value, unit } = read(text, DECLINATION);
  if (unit === 'hours') throw new ParseError(text, `${DECLINATION}: it is in degrees, not in hours`);
  if (Math.abs(value) > 90) throw new ParseError(text, `${DECLINATION}: from -90 to 90 degrees`);
  return value;
}

/**
 * Any angle, in degrees unless it says arcminutes or arcseconds.
 * @throws ParseError
 * @example parseAngle('90 arcmin') // 1.5
 */
export function parseAngle(text: string): Degrees {
  const [sign, rest] = signed(plain(text));
  const small = SMALL.exec(rest);
  if (small) return (sign * Number(small[1])) / (small[2] === undefined ? 3600 : 60);
  const { value, unit } = read(text, ANGLE);
  return unit === 'hours' ? value * 15 : value;
}

/**
 * A right ascension and a declination in one text, with or without a comma between them. Two bare numbers are degrees,
 * both; parts ("05 35 17 -05 23 28") are hours and degrees.
 * @throws ParseError
 * @example parsePosition('00h42m44.3s +41d16m09s') // { ra: 0.7123..., dec: 41.2691... }
 */
export function parsePosition(text: string): { ra: Hours; dec: Degrees } {
  const [raText, decText] = halves(plain(text), text);
  const ra = read(raText, RIGHT_ASCENSION);
  const bare = ra.unit === undefined && ra.parts === 1;
  return {
    ra: inDay(ra.unit === 'degrees' || bare ? ra.value / 15 : ra.value, raText),
    dec: parseDeclination(decText),
  };
}

/** Split at the comma; else at the declination's sign; else into two equal numbers of parts. */
function halves(text: string, asWritten: string): readonly [string, string] {
  const commas = text.split(/\s*[,;]\s*/);
  if (commas.length === 2 && commas[0] && commas[1]) return [commas[0], commas[1]];
  const atSign = /^(.*[^\s])\s*(?=[-+])(.+)$/.exec(text);
  if (atSign?.[1] && atSign[2]) return [atSign[1], atSign[2]];
  const words = text.split(' ');
  if (words.length % 2 === 0 && commas.length === 1) {
    return [words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')];
  }
  throw new ParseError(asWritten, POSITION);
}
