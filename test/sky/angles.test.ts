import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDeclination,
  formatRightAscension,
  ParseError,
  parseAngle,
  parseDeclination,
  parsePosition,
  parseRightAscension,
} from '../../sky/index.js';

const M31 = 42 / 60 + 44.3 / 3600;

describe('a right ascension', () => {
  it.each([
    ['00h42m44.3s', M31],
    ['00h 42m 44.3s', M31],
    ['0:42:44.3', M31],
    ['0 42 44.3', M31],
    ['00ʰ42ᵐ44.3ˢ', M31],
    ['  00H42M44.3S ', M31],
    ['5h35.3m', 5 + 35.3 / 60],
    ['5h', 5],
    ['5 hours', 5],
    ['0.71h', 0.71],
    ['0.71', 0.71],
    ['10.684d', 10.684 / 15],
    ['10.684 deg', 10.684 / 15],
    ['10.684°', 10.684 / 15],
    ['83°49′12″', (83 + 49 / 60 + 12 / 3600) / 15],
    ['23:59:59.999', 24 - 0.001 / 3600],
    ['0', 0],
  ])('is read from %s', (text, hours) => {
    expect(parseRightAscension(text)).toBeCloseTo(hours, 12);
  });

  it.each([
    ['24h', 'below 24h'],
    ['360 deg', 'below 24h'],
    ['-1h', 'from 0h'],
    ['5h60m', 'minutes are below 60'],
    ['5:35:60', 'seconds are below 60'],
    ['5h-35m', 'a right ascension'],
    ['5:-35:17', 'a right ascension'],
    ['5.5h30m', 'only its last part'],
    ['5h35m17s3', 'a right ascension'],
    ['5h35s', 'a right ascension'],
    ['1:2:3:4', 'a right ascension'],
    ['', 'a right ascension'],
    ['M31', 'a right ascension'],
    ['NaN', 'a right ascension'],
    ['1e1', 'a right ascension'],
    ['Infinity', 'a right ascension'],
  ])('is refused as %j, saying what is expected', (text, expected) => {
    expect(() => parseRightAscension(text)).toThrow(ParseError);
    expect(() => parseRightAscension(text)).toThrow(expected);
    expect(() => parseRightAscension(text)).toThrow(JSON.stringify(text));
  });
});

describe('a declination', () => {
  const value = 41 + 16 / 60 + 9 / 3600;
  it.each([
    ['+41d16m09s', value],
    ['+41°16\'09"', value],
    ['41°16′09″', value],
    ['41º 16’ 09”', value],
    ["41d16'09''", value],
    ['+41:16:09', value],
    ['41.269', 41.269],
    ['-05 23 28', -(5 + 23 / 60 + 28 / 3600)],
    ['\u221205 23 28', -(5 + 23 / 60 + 28 / 3600)],
    ['\u201305d23m', -(5 + 23 / 60)],
    ['- 5.5 deg', -5.5],
    ['-00 30 00', -0.5],
    ['+90', 90],
    ['-90:00:00', -90],
  ])('is read from %s', (text, degrees) => {
    expect(parseDeclination(text)).toBeCloseTo(degrees, 12);
  });

  it.each([
    ['90:00:01', 'from -90 to 90'],
    ['-91', 'from -90 to 90'],
    ['5h', 'not in hours'],
    ['+41d60m', 'minutes are below 60'],
    ['--5', 'a declination'],
    ['+-5', 'a declination'],
    ['41 -16 09', 'a declination'],
    ['north', 'a declination'],
  ])('is refused as %j, saying what is expected', (text, expected) => {
    expect(() => parseDeclination(text)).toThrow(ParseError);
    expect(() => parseDeclination(text)).toThrow(expected);
  });
});

describe('an angle', () => {
  it.each([
    ['1.5', 1.5],
    ['1d30m', 1.5],
    ['90 arcmin', 1.5],
    ["90'", 1.5],
    ['5400″', 1.5],
    ['-3 arcsec', -3 / 3600],
    ['6h', 90],
    ['271.5 deg', 271.5],
  ])('is read from %s', (text, degrees) => {
    expect(parseAngle(text)).toBeCloseTo(degrees, 12);
  });

  it('is refused with examples', () => {
    expect(() => parseAngle('5 parsec')).toThrow('90 arcmin');
  });
});

