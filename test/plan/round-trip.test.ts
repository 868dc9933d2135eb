import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { epochOf, formatEpoch } from '../../engine/plan/epochs.js';
import { LIMITED } from '../../engine/plan/limited-quantities.js';
import { formatLimit } from '../../engine/plan/limit.js';
import { formatMeasure, type Measure, measured, readMeasure } from '../../engine/plan/measure.js';
import { formatAngle, formatDuration, formatExposure, formatHourAngle, MEASURES } from '../../engine/plan/measures.js';
import type { Limit, Position, TimeExpression, Triggers } from '../../engine/plan/plan.js';
import { bodyByName, bodyTitle } from '../../engine/plan/bodies.js';
import {
  declination,
  formatPosition,
  limits,
  position,
  rightAscension,
  timeExpression,
} from '../../engine/plan/quantities.js';
import { SENSORS } from '../../engine/plan/safety-schema.js';
import { formatTime, TWILIGHT_EVENTS } from '../../engine/plan/time-expression.js';
import { containerTriggerKeys, formatTriggers, triggersOf } from '../../engine/plan/trigger-schema.js';
import { formatDeclination, formatRightAscension, PLANETS } from '../../sky/index.js';

/** A number as a person writes one: up to six decimals. */
const decimal = (least: number, most: number): fc.Arbitrary<number> =>
  fc
    .double({ min: least, max: most, noNaN: true })
    .map((number) => Math.min(most, Math.max(least, Number(number.toFixed(6)))) + 0);

/** A number and a unit, in any of the spellings of a measure. */
function written({ units, spellings = {}, least = -1000, most = 1000, whole = false }: Measure): fc.Arbitrary<string> {
  const all = Object.entries({ ...units, ...spellings });
  const forms = [...all, ['', 1] as const];
  return fc.constantFrom(...forms).chain(([unit, factor]) => {
    const [from, to] = [least / factor, most / factor];
    const number = whole ? fc.integer({ min: Math.ceil(from), max: Math.floor(to) }) : decimal(from, to);
    const gap = fc.constantFrom('', ' ', '  ');
    return fc.tuple(number, gap).map(([amount, blank]) => `${String(amount)}${unit === '' ? '' : blank}${unit}`);
  });
}

/** As YAML gives a text to its schema: what is in braces is a mapping. */
const asRead = (text: string): unknown => (text.startsWith('{') ? parse(text) : text);

const limitOf = (key: string, text: string): Limit => limits.parse({ [key]: asRead(text) })[0]!;
const meaning = ({ text: _, ...rest }: Limit): unknown => ({
  ...rest,
  ...('time' in rest && { time: moment(rest.time) }),
});
const moment = ({ text: _, ...rest }: TimeExpression): unknown => rest;

const ALL: Readonly<Record<string, Measure>> = {
  ...MEASURES,
  ...Object.fromEntries(Object.entries(LIMITED).map(([name, { measure }]) => [`limit on ${name}`, measure])),
  ...Object.fromEntries(Object.entries(SENSORS).map(([name, [, measure]]) => [`condition of ${name}`, measure])),
};

