import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as quantities from '../../engine/plan/quantities.js';

const { limit, ...plain } = quantities;
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...(Object.fromEntries(Object.entries(plain).filter(([, each]) => typeof each !== 'function')) as object),
  limit: limit('altitude'),
};

function refusal(name: string, input: unknown): string {
  const result = SCHEMAS[name]!.safeParse(input);
  if (result.success) throw new Error(`${JSON.stringify(input)} was taken as ${JSON.stringify(result.data)}`);
  return result.error.issues
    .map((issue) => {
      const hint = issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined;
      return hint ? `${issue.message} [${hint}]` : issue.message;
    })
    .join('\n');
}

describe('a quantity is read into one unit', () => {
  it.each([
    ['duration', '180 s', 180],
    ['duration', '180s', 180],
    ['duration', 180, 180],
    ['duration', '180', 180],
    ['duration', '10 min', 600],
    ['duration', '1.5 h', 5400],
    ['duration', '1h30m', 5400],
    ['duration', '1h 30m 20s', 5420],
    ['duration', '2m30s', 150],
    ['duration', '250 ms', 0.25],
    ['duration', '1.1 min', 66],
    ['duration', '10 MIN', 600],
    ['angle', '-15°', -15],
    ['angle', '45 arcmin', 0.75],
    ['angle', '−15 deg', -15],
    ['temperature', '-10 C', -10],
    ['temperature', '-10 °C', -10],
    ['temperature', -10, -10],
    ['temperatureDifference', '2 K', 2],
    ['length', '1.2 m', 1200],
    ['length', '80', 80],
    ['percent', '15 %', 15],
    ['hourAngle', '-40 s', -40 / 3600],
    ['hourAngle', '1h30m', 1.5],
    ['elevation', '420 m', 420],
    ['longitude', '-17.88 deg', -17.88],
    ['wholeNumber', '12500 steps', 12500],
    ['rightAscension', '00h42m44.3s', 0.7123056],
    ['rightAscension', '10.6847 deg', 0.712313],
    ['declination', '-5:23:28', -5.391111],
  ])('%s: %s', (name, written, value) => {
    expect(SCHEMAS[name]!.parse(written)).toBeCloseTo(value, 6);
  });
});

describe('a position is read in every usual spelling', () => {
  const m31 = {
    kind: 'equatorial',
    ra: expect.closeTo(0.7123, 3) as number,
    dec: expect.closeTo(41.269, 2) as number,
    epoch: 'J2000',
  };
  it.each<[unknown, unknown]>([
    ['00h42m44.3s +41d16m09s', m31],
    ['00:42:44.3 +41:16:09', m31],
    ['00 42 44.3 +41 16 09', m31],
    ['00h 42m 44.3s, +41° 16′ 09″', m31],
    ['10.6847 +41.2692', m31],
    ['10.6847, 41.2692', m31],
    ['00h42m44.3s +41d16m09s J2000', m31],
    ['00h42m44.3s +41d16m09s now', { ...m31, epoch: 'of date' }],
    [{ ra: '00h42m44.3s', dec: '+41d16m09s' }, m31],
    [
      { ra: '10.6847 deg', dec: 41.2692, epoch: 'now' },
      { ...m31, epoch: 'of date' },
    ],
    [
      { altitude: 60, azimuth: '180 deg' },
      { kind: 'horizontal', altitude: 60, azimuth: 180 },
    ],
    [
      { 'hour-angle': '-40 s', declination: '20 deg' },
      { kind: 'hour angle', hourAngle: expect.closeTo(-1 / 90, 9) as number, dec: 20 },
    ],
  ])('%j', (written, expected) => {
    expect(quantities.position.parse(written)).toEqual(expected);
  });
});

describe('a time is read as what it means', () => {
  it.each([
    ['nautical dusk', { kind: 'event', event: 'nautical dusk' }, 0],
    ['Sunset + 15 min', { kind: 'event', event: 'sunset' }, 900_000],
    ['astronomical dawn - 10 min', { kind: 'event', event: 'astronomical dawn' }, -600_000],
    ['sun < -15 deg', { kind: 'sun', altitude: -15, direction: 'setting' }, 0],
    ['sun > -15', { kind: 'sun', altitude: -15, direction: 'rising' }, 0],
    ['21:30', { kind: 'time-of-day', hour: 21, minute: 30, second: 0 }, 0],
    ['21:30 - 1h30m', { kind: 'time-of-day', hour: 21, minute: 30, second: 0 }, -5_400_000],
    ['2026-11-21T21:30:00Z', { kind: 'instant', at: Date.UTC(2026, 10, 21, 21, 30) }, 0],
    ['2026-11-21T21:30+01:00', { kind: 'instant', at: Date.UTC(2026, 10, 21, 20, 30) }, 0],
    ['2026-11-21 21:30', { kind: 'local', iso: '2026-11-21T21:30:00.000' }, 0],
  ])('%s', (written, base, offset) => {
    expect(quantities.timeExpression.parse(written)).toEqual({ base, offset, text: written });
  });
});

