import { describe, expect, it } from 'vitest';
import type { EquatorialSystem, Telescope } from '../../devices/roles/index.js';
import { halfOf, pastMeridian } from '../../engine/flip/meridian.js';
import { toMount, toMountLater } from '../../engine/flip/mount-position.js';
import { apparent, hourAngle, j2000, toApparent, toJ2000 } from '../../sky/index.js';

const NOW = Date.parse('2026-11-21T21:00:00Z');
const HOUR = 3_600_000;
const site = {
  name: 'here',
  latitude: 28.76,
  longitude: -17.88,
  elevation: 0,
  zone: 'UTC',
  horizon: [[0, 0]] as const,
};
const { signal } = new AbortController();

function mountIn(system: EquatorialSystem): Telescope {
  return { equatorialSystem: () => Promise.resolve(system) } as unknown as Telescope;
}

describe('what a mount is asked about the future', () => {
  it('is a smaller right ascension, by the sidereal time that passes', async () => {
    const position = { ra: 5, dec: 20 };
    const now = await toMount(mountIn('topocentric'), position, NOW, signal);
    const later = await toMountLater(mountIn('topocentric'), position, { now: NOW, later: HOUR, site }, signal);
    expect(later.rightAscension).toBeCloseTo(now.rightAscension - 1.00273790935, 8);
    expect(later.declination).toBe(now.declination);
  });

  it('stays between 0 and 24 h', async () => {
    const later = await toMountLater(mountIn('other'), { ra: 0.1, dec: 20 }, { now: NOW, later: HOUR, site }, signal);
    expect(later.rightAscension).toBeGreaterThan(23);
    expect(later.rightAscension).toBeLessThan(24);
  });

  it.each([20, 89.5])(
    'has the hour angle of that time for a mount in J2000 too, at a declination of %f',
    async (dec) => {
      const position = { ra: 5, dec };
      const asked = await toMountLater(mountIn('j2000'), position, { now: NOW, later: HOUR, site }, signal);
      const seen = toApparent(j2000(asked.rightAscension, asked.declination), NOW);
      const then = toApparent(j2000(position.ra, position.dec), NOW + HOUR);
      expect(hourAngle(seen.ra, NOW, site)).toBeCloseTo(hourAngle(then.ra, NOW + HOUR, site), 4);
      expect(seen.dec).toBeCloseTo(then.dec, 4);
    },
  );

  it('is refused for a mount in a system of another equinox', async () => {
    await expect(toMount(mountIn('b1950'), { ra: 5, dec: 20 }, NOW, signal)).rejects.toMatchObject({
      code: 'device-unable',
    });
  });

  it('comes back to the catalogue as it went', async () => {
    const { rightAscension, declination } = await toMount(mountIn('topocentric'), { ra: 5, dec: 20 }, NOW, signal);
    const back = toJ2000(apparent(rightAscension, declination), NOW);
    expect(back.ra).toBeCloseTo(5, 8);
    expect(back.dec).toBeCloseTo(20, 8);
  });
});

describe('the end of a pointing state', () => {
  it.each<readonly ['east' | 'west', number, number]>([
    ['east', -3, -3],
    ['east', 0, 0],
    ['east', 0.5, 0.5],
    ['east', -11.9, -11.9],
    ['east', 11.9, -12.1],
    ['west', 0, -12],
    ['west', 3, -9],
    ['west', 11.9, -0.1],
    ['west', -12, 0],
    ['west', -11.5, 0.5],
    ['west', -0.5, -12.5],
  ])('of the %s, at an hour angle of %f h, is %f h ago', (state, at, hours) => {
    expect(pastMeridian(state, at)).toBeCloseTo((hours / 1.00273790935) * HOUR, 0);
  });

  it('lies where the halves of the sky meet', () => {
    expect([-12, -6, -0.001, 0, 6, 11.999].map(halfOf)).toEqual(['east', 'east', 'east', 'west', 'west', 'west']);
  });
});
