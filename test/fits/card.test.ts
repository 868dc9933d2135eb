import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiText, formatCard, integer, logical, real, text } from '../../engine/fits/card.js';
import { buildHeader } from '../../engine/fits/header.js';
import { parseHeader } from '../../engine/fits/header-reader.js';

const one = (cards: readonly string[]): string => {
  expect(cards).toHaveLength(1);
  return cards[0]!;
};

describe('a card', () => {
  test.each([
    [logical('SIMPLE', true), 'SIMPLE  =                    T'],
    [integer('NAXIS1', 6248, 'width'), 'NAXIS1  =                 6248 / width'],
    [integer('BZERO', 9223372036854775808n), 'BZERO   =  9223372036854775808'],
    [real('EXPTIME', 180, 'exposure', { unit: 's' }), 'EXPTIME =                180.0 / [s] exposure'],
    [real('SKYBRGHT', 1.5e-7), 'SKYBRGHT=               1.5E-7'],
    [real('X', -1.2345678901234567e-100), 'X       = -1.234567890123E-100'],
    [real('RA', 10.123456789, 'pointing', { decimals: 4 }), 'RA      =              10.1235 / pointing'],
    [real('ZERO', -0.00001, undefined, { decimals: 2 }), 'ZERO    =                  0.0'],
    [text('OBJECT', 'M31', 'target'), "OBJECT  = 'M31     '           / target"],
    [text('OBJECT', "Barnard's Loop"), "OBJECT  = 'Barnard''s Loop'"],
    [text('OBSERVER', 'Zoë Müller\nÆ'), "OBSERVER= 'Zoe Muller ?'"],
  ])('%o', (card, expected) => {
    const formatted = one(formatCard(card));
    expect(formatted).toHaveLength(80);
    if (card.value.type !== 'text') expect(formatted.slice(0, expected.length)).toBe(expected);
    expect(formatted.replace(/ +/g, ' ').trimEnd()).toBe(expected.replace(/ +/g, ' ').trimEnd());
  });

  test('keeps its value when the comment has no room, and cuts the comment at a word', () => {
    const long = one(formatCard(text('TELESCOP', 'x'.repeat(50), 'a comment that is much too long for this')));
    expect(long).toContain(`'${'x'.repeat(50)}'`);
    expect(long.trimEnd()).toMatch(/ \/ a comment that$/);
    expect(one(formatCard(text('TELESCOP', 'x'.repeat(66), 'comment')))).not.toContain('comment');
  });

  test('refuses what FITS cannot say', () => {
    expect(() => formatCard(real('X', Number.NaN))).toThrow(/cannot hold NaN/);
    expect(() => formatCard(integer('X', 1.5))).toThrow(/not an integer/);
    expect(() => formatCard(text('lower case', 'x'))).toThrow(/not a FITS keyword/);
  });

  test('holds commentary of any length', () => {
    const cards = formatCard({ keyword: 'HISTORY', text: 'word '.repeat(30) });
    expect(cards).toHaveLength(3);
    for (const card of cards) expect(card).toMatch(/^HISTORY .{72}$/);
  });
});

test('every text comes back as it was written, long ones and those full of quotes too', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '&', 'a', ' ', '/', 'é'), maxLength: 300 }), (value) => {
      const read = parseHeader(buildHeader(FORMAT, [text('VALUE', value, 'c'), text('NEXT', 'n')], 0));
      expect(read?.text('VALUE')).toBe(asciiText(value).trimEnd());
      expect(read?.text('NEXT')).toBe('n');
    }),
  );
});

test('every number comes back to 12 digits, and exactly in 20 columns', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e308, max: 1e308 }), (value) => {
      const read = parseHeader(buildHeader(FORMAT, [real('VALUE', value)], 0))?.number('VALUE');
      expect(Math.abs((read ?? Number.NaN) - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 1e-12, 1e-300));
    }),
  );
});

const FORMAT = { bitpix: 16, bzero: 0n, width: 1, height: 1, planes: 1 } as const;
