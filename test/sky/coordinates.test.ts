import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  airmass,
  apparent,
  hourAngle,
  j2000,
  positionAngle,
  refraction,
  type Site,
  separation,
  toApparent,
  toApparentAltitude,
  toEquatorial,
  toHorizontal,
  toJ2000,
  toTrueAltitude,
  wrapDegrees,
  wrapHours,
  wrapSignedDegrees,
  wrapSignedHours,
} from '../../sky/index.js';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const site: Site = { latitude: 48, longitude: 11, elevation: 500 };
const at = Date.UTC(2025, 2, 21, 20);

describe('wrapping', () => {
  it('stays in its range and on the same angle', () => {
    fc.assert(
      fc.property(finite, (angle) => {
        for (const [wrap, low, high] of [
          [wrapDegrees, 0, 360],
          [wrapHours, 0, 24],
          [wrapSignedDegrees, -180, 180],
          [wrapSignedHours, -12, 12],
        ] as const) {
          const wrapped = wrap(angle);
          expect(wrapped).toBeGreaterThanOrEqual(low);
          expect(wrapped).toBeLessThan(high);
          const turns = (angle - wrapped) / (high - low);
          expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('has one zero, and does not round up to a full turn', () => {
    expect(wrapDegrees(-1e-20)).toBe(0);
    expect(wrapHours(24)).toBe(0);
    expect(Object.is(wrapDegrees(-0), 0)).toBe(true);
    expect(wrapSignedDegrees(180)).toBe(-180);
  });
});

describe('frames', () => {
  it('cannot be mixed up', () => {
    // @ts-expect-error a place of date is not a place of the catalogue
    toApparent(apparent(1, 2), at);
    // @ts-expect-error nor the other way round
    toJ2000(j2000(1, 2), at);
    // @ts-expect-error the mount's alt/az needs the place of date
    toHorizontal(j2000(1, 2), at, site);
    // @ts-expect-error an angle between two frames means nothing
    separation(j2000(1, 2), apparent(1, 2));
    expect(separation(j2000(1, 2), j2000(1, 2))).toBe(0);
  });

  it('are joined both ways everywhere, also at the poles and beside the Sun', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 24, maxExcluded: true, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2050, 0) }),
        (ra, dec, when) => {
          const start = j2000(ra, dec);
          const there = toApparent(start, when);
          expect(separation(toJ2000(there, when), start) * 3600).toBeLessThan(1e-5);
          const back = toEquatorial(toHorizontal(there, when, site), when, site);
          expect(separation(back, there) * 3600).toBeLessThan(1e-5);
        },
      ),
    );
  });

  it('give the same whatever was asked before', () => {
    const target = j2000(5.588, -5.39);
    const first = toApparent(target, at);
    for (let day = 0; day < 500; day++) toApparent(target, at + day * 86_400_000 * 7);
    expect(toApparent(target, at)).toEqual(first);
  });

  it('do not jump where the interpolation goes on to its next knot', () => {
    const target = j2000(5.588, -5.39);
    const knot = Date.UTC(2025, 2, 21, 21);
    expect(separation(toApparent(target, knot - 1), toApparent(target, knot + 1)) * 3600).toBeLessThan(1e-6);
  });
});

describe('alt/az', () => {
  it('knows north, east, south and west', () => {
    const sidereal = hourAngle(0, at, site);
    expect(toHorizontal(apparent(wrapHours(sidereal), 0), at, site).azimuth).toBeCloseTo(180, 6);
    expect(toHorizontal(apparent(wrapHours(sidereal), 0), at, site).altitude).toBeCloseTo(42, 6);
    expect(toHorizontal(apparent(wrapHours(sidereal + 6), 0), at, site).azimuth).toBeCloseTo(90, 6);
    expect(toHorizontal(apparent(wrapHours(sidereal - 6), 0), at, site).azimuth).toBeCloseTo(270, 6);
    const pole = toHorizontal(apparent(3, 90), at, site);
    expect(pole.altitude).toBeCloseTo(48, 6);
    expect(wrapSignedDegrees(pole.azimuth)).toBeCloseTo(0, 6);
    expect(hourAngle(wrapHours(sidereal + 2), at, site)).toBeCloseTo(-2, 9);
  });
});

describe('an angle on the sky', () => {
  it('is right for tiny and for great distances', () => {
    expect(separation(j2000(0, 0), j2000(0, 1e-7))).toBeCloseTo(1e-7, 15);
    expect(separation(j2000(0, 0), j2000(12, 0))).toBeCloseTo(180, 10);
    expect(separation(j2000(23.9, 0), j2000(0.1, 0))).toBeCloseTo(3, 10);
    expect(separation({ azimuth: 10, altitude: 90 }, { azimuth: 200, altitude: 60 })).toBeCloseTo(30, 10);
  });

  it('goes from north through east', () => {
    expect(positionAngle(j2000(1, 0), j2000(1, 1))).toBeCloseTo(0, 9);
    expect(positionAngle(j2000(1, 0), j2000(1.1, 0))).toBeCloseTo(90, 9);
    expect(positionAngle(j2000(1, 0), j2000(1, -1))).toBeCloseTo(180, 9);
    expect(positionAngle(j2000(0, 0), j2000(23.9, 0))).toBeCloseTo(270, 9);
  });
});

describe('the air', () => {
  it('lifts by the values of the tables', () => {
    // Meeus 1998, example 16.a: the lower limb of the Sun seen at 0.5 degrees is lifted by 28.754'.
    expect(refraction(0.5) * 60).toBeCloseTo(28.754 - 0.06 * Math.sin(((14.7 * 28.754 + 13) * Math.PI) / 180), 2);
    expect(refraction(0) * 60).toBeCloseTo(34.5, 0);
    expect(refraction(45) * 3600).toBeCloseTo(58.1, 0);
    expect(refraction(90)).toBeLessThan(0.0003);
    expect(refraction(30, { pressureHPa: 505 })).toBeCloseTo(refraction(30) / 2, 10);
    expect(refraction(30, { temperatureC: 30 })).toBeLessThan(refraction(30, { temperatureC: -10 }));
  });

  it('lifts less the higher something is, and never changes the order of two things', () => {
    for (let altitude = -1; altitude < 89; altitude += 0.25) {
      expect(refraction(altitude + 0.25)).toBeLessThanOrEqual(refraction(altitude));
    }
    for (let altitude = -90; altitude < 90; altitude += 0.25) {
      expect(toApparentAltitude(altitude + 0.25)).toBeGreaterThan(toApparentAltitude(altitude));
    }
  });

  it('is taken away exactly as it was added, in any weather', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: 500, max: 1080, noNaN: true }),
        fc.double({ min: -40, max: 45, noNaN: true }),
        (altitude, pressureHPa, temperatureC) => {
          const air = { pressureHPa, temperatureC };
          expect(toTrueAltitude(toApparentAltitude(altitude, air), air)).toBeCloseTo(altitude, 8);
        },
      ),
    );
  });

  it('is looked through more towards the horizon', () => {
    expect(airmass(90)).toBe(1);
    expect(airmass(30)).toBeCloseTo(1.993, 3);
    expect(airmass(10)).toBeCloseTo(5.6, 1);
    expect(airmass(0)).toBeCloseTo(38.75, 1);
    expect(airmass(-0.1)).toBe(Infinity);
    for (let altitude = 0; altitude < 90; altitude++)
      expect(airmass(altitude)).toBeGreaterThanOrEqual(airmass(altitude + 1));
  });
});
