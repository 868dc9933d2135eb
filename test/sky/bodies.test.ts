import { Body, HelioVector } from 'astronomy-engine';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { astroTime } from '../../sky/astro-time.js';
import {
  apparent,
  bodyMotion,
  bodyPosition,
  type EllipticElements,
  heliocentric,
  moonPosition,
  type Orbit,
  orbitOf,
  type Planet,
  separation,
  type Site,
  type SolarSystemBody,
  terrestrialDays,
  toApparent,
} from '../../sky/index.js';
import { GAUSS, positionInPlane } from '../../sky/kepler.js';
import { cross, dot, length, plus, turnX, type Vector } from '../../sky/vector.js';

type Written = readonly [number, number, number];
interface Case {
  readonly at: string;
  readonly name: string;
  readonly elements?: { readonly epoch?: Written; readonly perihelion?: Written } & Record<string, number>;
  readonly distance: number;
  readonly ra: number;
  readonly dec: number;
}

const { site, cases } = JSON.parse(readFileSync(new URL('data/ephem-cases.json', import.meta.url), 'utf8')) as {
  site: Site;
  cases: readonly Case[];
};

const DAY = 86_400_000;
const daysOf = ([year, month, day]: Written): number => Date.UTC(year, month - 1, 1) / DAY - 10_957.5 + day - 1;

function bodyOf({ name, elements }: Case): SolarSystemBody {
  if (name === 'Moon') return { kind: 'moon' };
  if (!elements) return { kind: 'planet', name: name as Planet };
  const { epoch, perihelion, ...rest } = elements;
  const orbit = epoch
    ? orbitOf({ ...rest, epoch: daysOf(epoch) } as unknown as EllipticElements)
    : ({ ...rest, perihelion: daysOf(perihelion!) } as unknown as Orbit);
  return { kind: 'orbit', name, orbit };
}

/** arcseconds */
const ARCSECONDS = 3600;

describe('planets, the moon, comets and asteroids stand where another program has them', () => {
  it('has what it is judged by', () => {
    expect(cases.length).toBe(65);
  });

  it.each(cases.map((one) => [`${one.name} at ${one.at}`, one] as const))('%s', (_, one) => {
    const at = Date.parse(one.at);
    const off = separation(toApparent(bodyPosition(bodyOf(one), at, site), at), apparent(one.ra, one.dec)) * ARCSECONDS;
    // Planets: the short series of astronomy-engine. What follows elements: the Earth's place, the more the nearer. The
    // moon: mostly the other program's terrestrial time, which is 2 to 8 s ahead and foretold.
    expect(off).toBeLessThan(one.elements ? 1 + 1 / one.distance : one.name === 'Moon' ? 8 : 20);
  });
});

