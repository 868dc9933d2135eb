import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as q from '../../engine/plan/quantities.js';

function refusal(schema: z.ZodType, input: unknown): string {
  const result = schema.safeParse(input);
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
    [q.duration, '180 s', 180],
    [q.duration, '180s', 180],
    [q.duration, 180, 180],
    [q.duration, '180', 180],
    [q.duration, '10 min', 600],
    [q.duration, '1.5 h', 5400],
    [q.duration, '1h30m', 5400],
    [q.duration, '1h 30m 20s', 5420],
    [q.duration, '2m30s', 150],
    [q.duration, '250 ms', 0.25],
    [q.duration, '1.1 min', 66],
    [q.duration, '10 MIN', 600],
    [q.angle, '-15°', -15],
    [q.angle, '45 arcmin', 0.75],
    [q.angle, '−15 deg', -15],
    [q.temperature, '-10 C', -10],
    [q.temperature, '-10 °C', -10],
    [q.temperature, -10, -10],
    [q.temperatureDifference, '2 K', 2],
    [q.length, '1.2 m', 1200],
    [q.length, '80', 80],
    [q.percent, '15 %', 15],
    [q.hourAngle, '-40 s', -40 / 3600],
    [q.hourAngle, '1h30m', 1.5],
    [q.elevation, '420 m', 420],
    [q.wholeNumber, '12500 steps', 12500],
  ])('%#: %s', (schema, written, value) => {
    expect(schema.parse(written)).toBeCloseTo(value, 9);
  });
});

describe('a quantity that cannot be read says what was expected, what was found, and an example', () => {
  it.each<[z.ZodType, unknown, string]>([
    [
      q.exposure,
      '180 m',
      'expected an exposure time such as 180 s, 0.5 s or 5 min, found "180 m": "m" alone could be minutes or metres [for minutes write 180 min]',
    ],
    [
      q.duration,
      '10 kg',
      'expected a duration such as 180 s, 10 min or 1h30m, found "10 kg": "kg" is the unit of a mass, not of a duration [its units are s, sec, second, seconds, min, minute, minutes, h, hour, hours, ms, d, days; a bare number is in s]',
    ],
    [q.duration, 'long', 'expected a duration such as 180 s, 10 min or 1h30m, found "long"'],
    [q.duration, [3], 'expected a duration such as 180 s, 10 min or 1h30m, found a list'],
    [q.duration, undefined, 'expected a duration such as 180 s, 10 min or 1h30m, found nothing'],
    [q.duration, -3, 'expected a duration such as 180 s, 10 min or 1h30m, found -3: it must be 0 s or more'],
    [
      q.duration,
      '1,5 h',
      'expected a duration such as 180 s, 10 min or 1h30m, found "1,5 h": "," separates nothing here [decimals are written with a point: 1.5 h]',
    ],
    [q.temperature, '20 F', 'x'],
    [q.count, '2.5', 'expected a number such as 10 or 1, found "2.5": it must be a whole number'],
    [q.count, '3 min', 'x'],
    [q.position, 'M 31x', 'x'],
    [q.position, '00h72m44s +41d16m09s', 'x'],
    [q.position, { ra: 10.68, dec: 41 }, 'x'],
    [q.limit('altitude'), 30, 'x'],
    [q.limit('altitude'), '30 deg', 'x'],
    [q.limit('altitude'), '> high', 'x'],
    [q.limit('altitude'), '> 95', 'x'],
    [q.timeExpression, 'dusk', 'x'],
    [q.timeExpression, 2130, 'x'],
    [q.timeExpression, 'nautical dusk - 10 m', 'x'],
    [q.timeExpression, '25:00', 'x'],
    [q.timeExpression, '2026-02-30T21:00Z', 'x'],
    [q.timeExpression, 'sun < low', 'x'],
    [q.limits, { altitud: '> 3' }, 'x'],
  ])('%#: %j', (schema, written, message) => {
    expect(refusal(schema, written)).toBe(message);
  });
});

describe('a position', () => {
  it.each<[unknown, unknown]>([
    [
      '00h42m44.3s +41d16m09s',
      { kind: 'equatorial', ra: 42 / 60 + 44.3 / 3600, dec: 41 + 16 / 60 + 9 / 3600, epoch: 'J2000' },
    ],
  ])('%j', (written, expected) => {
    expect(q.position.parse(written)).toEqual(expected);
  });
});
