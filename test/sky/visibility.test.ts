import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  altitudeAt,
  flatHorizon,
  horizonProfile,
  horizontalAt,
  hourAngle,
  type Interval,
  intervalsAbove,
  j2000,
  maximumAltitude,
  nextCrossing,
  nextTransit,
  type Site,
  timeAbove,
  toApparent,
} from '../../sky/index.js';

const HOUR = 3_600_000;
const SIDEREAL_DAY = (24 * HOUR) / 1.00273790935;
const site: Site = { latitude: 48, longitude: 11, elevation: 500 };
const evening = Date.UTC(2025, 2, 21, 18);
const orion = j2000(5.588, -5.39);
const polaris = j2000(2.53, 89.26);
const canopus = j2000(6.4, -52.7);

const anyTarget = fc.record({
  ra: fc.double({ min: 0, max: 23.99, noNaN: true }),
  dec: fc.double({ min: -89, max: 89, noNaN: true }),
});
const anySite = fc.record({
  latitude: fc.double({ min: -80, max: 80, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  elevation: fc.constant(100),
});
const anyTime = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2050, 0) });
const anyLimit = fc.double({ min: -5, max: 70, noNaN: true });

describe('a transit', () => {
  it('is within the next sidereal day, and puts the target on the meridian', () => {
    fc.assert(
      fc.property(anyTarget, anySite, anyTime, fc.constantFrom('upper', 'lower'), ({ ra, dec }, where, from, which) => {
        const target = j2000(ra, dec);
        const at = nextTransit(target, from, where, which);
        expect(at).toBeGreaterThanOrEqual(from);
        expect(at - from).toBeLessThan(SIDEREAL_DAY + 1000);
        const angle = Math.abs(hourAngle(toApparent(target, at).ra, at, where));
        expect(Math.abs(angle - (which === 'upper' ? 0 : 12)) * 3600).toBeLessThan(0.001);
      }),
    );
  });
});

describe('a crossing', () => {
  it('is at the altitude and goes the way that was asked for', () => {
    fc.assert(
      fc.property(
        anyTarget,
        anySite,
        anyTime,
        anyLimit,
        fc.constantFrom('rising', 'setting'),
        (place, where, from, limit, way) => {
          const target = j2000(place.ra, place.dec);
          const at = nextCrossing(target, from, where, limit, way);
          const highest = altitudeAt(target, nextTransit(target, from, where, 'upper'), where);
          const lowest = altitudeAt(target, nextTransit(target, from, where, 'lower'), where);
          // Closer to grazing than a thousandth of a degree, either answer is right.
          fc.pre(Math.abs(highest - limit) > 0.001 && Math.abs(lowest - limit) > 0.001);
          expect(at !== undefined).toBe(lowest < limit && limit < highest);
          if (at === undefined) return;
          expect(at).toBeGreaterThanOrEqual(from);
          expect(at - from).toBeLessThan(SIDEREAL_DAY + 1000);
          expect(altitudeAt(target, at, where)).toBeCloseTo(limit, 5);
          const later = altitudeAt(target, at + 1000, where) - altitudeAt(target, at - 1000, where);
          expect(Math.sign(later)).toBe(way === 'rising' ? 1 : -1);
        },
      ),
    );
  });

  it('does not exist for what never sets or never rises', () => {
    expect(nextCrossing(polaris, evening, site, 30, 'setting')).toBeUndefined();
    expect(nextCrossing(canopus, evening, site, 0, 'rising')).toBeUndefined();
  });
});

