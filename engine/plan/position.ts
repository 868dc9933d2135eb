import { z } from 'zod';
import {
  formatDeclination,
  formatRightAscension,
  ParseError,
  parseDeclination,
  parsePosition,
  parseRightAscension,
} from '../../sky/index.js';
import { bodyByName, bodyTitle } from './bodies.js';
import { findByName, nearNamed } from './catalogue/find.js';
import { type Epoch, epochOf, epochQuantity, formatEpoch, inPlan } from './epochs.js';
import { altitude, azimuth, formatAngle, formatHourAngle, hourAngle, MEASURES } from './measures.js';
import { readMeasure } from './measure.js';
import { orbitFile, orbitLine } from './orbits/schema.js';
import type { Position } from './plan.js';
import { quantity, type Reading, read, unreadable } from './quantity.js';

/** Of the coordinates. */
export const epoch = epochQuantity;

function attempt<T>(work: () => T, whole: string): Reading<T> {
  try {
    return read(work());
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return unreadable(error.text === whole ? reasonOf(error) : `"${error.text}" is not ${kindOf(error)}`);
  }
}

/** "a declination: from -90 to 90 degrees", without the examples. */
function kindOf(error: ParseError): string {
  const kind = error.expected.split(' such as ')[0] ?? error.expected;
  const reason = reasonOf(error);
  return reason === '' ? kind : `${kind}: ${reason}`;
}

