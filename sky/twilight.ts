import type { Site } from './coordinates.js';
import { hourAngle } from './coordinates.js';
import { crossings } from './roots.js';
import { sunAltitude, sunPosition } from './sun.js';
import { DAY, HOUR, MINUTE } from './time.js';
import { type Degrees, type EpochMs, type Hours, wrapHours } from './units.js';

/** The altitude of the Sun's centre, without refraction, at each event (Urban & Seidelmann 2013, ch. 12). */
export const SUN_ALTITUDES = {
  /** The upper limb on the horizon: 34' of refraction and 16' of half a disk. */
  horizon: -0.833,
  civil: -6,
  nautical: -12,
  astronomical: -18,
} as const satisfies Record<string, Degrees>;

/** How often the Sun is looked at: its altitude has one hump and one hollow a day, so this is ample. */
const STEP = 20 * MINUTE;

/** The events of one night, evening to morning. What the Sun does not do that night is undefined. */
export interface Twilight {
  /** When the Sun is farthest below the pole side of the meridian; always there. */
  readonly midnight: EpochMs;
  readonly sunset?: EpochMs | undefined;
  readonly civilDusk?: EpochMs | undefined;
  readonly nauticalDusk?: EpochMs | undefined;
  readonly astronomicalDusk?: EpochMs | undefined;
  readonly astronomicalDawn?: EpochMs | undefined;
  readonly nauticalDawn?: EpochMs | undefined;
  readonly civilDawn?: EpochMs | undefined;
  readonly sunrise?: EpochMs | undefined;
  /** The altitude of the Sun at midnight: no event with a lower one takes place. */
  readonly lowest: Degrees;
  /** The highest altitude of the Sun from 12 h before midnight to 12 h after: no event with a higher one takes place. */
  readonly highest: Degrees;
  /** Whether the Sun rises and sets, or stays above or below -0.833 degrees. */
  readonly sun: 'rises and sets' | 'always up' | 'always down';
}

/** A date of the calendar at the site; `month` is 1 to 12. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The night after a noon.
 * @param noon any instant between sunrise and sunset will do; at the poles, any within 11 h of the Sun's transit
 * @example
 * const { astronomicalDusk } = twilight(Date.UTC(2025, 2, 21, 12), { latitude: 48, longitude: 11, elevation: 500 });
 */
export function twilight(noon: EpochMs, site: Site): Twilight {
  const midnight = nextSunAtHourAngle(12, noon, site);
  const [evening, morning] = [midnight - 12 * HOUR, midnight + 12 * HOUR];
  const dusk = (limit: Degrees): EpochMs | undefined => last(evening, midnight, site, limit);
  const dawn = (limit: Degrees): EpochMs | undefined => sunCrossing(midnight, site, limit, 'rising', 12 * HOUR);
  const highest = Math.max(sunAltitude(evening, site), sunAltitude(morning, site));
  const lowest = sunAltitude(midnight, site);
  const sunset = dusk(SUN_ALTITUDES.horizon);
  const sunrise = dawn(SUN_ALTITUDES.horizon);
  const stays = lowest >= SUN_ALTITUDES.horizon ? 'always up' : 'always down';
  return {
    midnight,
    sunset,
    civilDusk: dusk(SUN_ALTITUDES.civil),
    nauticalDusk: dusk(SUN_ALTITUDES.nautical),
    astronomicalDusk: dusk(SUN_ALTITUDES.astronomical),
    astronomicalDawn: dawn(SUN_ALTITUDES.astronomical),
    nauticalDawn: dawn(SUN_ALTITUDES.nautical),
    civilDawn: dawn(SUN_ALTITUDES.civil),
    sunrise,
    lowest,
    highest,
    sun: sunset === undefined && sunrise === undefined ? stays : 'rises and sets',
  };
}

/** The night that begins on a date of the site's calendar. */
export function nightOf(date: CalendarDate, site: Site, zoneOffset?: Hours): Twilight {
  return twilight(noonOf(date, site, zoneOffset), site);
}

/**
 * Noon of a date at the site: 12 h in the zone `zoneOffset` hours ahead of UTC, or, without one, 12 h of local mean time.
 */
export function noonOf(
  { year, month, day }: CalendarDate,
  { longitude }: Pick<Site, 'longitude'>,
  zoneOffset?: Hours,
): EpochMs {
  return Date.UTC(year, month - 1, day, 12) - (zoneOffset ?? longitude / 15) * HOUR;
}

/** The last noon of local mean time at or before `at`: that of the night `at` belongs to. */
export function noonBefore(at: EpochMs, { longitude }: Pick<Site, 'longitude'>): EpochMs {
  const shift = 12 * HOUR - (longitude / 15) * HOUR;
  return Math.floor((at - shift) / DAY) * DAY + shift;
}

/**
 * When the Sun's centre next passes an altitude.
 * @param within how far to look, in ms
 * @returns undefined when it does not within that time: then it stays on one side, as `sunAltitude(from, site)` tells
 */
export function sunCrossing(
  from: EpochMs,
  site: Site,
  altitude: Degrees,
  direction: 'rising' | 'setting',
  within: number = DAY,
): EpochMs | undefined {
  const signal = (at: EpochMs): number => sunAltitude(at, site) - altitude;
  for (const { at, rising } of crossings(signal, from, from + within, STEP)) {
    if (rising === (direction === 'rising')) return at;
  }
  return undefined;
}

function last(from: EpochMs, to: EpochMs, site: Site, altitude: Degrees): EpochMs | undefined {
  let found: EpochMs | undefined;
  for (const { at, rising } of crossings((at) => sunAltitude(at, site) - altitude, from, to, STEP)) {
    if (!rising) found = at;
  }
  return found;
}

/** When the Sun next has an hour angle. */
function nextSunAtHourAngle(angle: Hours, from: EpochMs, site: Site): EpochMs {
  const missing = (at: EpochMs): Hours => angle - hourAngle(sunPosition(at).ra, at, site);
  let at = from + wrapHours(missing(from)) * HOUR;
  // The Sun's hour angle runs within 30 s a day of the clock: two corrections leave milliseconds.
  for (let round = 0; round < 2; round++) at += (wrapHours(missing(at) + 12) - 12) * HOUR;
  return at;
}
