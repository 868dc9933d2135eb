import { DateTime } from 'luxon';
import { formatDuration, MEASURES } from './measures.js';
import { formatMeasure, readMeasure } from './measure.js';
import { nearName } from '../../devices/near-name.js';
import type { TimeExpression, TwilightEvent } from './plan.js';
import { quantity, type Reading, read, unreadable } from './quantity.js';
import { isoDateOf } from './written-date.js';

type Base = TimeExpression['base'];

export const TWILIGHT_EVENTS = [
  'sunset',
  'civil dusk',
  'nautical dusk',
  'astronomical dusk',
  'astronomical dawn',
  'nautical dawn',
  'civil dawn',
  'sunrise',
] as const satisfies readonly TwilightEvent[];

const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/u;
const ISO = /^\d{4}-\d{2}-\d{2}/u;
const SUN = /^sun ?(<=?|>=?) ?(.+)$/u;
/** An offset stands apart from what it is added to, so that a date's hyphens and a zone's sign are none. */
const OFFSET = /^(.+?) ([+-]) ?([\d.].*)$/u;

const TIGHT_OFFSET = /^(.+?) ?([+-]) ?(\d.*)$/u;

/**
 * `nautical dusk`, `astronomical dawn - 10 min`, `sun < -15 deg` (the evening, when it sinks below), `sun > -15 deg` (the
 * morning), `21:30` (the site's zone), `2026-11-21T21:30:00Z`.
 */
export const timeExpression = quantity<TimeExpression>({
  name: 'a time',
  examples: ['nautical dusk', 'astronomical dawn - 10 min', '21:30', 'sun < -15 deg', '2026-11-21T21:30:00Z'],
  description:
    'A moment of the night: sunset, civil, nautical or astronomical dusk or dawn, sunrise; the sun passing an altitude (sun < -15 deg in the evening, sun > -15 deg in the morning); a time of day in the site\'s zone; or an ISO date and time. "+ 10 min" or "- 10 min" may follow.',
  parse: parseTime,
});

export function parseTime(written: string | number): Reading<TimeExpression> {
  const text = String(written);
  const base = readBase(text);
  if (base.ok) return read({ base: base.value, offset: 0, text });
  const [, before, sign, amount] = OFFSET.exec(text) ?? [];
  if (before === undefined || amount === undefined) return base;
  const moment = readBase(before);
  if (!moment.ok) return moment;
  const offset = readMeasure(MEASURES.duration, amount);
  if (/^[\d.]+$/u.test(amount)) return unreadable(`"${amount}" has no unit`, `write ${amount} min or ${amount} s`);
  if (!offset.ok) return unreadable(`"${amount}" is not a duration such as 10 min`, offset.hint);
  return read({ base: moment.value, offset: (sign === '-' ? -1 : 1) * Math.round(1000 * offset.value) + 0, text });
}

/** A moment in the form in which it is read back as the same, however it was written: "nautical dusk - 10 min". */
export function formatTime({ base, offset }: Pick<TimeExpression, 'base' | 'offset'>): string {
  if (offset === 0) return formatBase(base);
  return `${formatBase(base)} ${offset < 0 ? '-' : '+'} ${formatDuration(Math.abs(offset) / 1000)}`;
}

function formatBase(base: Base): string {
  switch (base.kind) {
    case 'event':
      return base.event;
    case 'sun':
      return `sun ${base.direction === 'setting' ? '<' : '>'} ${formatMeasure(MEASURES.altitude, base.altitude)}`;
    case 'time-of-day': {
      const { hour, minute, second } = base;
      const parts = second === 0 ? [hour, minute] : [hour, minute, second];
      return parts.map((part) => String(part).padStart(2, '0')).join(':');
    }
    case 'instant':
      return new Date(base.at).toISOString().replace('.000Z', 'Z');
    case 'local':
      return base.iso.replace(/\.000$/u, '');
  }
}

function readBase(text: string): Reading<Base> {
  const event = TWILIGHT_EVENTS.find((name) => name === text.toLowerCase());
  if (event) return read({ kind: 'event', event });
  const sun = SUN.exec(text);
  if (sun) return readSun(sun[1] ?? '', sun[2] ?? '');
  const time = TIME_OF_DAY.exec(text);
  if (time) return readTimeOfDay(time.slice(1).map((part) => Number(part ?? 0)));
  if (ISO.test(text)) return readInstant(text);
  return unreadable('', hintFor(text.toLowerCase()));
}

function readSun(comparison: string, altitude: string): Reading<Base> {
  const reading = readMeasure({ ...MEASURES.angle, least: -90, most: 90 }, altitude);
  if (!reading.ok) return unreadable(`"${altitude}" is not an altitude of the sun such as -15 deg`, reading.hint);
  return read({ kind: 'sun', altitude: reading.value, direction: comparison.startsWith('<') ? 'setting' : 'rising' });
}

function readTimeOfDay([hour = 0, minute = 0, second = 0]: readonly number[]): Reading<Base> {
  if (hour > 23 || minute > 59 || second > 59) return unreadable('a time of day goes from 00:00:00 to 23:59:59');
  return read({ kind: 'time-of-day', hour, minute, second });
}

function readInstant(text: string): Reading<Base> {
  const moment = DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc', setZone: true });
  if (!moment.isValid) return unreadable('it is no date of the calendar');
  if (!/[T ]\d/u.test(text)) return unreadable('it has no time of day', `write ${text}T21:30`);
  if (/(?:Z|[+-]\d{2}(?::?\d{2})?)$/iu.test(text.slice(10))) return read({ kind: 'instant', at: moment.toMillis() });
  return read({ kind: 'local', iso: moment.toISO({ includeOffset: false }) });
}

function hintFor(text: string): string | undefined {
  const date = isoDateOf(text);
  if (date !== undefined) return `write ${date.includes('T') ? date : `${date}T21:30`}`;
  const [, before = '', sign = '', amount = ''] = TIGHT_OFFSET.exec(text) ?? [];
  if (readMeasure(MEASURES.duration, amount).ok && readBase(before).ok) return `write ${before} ${sign} ${amount}`;
  if (text === 'dusk' || text === 'dawn') return `say which: civil ${text}, nautical ${text} or astronomical ${text}`;
  if (/^\d{3,4}$/u.test(text)) return 'a time of day has a colon, as in 21:30';
  if (/^\d{1,2}(:\d{2})? ?[ap]m$/u.test(text)) return 'a time of day is written in 24 hours, as in 21:30';
  const near = nearName(text, TWILIGHT_EVENTS) ?? nearName(text.split(' ').reverse().join(' '), TWILIGHT_EVENTS);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return text.startsWith('sun') ? 'the sun is compared with an altitude, as in sun < -15 deg' : undefined;
}
