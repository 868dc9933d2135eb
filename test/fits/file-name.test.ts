import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NamePattern } from '../../engine/fits/file-name.js';
import { DEFAULT_IMAGE_NAME } from '../../engine/plan/observatory.js';
import { fullFacts, NIGHT, scantFacts } from '../support/fits-facts.js';
import { testFrameSet } from '../support/observatories.js';

const { frame } = fullFacts();
const name = (pattern: string, changes: Partial<typeof frame> = {}): string =>
  new NamePattern(pattern).path({ ...frame, ...changes }, NIGHT);

describe('a file is named after its frame', () => {
  test('by night, target, type, filter, exposure and number', () => {
    expect(name(DEFAULT_IMAGE_NAME)).toBe('2026-11-21/M31/M31_light_L_180s_0007.fits');
  });

  test('with the passes of the repeats around it', () => {
    expect(name(DEFAULT_IMAGE_NAME, { passes: [2, 1] })).toBe('2026-11-21/M31/M31_light_L_180s_p2-p1-0007.fits');
  });

  test('leaving out what it has not, with its separator', () => {
    expect(new NamePattern(DEFAULT_IMAGE_NAME).path(scantFacts().frame, NIGHT)).toBe('2026-11-21/dark_180s_0001.fits');
    expect(name('{set}_{gain}.{n}.fits', { set: testFrameSet() })).toBe('m31-L-180s.0007.fits');
  });

  test('with its number, however long the target is called', () => {
    const target = { name: 'Å'.repeat(300), position: { ra: 0, dec: 0 } };
    const path = name('{sequence}_{target}_{target}_{n}.fits', { target });
    expect(path).toMatch(/_0007\.fits$/);
    expect(Buffer.byteLength(path)).toBeLessThan(200);
  });

  test('otherwise than any other frame of the plan, since nothing in a name is a time', () => {
    const sets = ['L', 'R'].map((filter) => testFrameSet({ filter, id: `m31/${filter}` }));
    const names = sets.flatMap((set) =>
      [1, 2].flatMap((n) => [[], [1], [2]].map((passes) => name(DEFAULT_IMAGE_NAME, { set, n, passes }))),
    );
    expect(new Set(names).size).toBe(12);
  });

  test.each([
    ['NGC 7000 / "Cygnus": Wall?', 'NGC-7000-Cygnus-Wall'],
    ['CON', 'CON_'],
    ['com1', 'com1_'],
    ['LPT³', 'LPT³_'],
    ['..', ''],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['Über\u0000ñ', 'Überñ'],
    ['ends with dots...', 'ends-with-dots'],
  ])('with every character safe: %s', (target, folder) => {
    const path = name('{target}/{n}.fits', { target: { name: target, position: { ra: 0, dec: 0 } } });
    expect(path).toBe(folder === '' ? '0007.fits' : `${folder}/0007.fits`);
  });

  test('and never outside the image folder, nor unsafe, whatever the target is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (target) => {
        const path = name('{target}/{target}_{n}.fits', { target: { name: target, position: { ra: 0, dec: 0 } } });
        for (const segment of path.split('/')) {
          expect(segment).not.toMatch(/^\.|[. ]$|[<>:"\\|?*\p{C}]|^(con|nul|aux|prn)(\.|$)/iu);
          expect(Buffer.byteLength(segment)).toBeLessThan(230);
          expect(segment).not.toBe('');
        }
      }),
    );
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['{night}/{target}.fits', /without \{n\}/],
    ['/{n}.fits', /relative to the image folder/],
    ['C:/{n}.fits', /relative to the image folder/],
    ['../{n}.fits', /lead out of the image folder/],
    ['{night}//{n}.fits', /empty parts/],
    ['{filtre}_{n}.fits', /did you mean \{filter\}\?/],
    ['{time}_{n}.fits', /not known before the exposure/],
    ['{night_{n}', /brace/],
    ['what?_{n}.fits', /not every system allows/],
  ])('%s', (pattern, why) => {
    expect(() => new NamePattern(pattern)).toThrow(why);
  });
});
