import { IANAZone } from 'luxon';
import { nearName } from '../../devices/near-name.js';
import { quantity, read, type Reading, unreadable } from './quantity.js';

/** The time zone of a site: a name of the IANA's, or an offset as people write it. */
export const zone = quantity<string>({
  name: 'a time zone',
  examples: ['Europe/Berlin', 'UTC-3', 'UTC'],
  description:
    'Time zone of the site, in which times of day in a plan are read: a name of the IANA such as Europe/Berlin, which knows summer time, or an offset such as UTC-3.',
  parse: (written) => readZone(String(written)),
});

/** Hours and minutes apart from UTC; the sign may be behind a blank. */
const OFFSET = /^(utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?$/iu;
/** The signs of these names are turned round: Etc/GMT+1 is west of Greenwich. */
const TURNED = /^etc\/gmt(?:([+-])(\d{1,2}))?$/iu;
/** No clocks of the Earth are farther from UTC, h. */
const FARTHEST = 14;

function readZone(text: string): Reading<string> {
  const turned = TURNED.exec(text);
  if (turned) return read(turned[2] === undefined ? 'UTC' : offsetName(turned[1] === '+' ? '-' : '+', turned[2]));
  const [, word, sign = '', hours, minutes] = OFFSET.exec(text) ?? [];
  if (hours !== undefined) {
    const name = offsetName(sign, hours, minutes);
    if (Number(hours) > FARTHEST) return unreadable(`no clock is more than ${String(FARTHEST)} h from UTC`);
    return word?.toUpperCase() === 'UTC' ? read(name) : unreadable('', `did you mean \`${name}\`?`);
  }
  if (IANAZone.isValidZone(text)) return read(text);
  const names = Intl.supportedValuesOf('timeZone');
  const plain = text.toLowerCase().replace(/ /gu, '_');
  const near = names.find((name) => name.toLowerCase().endsWith(`/${plain}`)) ?? nearName(text, names);
  return unreadable('', near === undefined ? undefined : `did you mean \`${near}\`?`);
}

/** "UTC-3", "UTC+5:30", "UTC" */
function offsetName(sign: string, hours: string, minutes = '00'): string {
  const rest = minutes === '00' ? '' : `:${minutes}`;
  return Number(hours) === 0 && rest === '' ? 'UTC' : `UTC${sign}${String(Number(hours))}${rest}`;
}