function reasonOf({ expected }: ParseError): string {
  return /: ([^:"]+)$/u.exec(expected)?.[1] ?? '';
}

/** What a name alone stands for: a planet, the moon, or what the catalogue has. */
export function positionByName(name: string): Position | undefined {
  const body = bodyByName(name);
  if (body) return { kind: 'body', body };
  const entry = findByName(name);
  return entry && { kind: 'equatorial', ra: entry.ra, dec: entry.dec, epoch: 'J2000' };
}

function named(name: string, epoch: Epoch | undefined): Reading<Position> {
  if (/^(?:the )?sun$/iu.test(name)) return unreadable('nothing is pointed at the sun');
  const found = positionByName(name);
  if (found && epoch !== undefined) return unreadable('a name stands for a place whatever the epoch');
  if (found) return read(found);
  const near = nearNamed(name);
  return unreadable('the catalogue has no such name', near === undefined ? undefined : `did you mean \`${near}\`?`);
}

const DIRECTION = /^(?:altitude (.+), azimuth|hour angle (.+), declination) (.+)$/u;

/** A direction as titles and journals tell it: "altitude 60 deg, azimuth 180 deg". */
function readDirection(text: string): Reading<Position> | undefined {
  const [, first, second, last = ''] = DIRECTION.exec(text) ?? [];
  if (first !== undefined) {
    const altitude = readMeasure(MEASURES.altitude, first);
    const azimuth = readMeasure(MEASURES.azimuth, last);
    if (!altitude.ok) return altitude;
    if (!azimuth.ok) return azimuth;
    return read({ kind: 'horizontal', altitude: altitude.value, azimuth: azimuth.value });
  }
  if (second === undefined) return undefined;
  const hourAngle = readMeasure(MEASURES.hourAngle, second);
  const dec = readMeasure({ ...MEASURES.altitude, name: 'a declination' }, last);
  if (!hourAngle.ok) return hourAngle;
  if (!dec.ok) return dec;
  return read({ kind: 'hour angle', hourAngle: hourAngle.value, dec: dec.value });
}

/** "00h42m44.3s +41d16m09s" or, in degrees, "10.6847 +41.2692"; an epoch may follow. */
function parseWritten(written: string | number): Reading<Position> {
  if (typeof written === 'number') return unreadable('');
  const words = written.split(' ');
  const last = words.at(-1) ?? '';
  const epoch = words.length > 1 && !/^[+-]?\d/u.test(last) ? epochOf(last) : undefined;
  const text = epoch === undefined ? written : words.slice(0, -1).join(' ');
  const direction = readDirection(text);
  if (direction) return direction;
  if (/^[a-z]/iu.test(text)) return named(text, epoch);
  const place = attempt(() => parsePosition(text), text);
  if (place.ok) return read(inPlan(place.value, epoch ?? 'J2000'));
  const half = attempt(() => parseRightAscension(text), text);
  return half.ok ? unreadable('it has no declination', `write it behind: ${text} +41d16m09s`) : place;
}

const positionText = quantity({
  name: 'a position',
  examples: ['00h42m44.3s +41d16m09s', '10.6847 +41.2692', 'M31', 'Jupiter'],
  description:
    'Right ascension and declination, J2000 unless "now", "B1950" or another epoch follows: in hours and degrees with their parts, or two numbers in degrees. Or a name: M31, NGC 7000, IC 434, C 20, Sh2-155, Vega, Horsehead Nebula, Jupiter, moon.',
  parse: parseWritten,
});

/** h. A lone number is refused: half the world would mean degrees by it, and the other half hours. */
export const rightAscension = quantity({
  name: 'a right ascension',
  examples: ['00h42m44.3s', '00:42:44.3', '10.6847 deg'],
  description: 'A right ascension in hours and their parts, or in degrees with "deg".',
  numbers: true,
  parse: (written) => {
    const bare = String(written);
    if (/^[+-]?[\d.]+$/u.test(bare)) {
      return unreadable('a lone number could be hours or degrees', `write ${bare} h or ${bare} deg`);
    }
    return attempt(() => parseRightAscension(bare), bare);
  },
});

/** deg */
export const declination = quantity({
  name: 'a declination',
  examples: ['+41d16m09s', '-5:23:28', '-5.391'],
  description: 'A declination in degrees, -90 to 90, with or without parts.',
  numbers: true,
  parse: (written) => attempt(() => parseDeclination(String(written)), String(written)),
});

const byEquator = z
  .strictObject({ ra: rightAscension, dec: declination, epoch: epoch.optional() })
  .transform(({ ra, dec, epoch = 'J2000' }): Position => inPlan({ ra, dec }, epoch));

const byHorizon = z
  .strictObject({ altitude, azimuth })
  .transform((direction): Position => ({ kind: 'horizontal', ...direction }));

const byMeridian = z
  .strictObject({ 'hour-angle': hourAngle, declination })
  .transform((at): Position => ({ kind: 'hour angle', hourAngle: at['hour-angle'], dec: at.declination }));

const byOrbit = z
  .strictObject({ orbit: orbitLine })
  .transform(({ orbit }): Position => ({ kind: 'body', body: { kind: 'orbit', ...orbit } }));

/**
 * Where to point: as a text, as {ra, dec, epoch}, as {altitude, azimuth}, as {hour-angle, declination}, or by orbital
 * elements as {orbit} or {orbit-file, name}.
 */
export const position = z.union([positionText, byEquator, byHorizon, byMeridian, byOrbit, orbitFile], {
  error: () =>
    'expected a position such as 00h42m44.3s +41d16m09s, M31, { ra: 00h42m44.3s, dec: +41d16m09s }, { altitude: 60 deg, azimuth: 180 deg }, { hour-angle: -1 h, declination: 20 deg } or { orbit-file: comets.txt, name: 12P }',
});

/**
 * A position as a text that is read back as the same: to a hundredth of a second of time and a tenth of an arcsecond for
 * a place on the sky. A body of an orbit is told by its name alone.
 */
export function formatPosition(at: Position): string {
  switch (at.kind) {
    case 'body':
      return bodyTitle(at.body);
    case 'equatorial': {
      const text = `${formatRightAscension(at.ra, { digits: 2 })} ${formatDeclination(at.dec, { digits: 1 })}`;
      return at.epoch === 'J2000' ? text : `${text} ${formatEpoch(at.epoch)}`;
    }
    case 'horizontal':
      return `altitude ${formatAngle(at.altitude)}, azimuth ${formatAngle(at.azimuth)}`;
    case 'hour angle':
      return `hour angle ${formatHourAngle(at.hourAngle)}, declination ${formatAngle(at.dec)}`;
  }
}
