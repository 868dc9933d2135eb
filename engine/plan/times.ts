import { DateTime } from 'luxon';
import { noonBefore, noonOf, sunCrossing, type Twilight, twilight } from '../../sky/index.js';
import type { Site } from './observatory.js';
import type { Plan, TimeExpression, TwilightEvent } from './plan.js';

const HALF_DAY = 12 * 3_600_000;

/** The date of the evening on which a night begins, as the site's calendar has it: 2026-11-21. */
export type NightDate = string;

/** One night at a site: its twilight, and what the times of a plan mean in it. */
export interface NightTimes {
  readonly date: NightDate;
  /** Local mean noon before it, ms since 1970. */
  readonly noon: number;
  readonly twilight: Twilight;
  /** ms since 1970; undefined when it does not occur: there is no astronomical dusk in a northern summer. */
  readonly timeOf: (expression: TimeExpression) => number | undefined;
}

const EVENTS: Readonly<Record<TwilightEvent, keyof Twilight>> = {
  sunset: 'sunset',
  'civil dusk': 'civilDusk',
  'nautical dusk': 'nauticalDusk',
  'astronomical dusk': 'astronomicalDusk',
  'astronomical dawn': 'astronomicalDawn',
  'nautical dawn': 'nauticalDawn',
  'civil dawn': 'civilDawn',
  sunrise: 'sunrise',
};

const nights = new WeakMap<Site, Map<NightDate, NightTimes>>();

/**
 * The night of a date. It is asked for by many, and costs tens of milliseconds: a site keeps those that it was asked for.
 * @throws RangeError for a date that is none
 */
export function nightTimes(date: NightDate, site: Site): NightTimes {
  let known = nights.get(site);
  if (!known) nights.set(site, (known = new Map<NightDate, NightTimes>()));
  let night = known.get(date);
  if (!night) known.set(date, (night = computeNight(date, site)));
  return night;
}

function computeNight(date: NightDate, site: Site): NightTimes {
  const day = DateTime.fromISO(date, { zone: 'utc' });
  if (!day.isValid || !/^\d{4}-\d{2}-\d{2}$/u.test(date))
    throw new RangeError(`"${date}" is not a date such as 2026-11-21`);
  const { year, month, day: dayOfMonth } = day;
  const noon = noonOf({ year, month, day: dayOfMonth }, site);
  const night = twilight(noon, site);
  return {
    date,
    noon,
    twilight: night,
    timeOf: ({ base, offset }) => {
      const at = momentOf(base, noon, night, site);
      return at === undefined ? undefined : at + offset;
    },
  };
}

/** The date of the night that a moment belongs to: that of the last noon at the site. */
export function nightDateAt(at: number, site: Site): NightDate {
  const noon = noonBefore(at, site);
  // Noon of local mean time, read on a clock that shows local mean time.
  return new Date(noon + (site.longitude / 15) * 3_600_000).toISOString().slice(0, 10);
}

function momentOf(base: TimeExpression['base'], noon: number, night: Twilight, site: Site): number | undefined {
  switch (base.kind) {
    case 'event': {
      const at = night[EVENTS[base.event]];
      return typeof at === 'number' ? at : undefined;
    }
    case 'sun':
      return base.direction === 'setting'
        ? sunCrossing(night.midnight - HALF_DAY, site, base.altitude, 'setting', HALF_DAY)
        : sunCrossing(night.midnight, site, base.altitude, 'rising', HALF_DAY);
    case 'time-of-day':
      return nextTimeOfDay(base, noon, site.zone);
    case 'local':
      return DateTime.fromISO(base.iso, { zone: site.zone }).toMillis();
    case 'instant':
      return base.at;
  }
}

/** The first moment after noon at which the clocks of the zone show a time. A time that summer time skips is an hour later. */
function nextTimeOfDay(
  { hour, minute, second }: { readonly hour: number; readonly minute: number; readonly second: number },
  noon: number,
  zone: string,
): number {
  const from = DateTime.fromMillis(noon, { zone });
  const today = from.set({ hour, minute, second, millisecond: 0 });
  return (today >= from ? today : from.plus({ days: 1 }).set({ hour, minute, second, millisecond: 0 })).toMillis();
}

/** From when to when a plan images in a night; undefined where it does not say, or what it says does not occur. */
export function imagingTime(
  plan: Pick<Plan, 'night'>,
  night: NightTimes,
): { readonly start: number | undefined; readonly end: number | undefined } {
  return {
    start: plan.night.start && night.timeOf(plan.night.start),
    end: plan.night.end && night.timeOf(plan.night.end),
  };
}

/** A moment as the clocks of the site show it: "23:10", or with the date "2026-11-21 23:10". */
export function clockTime(at: number, { zone }: Pick<Site, 'zone'>, { date = false } = {}): string {
  return DateTime.fromMillis(at, { zone }).toFormat(date ? 'yyyy-MM-dd HH:mm' : 'HH:mm');
}
