import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  apparent,
  horizontalAt,
  j2000,
  localSiderealTime,
  moonHorizontal,
  moonSeparation,
  type Site,
  separation,
  sunAltitude,
  sunHorizontal,
  sunPosition,
  toApparent,
  toApparentAltitude,
  toEquatorial,
  toHorizontal,
  toJ2000,
  twilight,
  wrapSignedHours,
} from '../../sky/index.js';

interface Equatorial {
  ra: number;
  dec: number;
}
interface Horizontal {
  azimuth: number;
  altitude: number;
}
interface Case {
  at: number;
  site: Site;
  j2000: Equatorial;
  apparent: Equatorial;
  siderealTime: number;
  horizontal: Horizontal;
  air: { pressureHPa: number; temperatureC: number };
  refractedAltitude: number | null;
  sun: Equatorial & Horizontal;
  moon: Horizontal & { separation: number };
}
type Event = 'horizon' | 'civil' | 'nautical' | 'astronomical';
interface Night {
  noon: number;
  site: Site;
  events: Record<Event, readonly [dusk: number | null, dawn: number | null]>;
}

const { cases, nights } = JSON.parse(readFileSync(new URL('data/astropy-cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  nights: Night[];
};

/** The largest error over all cases to which it applies; fails when none does. */
function worst(error: (one: Case) => number, applies: (one: Case) => boolean = () => true): number {
  const errors = cases.filter(applies).map(error);
  expect(errors.length).toBeGreaterThan(50);
  return Math.max(...errors.map((e) => (Number.isNaN(e) ? Infinity : Math.abs(e))));
}

const arcseconds = 3600;
const target = (one: Case) => j2000(one.j2000.ra, one.j2000.dec);
const ofDate = (one: Case) => apparent(one.apparent.ra, one.apparent.dec);

// The limits are some two times what was measured, so that a lost term shows: the smallest, the Sun's bending of light,
// is 0.004" at right angles to the Sun.
describe('against astropy, at 200 random instants from 2000 to 2050', () => {
  it('has 200 cases', () => {
    expect(cases).toHaveLength(200);
  });

  it('gives the place of date within 0.005 arcseconds', () => {
    expect(worst((one) => separation(toApparent(target(one), one.at), ofDate(one)) * arcseconds)).toBeLessThan(0.005);
  });

  it('gives the place in the catalogue within 0.005 arcseconds', () => {
    expect(worst((one) => separation(toJ2000(ofDate(one), one.at), target(one)) * arcseconds)).toBeLessThan(0.005);
  });

  it('gives the apparent sidereal time within a quarter of a millisecond', () => {
    const error = (one: Case) =>
      wrapSignedHours(localSiderealTime(one.at, one.site.longitude) - one.siderealTime) * 3600;
    expect(worst(error)).toBeLessThan(0.00025);
  });

  it('gives azimuth and altitude but for diurnal aberration, which is 0.32 arcseconds at most', () => {
    const error = (one: Case) => separation(horizontalAt(target(one), one.at, one.site), one.horizontal) * arcseconds;
    expect(worst(error)).toBeLessThan(0.33);
  });

  it('gives the refracted altitude within 2.5 arcseconds above 15 degrees and 4 above 10', () => {
    const error = (one: Case) =>
      (toApparentAltitude(one.horizontal.altitude, one.air) - (one.refractedAltitude ?? NaN)) * arcseconds;
    expect(worst(error, (one) => one.horizontal.altitude > 15)).toBeLessThan(2.5);
    expect(worst(error, (one) => one.horizontal.altitude > 10)).toBeLessThan(4);
  });

  it('gives the Sun within 4 arcseconds', () => {
    const seen = (one: Case) => apparent(one.sun.ra, one.sun.dec);
    expect(worst((one) => separation(sunPosition(one.at), seen(one)) * arcseconds)).toBeLessThan(4);
    expect(worst((one) => separation(sunHorizontal(one.at, one.site), one.sun) * arcseconds)).toBeLessThan(4);
    expect(worst((one) => (sunAltitude(one.at, one.site) - one.sun.altitude) * arcseconds)).toBeLessThan(4);
  });

  // astropy's built-in Moon is Meeus's, itself good to 10 arcseconds.
  it('gives the Moon within 12 arcseconds', () => {
    expect(worst((one) => separation(moonHorizontal(one.at, one.site), one.moon) * arcseconds)).toBeLessThan(12);
    const error = (one: Case) => (moonSeparation(target(one), one.at, one.site) - one.moon.separation) * arcseconds;
    expect(worst(error)).toBeLessThan(12);
  });

  it('comes back from alt/az and from the place of date to where it began', () => {
    const there = (one: Case) => toApparent(target(one), one.at);
    expect(worst((one) => separation(toJ2000(there(one), one.at), target(one)) * arcseconds)).toBeLessThan(1e-6);
    const back = (one: Case) => toEquatorial(toHorizontal(there(one), one.at, one.site), one.at, one.site);
    expect(worst((one) => separation(back(one), there(one)) * arcseconds)).toBeLessThan(1e-6);
  });
});

describe('twilight against astropy, in random nights from 2000 to 2050', () => {
  const named = {
    horizon: ['sunset', 'sunrise'],
    civil: ['civilDusk', 'civilDawn'],
    nautical: ['nauticalDusk', 'nauticalDawn'],
    astronomical: ['astronomicalDusk', 'astronomicalDawn'],
  } as const satisfies Record<Event, unknown>;

  it.each(Object.entries(named))('gives %s within 2 s, or that it does not happen', (event, [dusk, dawn]) => {
    for (const night of nights) {
      const ours = twilight(night.noon, night.site);
      const theirs = night.events[event as Event];
      for (const [mine, other] of [
        [ours[dusk], theirs[0]],
        [ours[dawn], theirs[1]],
      ] as const) {
        if (other === null) expect(mine).toBeUndefined();
        else expect(Math.abs((mine ?? NaN) - other)).toBeLessThan(2000);
      }
    }
  });

  it('has seen nights with and without each darkness', () => {
    const reached = nights.filter((night) => night.events.astronomical[0] !== null);
    expect(nights.length).toBeGreaterThan(40);
    expect(reached.length).toBeGreaterThan(20);
    expect(reached.length).toBeLessThan(nights.length);
  });
});