describe('a quantity that is read, written out and read again is the same', () => {
  it.each(Object.entries(ALL))('%s, in all of its units and spellings', (_, measure) => {
    const schema = measured(measure);
    fc.assert(
      fc.property(written(measure), (text) => {
        const reading = readMeasure(measure, text.replace(/ +/gu, ' '));
        // The conversion may lead a rounded end of the range over it.
        fc.pre(reading.ok);
        const value = schema.parse(text);
        const out = formatMeasure(measure, value);
        expect(schema.parse(out)).toBe(value);
        expect(formatMeasure(measure, schema.parse(out))).toBe(out);
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, (value: number) => string, Measure]>([
    ['a duration', formatDuration, MEASURES.duration],
    ['an exposure', formatExposure, MEASURES.exposure],
    ['an angle', formatAngle, MEASURES.angle],
    ['an hour angle', formatHourAngle, MEASURES.hourAngle],
  ])('%s, as titles and messages tell it', (_, format, measure) => {
    fc.assert(
      fc.property(written(measure), (text) => {
        const reading = readMeasure(measure, text.replace(/ +/gu, ' '));
        fc.pre(reading.ok);
        if (reading.ok) expect(measured(measure).parse(format(reading.value))).toBe(reading.value);
      }),
      { numRuns: 200 },
    );
  });

  it('a right ascension and a declination, to the digits that are written', () => {
    fc.assert(
      fc.property(decimal(0, 23.999), decimal(-89.999, 89.999), (ra, dec) => {
        const [hours, degrees] = [formatRightAscension(ra, { digits: 3 }), formatDeclination(dec, { digits: 2 })];
        expect(formatRightAscension(rightAscension.parse(hours), { digits: 3 })).toBe(hours);
        expect(formatDeclination(declination.parse(degrees), { digits: 2 })).toBe(degrees);
        expect(Math.abs(rightAscension.parse(hours) - ra) * 3600).toBeLessThan(0.0006);
        expect(Math.abs(declination.parse(degrees) - dec) * 3600).toBeLessThan(0.006);
      }),
    );
  });

  it('an epoch', () => {
    const epochs = fc.oneof(
      fc.constantFrom('J2000' as const, 'of date' as const, 'B1950' as const),
      fc.record({ julian: decimal(1800, 2200) }),
    );
    fc.assert(
      fc.property(epochs, (epoch) => {
        expect(epochOf(formatEpoch(epoch))).toEqual(
          typeof epoch === 'object' && epoch.julian === 2000 ? 'J2000' : epoch,
        );
      }),
    );
  });

  it('a position of any kind', () => {
    const places: fc.Arbitrary<Position> = fc.oneof(
      fc.record({
        kind: fc.constant('equatorial' as const),
        ra: decimal(0, 23.999),
        dec: decimal(-89, 89),
        epoch: fc.constantFrom('J2000' as const, 'of date' as const),
      }),
      fc.record({ kind: fc.constant('horizontal' as const), altitude: decimal(-90, 90), azimuth: decimal(0, 360) }),
      fc.record({ kind: fc.constant('hour angle' as const), hourAngle: decimal(-12, 12), dec: decimal(-90, 90) }),
      fc.constantFrom('moon', ...PLANETS).map((name): Position => ({ kind: 'body', body: bodyByName(name)! })),
    );
    fc.assert(
      fc.property(places, (place) => {
        const text = formatPosition(place);
        const read = position.parse(text);
        expect(formatPosition(read)).toBe(text);
        // Places on the sky are written to 0.01 s and 0.1 arcsec; the rest as it is.
        if (place.kind !== 'equatorial') expect(read).toEqual(place);
        else {
          if (read.kind !== 'equatorial') throw new Error(text);
          expect(Math.abs(read.ra - place.ra) * 3600).toBeLessThan(0.006);
          expect(Math.abs(read.dec - place.dec) * 3600).toBeLessThan(0.06);
        }
      }),
      { numRuns: 300 },
    );
    for (const planet of PLANETS) expect(bodyTitle(bodyByName(planet)!)).toBe(planet);
  });

  const times = fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...TWILIGHT_EVENTS),
        fc
          .tuple(fc.constantFrom('<', '<=', '>', '>='), written(MEASURES.altitude))
          .map((parts) => `sun ${parts.join(' ')}`),
        fc.tuple(fc.nat(23), fc.nat(59), fc.option(fc.nat(59), { nil: undefined })).map((parts) =>
          parts
            .filter((part) => part !== undefined)
            .map((part) => String(part).padStart(2, '0'))
            .join(':'),
        ),
        fc
          .date({ min: new Date('1950-01-01'), max: new Date('2149-12-31'), noInvalidDate: true })
          .map((date) => date.toISOString()),
        fc
          .date({ min: new Date('1950-01-01'), max: new Date('2149-12-31'), noInvalidDate: true })
          .map((date) => date.toISOString().slice(0, 19)),
      ),
      fc.option(fc.tuple(fc.constantFrom('+', '-'), decimal(0, 300), fc.constantFrom('s', 'min', 'h')), {
        nil: undefined,
      }),
    )
    .map(([base, offset]) => (offset ? `${base} ${offset[0]} ${String(offset[1])} ${offset[2]}` : base));

  it('a time, with its offset and its date', () => {
    fc.assert(
      fc.property(times, (text) => {
        fc.pre(timeExpression.safeParse(text).success);
        const time = timeExpression.parse(text);
        const out = formatTime(time);
        expect(moment(timeExpression.parse(out))).toEqual(moment(time));
        expect(formatTime(timeExpression.parse(out))).toBe(out);
      }),
      { numRuns: 300 },
    );
  });

  it('a limit of any kind', () => {
    const compared = Object.entries(LIMITED).map(([key, { measure }]) =>
      fc
        .tuple(fc.constantFrom('<', '<=', '>', '>='), written(measure))
        .map((parts): [string, string] => [key, parts.join(' ')]),
    );
    const range = (key: string, measure: Measure): fc.Arbitrary<[string, string]> =>
      fc
        .tuple(
          fc.constantFrom('', 'within ', 'outside '),
          written(measure),
          fc.constantFrom('..', ' to '),
          written(measure),
        )
        .map((parts): [string, string] => [key, parts.join('')]);
    const limit = fc.oneof(
      ...compared,
      range('azimuth', MEASURES.azimuth),
      range('hour-angle', MEASURES.hourAngle),
      fc
        .tuple(decimal(1, 180), decimal(1, 20))
        .map(([distance, width]): [string, string] => [
          'moon-separation',
          `{ distance: ${String(distance)}, width: ${String(width)} }`,
        ]),
      fc.tuple(fc.constantFrom('after', 'before'), times),
      fc.nat(500).map((frames): [string, string] => ['frames-done', `{ of: M31, is: ">= ${String(frames)}" }`]),
    );
    fc.assert(
      fc.property(limit, ([key, text]) => {
        fc.pre(limits.safeParse({ [key]: asRead(text) }).success);
        const first = limitOf(key, text);
        const out = formatLimit(first);
        expect(meaning(limitOf(key, out))).toEqual(meaning(first));
        expect(formatLimit(limitOf(key, out))).toBe(out);
      }),
      { numRuns: 600 },
    );
    for (const safe of [true, false]) expect(formatLimit(limits.parse({ safe })[0]!)).toBe(String(safe));
  });

  it('triggers', () => {
    const seconds = fc.integer({ min: 1, max: 20_000 });
    const triggers: fc.Arbitrary<Triggers> = fc.record(
      {
        focus: fc.record(
          {
            every: seconds,
            filter: fc.boolean(),
            temperature: decimal(0.1, 5),
            hfr: fc.integer({ min: 1, max: 99 }),
          },
          { requiredKeys: ['every', 'filter'] },
        ),
        dither: fc.record({ every: fc.integer({ min: 1, max: 20 }), by: fc.integer({ min: 1, max: 9 }) }),
        recenter: fc.record({ every: seconds, off: decimal(0.01, 2) }),
        flip: fc.constant({ then: ['recenter', 'focus'] as const }),
      },
      { requiredKeys: [] },
    );
    const keys = containerTriggerKeys as Readonly<Record<string, z.ZodType>>;
    fc.assert(
      fc.property(triggers, (each) => {
        const text = formatTriggers(each);
        const body = parse(`{ ${text} }`) as Readonly<Record<string, unknown>>;
        const { focus, ...own } = Object.fromEntries(
          Object.entries(body).map(([key, value]) => [key, keys[key]!.parse(value)]),
        ) as Parameters<typeof triggersOf>[0] & { focus?: Parameters<typeof triggersOf>[1] };
        expect(triggersOf(own, focus, undefined) ?? {}).toEqual(each);
      }),
    );
    expect(formatTriggers({ focus: { frames: 20, filter: false } })).toBe('focus: { every: 20 frames }');
  });
});
