import { DateTime } from 'luxon';
import { NocturneError } from '../../errors.js';
import type { NightDate } from '../../plan/times.js';
import { isoDateOf } from '../../plan/written-date.js';

/** @throws NocturneError `usage` for what is no date of the calendar */
export function dateOption(text: string): NightDate {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(text) && DateTime.fromISO(text).isValid) return text;
  throw new NocturneError('usage', `--date takes the date of an evening, and was given "${text}"`, {
    hint: `Year, month and day: --date ${isoDateOf(text)?.slice(0, 10) ?? '2026-11-21'}`,
  });
}

/** A moment with its zone, ms since 1970. @throws NocturneError `usage` */
export function momentOption(option: string, text: string): number {
  const moment = DateTime.fromISO(text, { setZone: true });
  if (moment.isValid && /(?:Z|[+-]\d{2}(?::?\d{2})?)$/iu.test(text.slice(10))) return moment.toMillis();
  throw new NocturneError('usage', `${option} takes a date and time with its zone, and was given "${text}"`, {
    hint: `For example ${option} 2026-11-21T22:30:00Z`,
  });
}
