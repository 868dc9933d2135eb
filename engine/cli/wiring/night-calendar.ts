import { NocturneError } from '../../errors.js';
import type { Calendar } from '../../night/calendar.js';
import type { Plan } from '../../plan/plan.js';
import type { Site } from '../../plan/observatory.js';
import { clockTime, imagingTime, nightDateAt, type NightDate, type NightTimes, nightTimes } from '../../plan/times.js';

export interface NightCalendar extends Calendar {
  readonly date: NightDate;
  readonly night: NightTimes;
}

const DAY = 86_400_000;

/** The night of a date, as a plan is carried out in it from `now` on. */
export function calendarOf(plan: Plan, site: Site, date: NightDate, now: number): NightCalendar {
  const night = nightTimes(date, site);
  const { start, end } = imagingTime(plan, night);
  return { date, night, start: start ?? now, end: end ?? Infinity, timeOf: (expression) => night.timeOf(expression) };
}

/**
 * The night that a run begun now is for: the one that is, or the next one when its time is over.
 * @throws NocturneError `night-over` for a plan whose times are in the past for good
 */
export function comingNight(plan: Plan, site: Site, now: number): NightCalendar {
  for (const at of [now, now + DAY]) {
    const calendar = calendarOf(plan, site, nightDateAt(at, site), now);
    if (now < lastMoment(calendar)) return calendar;
  }
  const { end } = calendarOf(plan, site, nightDateAt(now, site), now);
  throw new NocturneError('night-over', `the night of "${plan.name}" ended at ${clockTime(end, site, { date: true })}`);
}

/** What a plan without an end is begun for: by day it is the coming night. */
function lastMoment({ end, night }: NightCalendar): number {
  return Number.isFinite(end) ? end : (night.twilight.sunrise ?? Infinity);
}
