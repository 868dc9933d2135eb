import { describe, expect, it } from 'vitest';
import { TYCHO_2 } from '../../devices/simulator/world/sky/catalogue.js';
import { gnomonic } from '../../devices/simulator/world/sky/projection.js';
import { randomStars } from '../../devices/simulator/world/sky/random-stars.js';
import type { StarList } from '../../devices/simulator/world/sky/star-list.js';
import { j2000, parsePosition, separation } from '../../sky/index.js';
import { j2000Of, vectorTo } from '../../sky/coordinates.js';
import { RADIANS_PER_ARCSECOND, RADIANS_PER_DEGREE } from '../../sky/units.js';
import { angleBetween, direction, type Vector } from '../../sky/vector.js';

function within(lists: readonly StarList[], centre: Vector, radius: number) {
  return lists.flatMap((list) =>
    Array.from({ length: list.count }, (_, i) => ({
      at: [list.x[i]!, list.y[i]!, list.z[i]!] as Vector,
      magnitude: list.magnitude[i]!,
    })).filter(({ at }) => angleBetween(at, centre) < radius),
  );
}

describe('the catalogue of real stars', () => {
  it.each([
    // Hipparcos, J2000 with the proper motion that Tycho-2 has at its mean epoch: hence the tolerance.
    ['Taygeta', '03h45m12.50s +24d28m02.2s', 4.3],
    ['Alnitak', '05h40m45.53s -01d56m34.3s', 1.74],
    ['Merope', '03h46m19.57s +23d56m54.1s', 4.18],
    ['sigma Octantis', '21h08m46.86s -88d57m23.4s', 5.47],
  ])('has %s where it is, as bright as it is', (_, position, magnitude) => {
    const parsed = parsePosition(position);
    const place = j2000(parsed.ra, parsed.dec);
    const centre = vectorTo(place);
    const near = within(TYCHO_2.near(centre, 5e-4), centre, 20 * RADIANS_PER_ARCSECOND).sort(
      (a, b) => a.magnitude - b.magnitude,
    );
    expect(near[0]).toBeDefined();
    expect(separation(j2000Of(near[0]!.at), place) * 3600).toBeLessThan(1.2);
    expect(near[0]!.magnitude).toBeGreaterThan(magnitude - 0.3);
    expect(near[0]!.magnitude).toBeLessThan(magnitude + 0.3);
  });

  it('misses no star of a circle, wherever the circle is', () => {
    // Whatever is found in a small circle must be found in a larger one around it, also across 0 h and the poles.
    for (const [ra, dec] of [
      [0, 0],
      [6.2831, 0.7],
      [1, 1.565],
      [4, -1.5707],
      [3, -0.5],
    ] as const) {
      const centre = direction(ra, dec);
      const shifted = direction(ra + 0.01, dec);
      const small = within(TYCHO_2.near(centre, 0.01), centre, 0.01);
      const large = within(TYCHO_2.near(shifted, 0.03), centre, 0.01);
      expect(small.length).toBeGreaterThan(5);
      expect(small.length).toBe(large.length);
    }
  });
});

describe('the stars beyond the catalogue', () => {
  it('are the same for the same seed, whatever was looked at before, and others for another', () => {
    const centre = direction(1, 0.5);
    const first = within(randomStars(7, 11.5, 15).near(centre, 0.01), centre, 0.01);
    const source = randomStars(7, 11.5, 15);
    source.near(direction(2, -0.3), 0.02);
    expect(within(source.near(centre, 0.01), centre, 0.01)).toEqual(first);
    expect(within(randomStars(8, 11.5, 15).near(centre, 0.01), centre, 0.01)).not.toEqual(first);
  });

  it('are as many as the sky has', () => {
    const centre = direction(1, 0.5);
    const radius = 3 * RADIANS_PER_DEGREE;
    const count = within(randomStars(7, 11.5, 15).near(centre, radius), centre, radius).length;
    const expected = (10 ** (1.31 + 1.6) - 10 ** (1.31 + 0.2)) * Math.PI * 9;
    expect(count / expected).toBeGreaterThan(0.97);
    expect(count / expected).toBeLessThan(1.03);
  });
});

describe('the projection', () => {
  it('puts the centre in the middle, north up and east left, at the scale of the optics', () => {
    const centre = vectorTo(j2000(5, 20));
    const up = direction(5 * 15 * RADIANS_PER_DEGREE, 110 * RADIANS_PER_DEGREE);
    const view = gnomonic({ centre, up, scale: 2 * RADIANS_PER_ARCSECOND, width: 1000, height: 800 });
    expect(view.pixelOf(centre)!.x).toBeCloseTo(499.5, 9);
    expect(view.pixelOf(centre)!.y).toBeCloseTo(399.5, 9);
    const north = view.pixelOf(vectorTo(j2000(5, 20 + 200 / 3600)))!;
    expect(north.x).toBeCloseTo(499.5, 6);
    expect(north.y).toBeCloseTo(299.5, 3);
    const east = view.pixelOf(vectorTo(j2000(5 + 200 / 3600 / 15 / Math.cos(20 * RADIANS_PER_DEGREE), 20)))!;
    expect(east.x).toBeCloseTo(399.5, 2);
    expect(view.pixelOf(vectorTo(j2000(17, -20)))).toBeUndefined();
  });
});
