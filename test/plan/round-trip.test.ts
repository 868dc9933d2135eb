import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf, formatEpoch } from '../../engine/plan/epochs.js';
import { LIMITED } from '../../engine/plan/limited-quantities.js';
import { formatMeasure, type Measure, measured, readMeasure } from '../../engine/plan/measure.js';
import { formatAngle, formatDuration, formatExposure, formatHourAngle, MEASURES } from '../../engine/plan/measures.js';
import type { Position } from '../../engine/plan/plan.js';
import { bodyByName, bodyTitle } from '../../engine/plan/bodies.js';
import { declination, formatPosition, position, rightAscension } from '../../engine/plan/quantities.js';
import { SENSORS } from '../../engine/plan/safety-schema.js';
import { decimal, written } from '../support/any-quantity.js';
import { formatDeclination, formatRightAscension, PLANETS } from '../../sky/index.js';

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
});