describe('limits', () => {
  it('are comparisons in the unit of their quantity', () => {
    expect(quantities.limits.parse({ altitude: '> 30 deg', 'hour-angle': '<= 90 min' })).toEqual([
      { quantity: 'altitude', comparison: '>', value: 30, text: '> 30 deg' },
      { quantity: 'hour-angle', comparison: '<=', value: 1.5, text: '<= 90 min' },
    ]);
  });
});

describe('a quantity that cannot be read says what was expected, what was found, and an example', () => {
  const DURATION = 'expected a duration such as 180 s, 10 min or 1h30m';
  const TIME = 'expected a time such as nautical dusk, astronomical dawn - 10 min or 21:30';
  const LIMIT = 'expected a limit such as "> 30 deg"';
  it.each<[string, unknown, string]>([
    [
      'exposure',
      '180 m',
      'expected an exposure time such as 180 s, 0.5 s or 5 min, found "180 m": "m" alone could be minutes or metres [for minutes write 180 min]',
    ],
    [
      'duration',
      '10 kg',
      `${DURATION}, found "10 kg": "kg" is a unit of a mass [write it in s, min, h, ms or d; a bare number is in s]`,
    ],
    ['duration', 'long', `${DURATION}, found "long"`],
    ['duration', [3], `${DURATION}, found a list`],
    ['duration', undefined, DURATION],
    ['duration', null, `${DURATION}, found nothing`],
    ['duration', true, `${DURATION}, found true`],
    ['duration', -3, `${DURATION}, found -3: it must be 0 s or more`],
    ['duration', Infinity, `${DURATION}, found Infinity`],
    ['duration', '1,5 h', `${DURATION}, found "1,5 h" [decimals are written with a point: 1.5 h]`],
    ['duration', '20m1h', `${DURATION}, found "20m1h": its parts must go from the largest unit to the smallest`],
    [
      'temperature',
      '20 F',
      'expected a temperature such as -10 C, -10 °C or 5, found "20 F": "F" is not a unit of a temperature [write it in C or °C; a bare number is in C]',
    ],
    ['count', '2.5', 'expected a number such as 10 or 1, found "2.5": it must be a whole number'],
    ['count', '3 min', 'expected a number such as 10 or 1, found "3 min": "min" is a unit of a time [it has no unit]'],
    ['limit', 30, `${LIMIT}, found 30`],
    ['limit', '30 deg', `${LIMIT}, found "30 deg" [say whether it must be more or less: "> 30 deg" or "< 30 deg"]`],
    ['limit', '> high', `${LIMIT}, found "> high": "high" is not an altitude`],
    ['limit', '> 95', `${LIMIT}, found "> 95": it must be 90 deg or less`],
    ['timeExpression', 'dusk', `${TIME}, found "dusk" [say which: civil dusk, nautical dusk or astronomical dusk]`],
    ['timeExpression', 2130, `${TIME}, found 2130`],
    ['timeExpression', '2130', `${TIME}, found "2130" [a time of day has a colon, as in 21:30]`],
    ['timeExpression', '9:30 pm', `${TIME}, found "9:30 pm" [a time of day is written in 24 hours, as in 21:30]`],
    [
      'timeExpression',
      'nautical dusk - 10 m',
      `${TIME}, found "nautical dusk - 10 m": "10 m" is not a duration such as 10 min [for minutes write 10 min]`,
    ],
    ['timeExpression', 'sunset + 10', `${TIME}, found "sunset + 10": "10" has no unit [write 10 min or 10 s]`],
    ['timeExpression', '25:00', `${TIME}, found "25:00": a time of day goes from 00:00:00 to 23:59:59`],
    ['timeExpression', '2026-02-30T21:00Z', `${TIME}, found "2026-02-30T21:00Z": it is no date of the calendar`],
    ['timeExpression', '2026-02-20', `${TIME}, found "2026-02-20": it has no time of day [write 2026-02-20T21:30]`],
    ['timeExpression', 'sun < low', `${TIME}, found "sun < low": "low" is not an altitude of the sun such as -15 deg`],
    [
      'rightAscension',
      10.68,
      'expected a right ascension such as 00h42m44.3s, 00:42:44.3 or 10.6847 deg, found 10.68: a lone number could be hours or degrees [write 10.68 h or 10.68 deg]',
    ],
    [
      'declination',
      '95',
      'expected a declination such as +41d16m09s, -5:23:28 or -5.391, found "95": from -90 to 90 degrees',
    ],
    ['epoch', 1850.5, 'expected an epoch such as J2000, now or B1950, found 1850.5 [write J1850.5]'],
  ])('%s: %j', (name, written, message) => {
    expect(refusal(name, written)).toBe(message);
  });
});
