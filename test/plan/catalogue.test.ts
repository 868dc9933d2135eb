import { describe, expect, it, vi } from 'vitest';
import { CALDWELL } from '../../engine/plan/catalogue/caldwell.js';
import { findByName, nearNamed } from '../../engine/plan/catalogue/find.js';
import { parsePlan } from '../../engine/plan/load.js';
import { parsePosition } from '../../sky/index.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

describe('the catalogue of names', () => {
  it('has all of Messier and Caldwell', () => {
    const missing = [
      ...Array.from({ length: 110 }, (_, index) => `M${String(index + 1)}`),
      ...Object.keys(CALDWELL).map((number) => `C${number}`),
    ].filter((name) => !findByName(name));
    expect(missing).toEqual([]);
  });

  // Positions as the NASA/IPAC and SIMBAD pages of the objects give them.
  it.each([
    ['M31', '00h42m44.3s +41d16m09s'],
    ['messier 31', '00h42m44.3s +41d16m09s'],
    ['Andromeda Galaxy', '00h42m44.3s +41d16m09s'],
    ['NGC 7000', '20h59m17s +44d31m44s'],
    ['Caldwell 20', '20h59m17s +44d31m44s'],
    ['M 42', '05h35m17s -05d23m28s'],
    ['Horsehead Nebula', '05h40m59s -02d27m30s'],
    ['Barnard 33', '05h40m59s -02d27m30s'],
    ['ngc0891', '02h22m33s +42d20m57s'],
    ['Vega', '18h36m56.3s +38d47m01s'],
    ['M13', '16h41m41.2s +36d27m36s'],
    ['IC 1396', '21h39m06s +57d30m00s'],
  ])('knows %s within a third of a degree', (name, written) => {
    const { ra, dec } = parsePosition(written);
    const found = findByName(name)!;
    expect(Math.abs(found.dec - dec)).toBeLessThan(0.33);
    expect(Math.abs(found.ra - ra) * 15 * Math.cos((dec * Math.PI) / 180)).toBeLessThan(0.33);
  });

  it('suggests the near name', () => {
    expect(nearNamed('Andromedda Galaxy')).toBe('Andromeda Galaxy');
  });

  it('gives a target without a position its place', () => {
    const text =
      'sequence: T\nobservatory: simulator\nsteps:\n  - target: { name: M31, frames: [{ exposure: 60 s }] }\n';
    const { plan } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
    expect(plan?.steps[0]).toMatchObject({ position: { kind: 'equatorial', ra: expect.closeTo(0.7123, 3) as number } });
  });
});

it('has the same place for a name, be it found as it is written or among all names', async () => {
  const { OTHER_NAMES, PLACES } = await import('../../engine/plan/catalogue/names-data.js');
  const names = [PLACES, OTHER_NAMES].flatMap((lines) =>
    lines
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]!),
  );
  vi.resetModules();
  const early = await import('../../engine/plan/catalogue/find.js');
  const some = names.filter((_, i) => i % 17 === 0);
  const found = some.map((name) => early.findByName(name));
  expect(some.length).toBeGreaterThan(500);
  vi.resetModules();
  const late = await import('../../engine/plan/catalogue/find.js');
  late.nearNamed('read all of it');
  expect(found).toEqual(some.map((name) => late.findByName(name)));
});
