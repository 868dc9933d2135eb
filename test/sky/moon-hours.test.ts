import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apparent, bodyMotion, bodyPosition, separation, type Site, toApparent } from '../../sky/index.js';

const { step, hours } = JSON.parse(readFileSync(new URL('data/moon-hours.json', import.meta.url), 'utf8')) as {
  /** s */
  step: number;
  hours: readonly { site: Site; start: string; places: readonly (readonly [ra: number, dec: number])[] }[];
};
const MOON = { kind: 'moon' } as const;
const ARCSECONDS = 3600;

describe.each(hours)('an hour of the moon from $start at latitude $site.latitude', ({ site, start, places }) => {
  const begin = Date.parse(start);
  const at = (index: number): number => begin + index * step * 1000;

  it('has the places that another program has for the site', () => {
    const off = places.map(([ra, dec], index) =>
      separation(toApparent(bodyPosition(MOON, at(index), site), at(index)), apparent(ra, dec)),
    );
    // Two theories of the Moon that both leave terms away: one arcsecond or two.
    expect(Math.max(...off) * ARCSECONDS).toBeLessThan(3);
  });

  it('has its motion from one place to the next', () => {
    for (let i = 1; i < places.length; i++) {
      const [before, after] = [places[i - 1]!, places[i]!];
      const { ra, dec } = bodyMotion(MOON, { from: at(i - 1), to: at(i) }, site);
      const inHours = step / 3600;
      expect(Math.abs(ra * inHours - (after[0] - before[0])) * 15 * ARCSECONDS).toBeLessThan(0.3);
      expect(Math.abs(dec * inHours - (after[1] - before[1])) * ARCSECONDS).toBeLessThan(0.3);
    }
  });
});

describe('the parallax of the moon', () => {
  it('is most of a degree between two sites at one moment', () => {
    const [here, there] = [hours[0]!, hours[3]!];
    const when = Date.parse(here.start);
    const between = separation(bodyPosition(MOON, when, here.site), bodyPosition(MOON, when, there.site));
    expect(between).toBeGreaterThan(0.7);
  });
});
