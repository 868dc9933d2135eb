import { describe, expect, test } from 'vitest';
import { formatCard, integer, text } from '../../engine/fits/card.js';
import { changeHeader, checkHeaderChanges, type HeaderChanges } from '../../engine/fits/header-changes.js';

const cards = [
  text('OBJECT', 'M31'),
  integer('GAIN', 100, 'gain'),
  integer('OFFSET', 10),
  { keyword: 'HISTORY', text: 'h' } as const,
];
const changed = (changes: HeaderChanges): string[] =>
  changeHeader(cards, changes)
    .flatMap(formatCard)
    .map((card) => card.replace(/ +/g, ' ').trim());

test('keywords are dropped, renamed and added, as the observer wants', () => {
  expect(
    changed({ drop: ['OFFSET'], rename: { GAIN: 'ISO' }, add: { SCHOOL: 'Lyceum', PIER: 2, HEIGHT: 1.5, OPEN: true } }),
  ).toEqual([
    "OBJECT = 'M31 '",
    'ISO = 100 / gain',
    'HISTORY h',
    "SCHOOL = 'Lyceum '",
    'PIER = 2',
    'HEIGHT = 1.5',
    'OPEN = T',
  ]);
});

test('what is added or renamed to takes the place of what is there, so that no keyword stands twice', () => {
  expect(changed({ add: { GAIN: 7 } }).filter((card) => card.startsWith('GAIN'))).toEqual(['GAIN = 7']);
  expect(changed({ rename: { OFFSET: 'GAIN' } }).filter((card) => card.startsWith('GAIN'))).toEqual(['GAIN = 10']);
});

describe('changes are refused', () => {
  test.each<[HeaderChanges, RegExp]>([
    [{ drop: ['BITPIX'] }, /BITPIX cannot be changed/],
    [{ rename: { FRAMEKEY: 'KEY' } }, /FRAMEKEY cannot be changed/],
    [{ rename: { GAIN: 'CHECKSUM' } }, /CHECKSUM cannot be changed/],
    [{ add: { 'too long a name': 1 } }, /not a FITS keyword/],
    [{ add: { X: Number.NaN } }, /X cannot be NaN/],
    [{ rename: { GAIN: 'A', OFFSET: 'A' } }, /two keywords/],
  ])('%o', (changes, why) => {
    expect(checkHeaderChanges(changes).join()).toMatch(why);
  });

  test('but not those that can be made', () => {
    expect(checkHeaderChanges({ drop: ['MOONALT'], rename: { GAIN: 'ISO' }, add: { 'MY-KEY_1': 'x' } })).toEqual([]);
    expect(checkHeaderChanges({})).toEqual([]);
  });
});