describe('a position', () => {
  const dec = 41 + 16 / 60 + 9 / 3600;
  it.each([
    ['00h42m44.3s +41d16m09s', M31, dec],
    ['00h42m44.3s, +41d16m09s', M31, dec],
    ['00h42m44.3s+41d16m09s', M31, dec],
    ['00 42 44.3 +41 16 09', M31, dec],
    ['00 42 44.3 41 16 09', M31, dec],
    ['0:42:44.3 41:16:09', M31, dec],
    ['10.6847 +41.269', 10.6847 / 15, 41.269],
    ['10.6847 41.269', 10.6847 / 15, 41.269],
    ['10.6847, \u221241.269', 10.6847 / 15, -41.269],
    ['10.6847 deg 41.269 deg', 10.6847 / 15, 41.269],
    ['0.71h -5.4', 0.71, -5.4],
  ])('is read from %s', (text, ra, expected) => {
    const position = parsePosition(text);
    expect(position.ra).toBeCloseTo(ra, 12);
    expect(position.dec).toBeCloseTo(expected, 12);
  });

  it.each(['', '10.68', '00h42m44.3s', '1 2 3', '1, 2, 3', 'M 31'])('is refused as %j', (text) => {
    expect(() => parsePosition(text)).toThrow(ParseError);
  });
});

describe('an angle as text', () => {
  it('carries into the next minute, hour and day', () => {
    expect(formatRightAscension(5 + 59 / 60 + 59.96 / 3600)).toBe('06h00m00.0s');
    expect(formatRightAscension(5 + 59.94 / 3600)).toBe('05h00m59.9s');
    expect(formatRightAscension(24 - 0.01 / 3600)).toBe('00h00m00.0s');
    expect(formatDeclination(-(9 + 59 / 60 + 59.999 / 3600), { digits: 1 })).toBe('-10d00m00.0s');
  });

  it('has the style and the digits that are asked for', () => {
    expect(formatRightAscension(M31, { style: 'colon', digits: 2 })).toBe('00:42:44.30');
    expect(formatRightAscension(M31, { style: 'space', digits: 0 })).toBe('00 42 44');
    expect(formatDeclination(-5.391111, { style: 'colon' })).toBe('-05:23:28');
    expect(formatDeclination(0.5)).toBe('+00d30m00s');
  });

  it('keeps the sign of less than a degree, and has none on what rounds to zero', () => {
    expect(formatDeclination(-0.5)).toBe('-00d30m00s');
    expect(formatDeclination(-0.00001)).toBe('+00d00m00s');
  });

  const styles = fc.constantFrom('hms', 'colon', 'space');
  const doubles = { noNaN: true, noDefaultInfinity: true } as const;

  it('is read back as the same angle, to half of its last digit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 24, maxExcluded: true, ...doubles }),
        fc.double({ min: -90, max: 90, ...doubles }),
        styles,
        fc.integer({ min: 0, max: 6 }),
        (hours, degrees, style, digits) => {
          const half = 0.5000001 / 3600 / 10 ** digits + 1e-12;
          const raText = formatRightAscension(hours, { style, digits });
          const decText = formatDeclination(degrees, { style, digits });
          const apart = Math.abs(parseRightAscension(raText) - hours);
          expect(Math.min(apart, 24 - apart)).toBeLessThanOrEqual(half);
          expect(Math.abs(parseDeclination(decText) - degrees)).toBeLessThanOrEqual(half);
          const both = parsePosition(`${raText} ${decText}`);
          expect(both).toEqual({ ra: parseRightAscension(raText), dec: parseDeclination(decText) });
        },
      ),
    );
  });

  it('is the same text after being read and written again', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, ...doubles }),
        styles,
        fc.integer({ min: 0, max: 4 }),
        (angle, style, digits) => {
          const text = formatDeclination(angle, { style, digits });
          expect(formatDeclination(parseDeclination(text), { style, digits })).toBe(text);
        },
      ),
    );
  });

  it('never throws anything but a ParseError on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9hdms:.°'" ]{0,20}$/)), (text) => {
        for (const parse of [parseRightAscension, parseDeclination, parseAngle, parsePosition]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError);
          }
        }
      }),
    );
  });
});