describe('the time above a limit', () => {
  const night: Interval = { from: evening, to: evening + 10 * HOUR };

  /** The slow way. */
  function sampled(target = orion, { from, to }: Interval, limit: (azimuth: number) => number, where = site): number {
    const step = 30_000;
    let above = 0;
    for (let at = from + step / 2; at < to; at += step) {
      const { azimuth, altitude } = horizontalAt(target, at, where);
      if (altitude >= limit(azimuth)) above += step;
    }
    return above;
  }

  it('agrees with looking each half minute, for any target and limit', () => {
    fc.assert(
      fc.property(anyTarget, anySite, anyTime, anyLimit, (place, where, from, limit) => {
        const target = j2000(place.ra, place.dec);
        const span = { from, to: from + 30 * HOUR };
        const error = timeAbove(target, span, where, limit) - sampled(target, span, () => limit, where);
        // Each end of each interval is up to half a step off in the samples.
        expect(Math.abs(error)).toBeLessThan(150_000);
      }),
      { numRuns: 30 },
    );
  });

  it('is all of it, or none, for what stays on one side', () => {
    expect(intervalsAbove(polaris, night, site, 40)).toEqual([night]);
    expect(intervalsAbove(canopus, night, site, 0)).toEqual([]);
    expect(timeAbove(polaris, night, site, 40)).toBe(10 * HOUR);
  });

  it('is in two pieces for what sets and rises again', () => {
    const found = intervalsAbove(orion, { from: evening, to: evening + 24 * HOUR }, site, 20);
    expect(found).toHaveLength(2);
    expect(found[0]?.from).toBe(evening);
    expect(found[1]?.to).toBe(evening + 24 * HOUR);
  });

  it('is the whole pass when asked for from the very rise to the very set', () => {
    for (let limit = 1; limit < 30; limit += 0.01) {
      const rise = nextCrossing(orion, evening, site, limit, 'rising') ?? NaN;
      const set = nextCrossing(orion, rise, site, limit, 'setting') ?? NaN;
      expect(Math.abs(timeAbove(orion, { from: rise, to: set }, site, limit) - (set - rise))).toBeLessThan(1);
    }
  });

  it('is nothing for an empty or reversed interval', () => {
    expect(intervalsAbove(polaris, { from: evening, to: evening }, site, 0)).toEqual([]);
    expect(intervalsAbove(polaris, { from: evening, to: evening - 1 }, site, 0)).toEqual([]);
  });

  it('heeds a horizon with a profile, and a flat one like a number', () => {
    const house = horizonProfile([
      [0, 10],
      [200, 10],
      [200, 60],
      [230, 60],
      [230, 10],
    ]);
    const found = intervalsAbove(orion, night, site, house);
    expect(found).toHaveLength(2);
    const expected = sampled(orion, night, (azimuth) => house.altitudeAt(azimuth));
    expect(Math.abs(timeAbove(orion, night, site, house) - expected)).toBeLessThan(100_000);
    const flat = timeAbove(orion, night, site, flatHorizon(20));
    expect(Math.abs(flat - timeAbove(orion, night, site, 20))).toBeLessThan(100);
  });
});

describe('the highest altitude in an interval', () => {
  it('is not below any sample of it, and is reached', () => {
    fc.assert(
      fc.property(
        anyTarget,
        anySite,
        anyTime,
        fc.integer({ min: 60_000, max: 20 * HOUR }),
        (place, where, from, span) => {
          const target = j2000(place.ra, place.dec);
          const to = from + span;
          const { at, altitude } = maximumAltitude(target, { from, to }, where);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(at).toBeLessThanOrEqual(to);
          expect(altitudeAt(target, at, where)).toBe(altitude);
          for (let i = 0; i <= 50; i++) {
            expect(altitudeAt(target, from + (i / 50) * span, where)).toBeLessThanOrEqual(altitude + 1e-5);
          }
        },
      ),
    );
  });
});

describe('a horizon', () => {
  const profile = horizonProfile([
    [270, 5],
    [90, 25],
    [0, 10],
    [180, 15],
  ]);

  it.each([
    [0, 10],
    [45, 17.5],
    [90, 25],
    [225, 10],
    [315, 7.5],
    [360, 10],
    [-45, 7.5],
    [359.999999, 10],
  ])('at azimuth %d stands at %d', (azimuth, altitude) => {
    expect(profile.altitudeAt(azimuth)).toBeCloseTo(altitude, 5);
  });

  it('goes across north from the last point to the first', () => {
    const gap = horizonProfile([
      [10, 10],
      [350, 30],
    ]);
    expect(gap.altitudeAt(0)).toBeCloseTo(20);
    expect(gap.altitudeAt(355)).toBeCloseTo(25);
  });

  it('may end at 360 at another altitude than it begins with at 0', () => {
    const wall = horizonProfile([
      [0, 10],
      [180, 10],
      [360, 50],
    ]);
    expect(wall.altitudeAt(0)).toBe(10);
    expect(wall.altitudeAt(359.9999)).toBeCloseTo(50, 3);
  });

  it('knows its extremes, and is the same all around with one point', () => {
    expect([profile.lowest, profile.highest]).toEqual([5, 25]);
    expect(horizonProfile([[100, 12]]).altitudeAt(280)).toBe(12);
    expect(flatHorizon(15).altitudeAt(123)).toBe(15);
  });

  it('is refused without points or beyond the zenith', () => {
    expect(() => horizonProfile([])).toThrow(RangeError);
    expect(() => horizonProfile([[0, 91]])).toThrow('from -90 to 90');
    expect(() => horizonProfile([[NaN, 1]])).toThrow(RangeError);
  });
});