describe('a body on an orbit', () => {
  /** From a place and a motion (au, au a day, J2000 equator) to elements. */
  function osculating(position: Vector, velocity: Vector, at: number): Orbit {
    const ecliptic = (v: Vector): Vector => turnX((84_381.448 / 3600) * (Math.PI / 180), v);
    const [r, v] = [ecliptic(position), ecliptic(velocity)];
    const mu = GAUSS ** 2;
    const h = cross(r, v);
    const e = plus(plus([0, 0, 0], cross(v, h), 1 / mu), r, -1 / length(r));
    const eccentricity = length(e);
    const a = 1 / (2 / length(r) - dot(v, v) / mu);
    const node: Vector = [-h[1], h[0], 0];
    const degrees = (angle: number): number => ((angle * 180) / Math.PI + 360) % 360;
    const inPlane = (u: Vector): number => Math.atan2(dot(cross(node, u), h) / length(h), dot(node, u));
    const trueAnomaly = inPlane(r) - inPlane(e);
    const E =
      2 *
      Math.atan2(
        Math.sqrt(1 - eccentricity) * Math.sin(trueAnomaly / 2),
        Math.sqrt(1 + eccentricity) * Math.cos(trueAnomaly / 2),
      );
    return orbitOf({
      epoch: at,
      meanAnomaly: degrees(E - eccentricity * Math.sin(E)),
      semiMajorAxis: a,
      eccentricity,
      argumentOfPerihelion: degrees(inPlane(e)),
      ascendingNode: degrees(Math.atan2(node[1], node[0])),
      inclination: degrees(Math.acos(h[2] / length(h))),
    });
  }

  it.each([
    ['Mars', 2],
    ['Jupiter', 2],
  ] as const)('that %s has at a moment, goes on as the planet itself for a week', (name, most) => {
    const epoch = Date.UTC(2026, 10, 21);
    const vector = (at: number): Vector => {
      const { x, y, z } = HelioVector(Body[name], astroTime(at));
      return [x, y, z];
    };
    const step = 0.5 * DAY;
    const velocity = plus(vector(epoch + step), vector(epoch - step), -1);
    const days = terrestrialDays(epoch);
    const orbit = osculating(vector(epoch), velocity, days);
    expect(length(plus(heliocentric(orbit, days), vector(epoch), -1))).toBeLessThan(1e-9);
    for (const later of [1, 3, 7]) {
      const at = epoch + later * DAY;
      const seen = bodyPosition({ kind: 'orbit', name, orbit }, at, site);
      const off = separation(seen, bodyPosition({ kind: 'planet', name }, at, site)) * ARCSECONDS;
      expect(off).toBeLessThan(most);
    }
  });

  it('stays on its conic, whatever its eccentricity and however long ago its perihelion was', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.005, max: 10, noNaN: true }),
        fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.double({ min: 0.999, max: 1.001, noNaN: true })),
        fc.double({ min: -40_000, max: 40_000, noNaN: true }),
        (perihelionDistance, eccentricity, days) => {
          const [x, y] = positionInPlane({ perihelionDistance, eccentricity }, days);
          const r = Math.hypot(x, y);
          const onConic = perihelionDistance * (1 + eccentricity) - eccentricity * x;
          expect(Math.abs(r - onConic) / r).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 500, seed: 4 },
    );
  });

  it("moves on a parabola by Barker's equation, and on what is nearly one nearly so", () => {
    const q = 0.8;
    for (const days of [-400, -30, 3, 90, 1000]) {
      const [x, y] = positionInPlane({ perihelionDistance: q, eccentricity: 1 }, days);
      const tan = Math.tan(Math.atan2(y, x) / 2);
      expect((Math.sqrt(2 * q ** 3) / GAUSS) * (tan + tan ** 3 / 3)).toBeCloseTo(days, 8);
      for (const eccentricity of [1 - 1e-9, 1 + 1e-9]) {
        const [nearX, nearY] = positionInPlane({ perihelionDistance: q, eccentricity }, days);
        expect(Math.hypot(nearX - x, nearY - y)).toBeLessThan(1e-6);
      }
    }
  });

  it('moves on an ellipse by the equation of Kepler, round after round', () => {
    const [q, e] = [0.5, 0.85];
    const a = q / (1 - e);
    for (const days of [-7000, -12, 0, 55, 900, 23_456]) {
      const [x, y] = positionInPlane({ perihelionDistance: q, eccentricity: e }, days);
      const E = Math.atan2(y / (a * Math.sqrt(1 - e * e)), x / a + e);
      const turns = ((GAUSS / a ** 1.5) * days - (E - e * Math.sin(E))) / (2 * Math.PI);
      expect(turns).toBeCloseTo(Math.round(turns), 9);
    }
  });
});

describe('the motion of a body', () => {
  it('of the moon is half a degree an hour, less what the turning observer sees', () => {
    const from = Date.UTC(2026, 10, 21, 22);
    const { ra, dec } = bodyMotion({ kind: 'moon' }, { from, to: from + 600_000 }, site);
    const { dec: declination } = moonPosition(from, site);
    const speed = Math.hypot(ra * 15 * Math.cos((declination * Math.PI) / 180), dec);
    expect(speed).toBeGreaterThan(0.2);
    expect(speed).toBeLessThan(0.6);
  });

  it('is that of its places', () => {
    const from = Date.UTC(2026, 10, 21, 22);
    const body = { kind: 'planet', name: 'Mars' } as const;
    const hour = { from, to: from + 3_600_000 };
    const [a, b] = [hour.from, hour.to].map((at) => toApparent(bodyPosition(body, at, site), at));
    const { ra, dec } = bodyMotion(body, hour, site);
    expect(ra).toBeCloseTo(b!.ra - a!.ra, 12);
    expect(dec).toBeCloseTo(b!.dec - a!.dec, 12);
  });
});
