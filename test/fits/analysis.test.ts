import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../engine/fits/analysis/analyse.js';
import type { Plane } from '../../engine/fits/analysis/background.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { ask, available } from '../support/judges.js';
import { imageOf, randomNumbers } from '../support/images.js';
import { starField } from '../support/star-fields.js';

const FIELD = { width: 1200, height: 900, stars: 150, seed: 3, seeing: 3 };
const SATURATION = 65_535;

describe('the analysis of a frame', () => {
  test('finds the stars, their width, and the sky', () => {
    const field = starField(FIELD);
    const result = analyse(field, { saturation: SATURATION });
    const near = ([x, y]: readonly [number, number]) =>
      result.list.some((star) => Math.hypot(star.x - x, star.y - y) < 0.5);
    const inside = field.positions.filter(([x, y]) => x > 20 && y > 20 && x < 1180 && y < 880);
    expect(inside.filter(near).length / inside.length).toBeGreaterThan(0.93);
    expect(result.stars).toBeLessThanOrEqual(150);
    expect(Math.abs((result.fwhm ?? 0) - 3)).toBeLessThan(0.1);
    // Half of the light of a Gaussian is within 1.1774 sigma, half its FWHM; a pixel adds a little.
    expect(result.hfr).toBeGreaterThan(1.5);
    expect(result.hfr).toBeLessThan(1.6);
    expect(result.eccentricity).toBeLessThan(0.3);
    expect(result.background).toBeCloseTo(800 * 1.15, -1);
    expect(result.noise).toBeCloseTo(Math.sqrt(920 + 25), -0.3);
  });

  test.each([1.25, 1.6, 2])('tells how long the stars are: %d times as long as wide', (elongation) => {
    const { eccentricity } = analyse(starField({ ...FIELD, elongation }), { saturation: SATURATION });
    expect(eccentricity).toBeCloseTo(Math.sqrt(1 - 1 / elongation ** 2), 1);
  });

  test('counts saturated pixels, and keeps saturated stars out of the medians', () => {
    const field = starField({ ...FIELD, faintest: 30_000 });
    const clippedField = { ...field, pixels: field.pixels.map((value) => Math.min(value, 20_000)) };
    const all = analyse(clippedField, { saturation: 60_000 });
    const known = analyse(clippedField, { saturation: 20_000 });
    expect(all.saturated).toBe(0);
    expect(known.saturated).toBeGreaterThan(0);
    expect(known.list.some(({ saturated }) => saturated)).toBe(true);
    expect(Math.abs((known.fwhm ?? 0) - 3)).toBeLessThan(0.1);
  });

  test('measures a frame with a colour matrix as sharp as it is', () => {
    const field = starField({ ...FIELD, seeing: 4, faintest: 8000 });
    const mosaic = field.pixels.map((value, i) => {
      const [x, y] = [i % field.width, Math.floor(i / field.width)];
      return value * ((x + y) % 2 === 1 ? 1 : x % 2 === 0 ? 0.7 : 0.5);
    });
    const { hfr = 0 } = analyse({ ...field, pixels: mosaic }, { saturation: SATURATION, matrix: true });
    expect(hfr).toBeGreaterThan(2);
    expect(hfr).toBeLessThan(2.4);
  });

  test.each([
    ['nothing but noise', starField({ ...FIELD, stars: 0 })],
    ['one value', { width: 300, height: 200, pixels: new Float32Array(60_000).fill(500) }],
    ['a single pixel', { width: 1, height: 1, pixels: Float32Array.of(7) }],
  ])('bears %s', (_, plane: Plane) => {
    const result = analyse(plane, { saturation: SATURATION });
    expect(result.stars).toBe(0);
    expect(result.hfr).toBeUndefined();
  });
});

describe('what is no star is not taken for one', () => {
  const EMPTY = { ...FIELD, stars: 0 };
  /** The field with values changed at random places. */
  function spoilt(field: Plane, places: number, spoil: (pixels: Float32Array, i: number) => void): Plane {
    const random = randomNumbers(9);
    const pixels = field.pixels.slice();
    for (let k = 0; k < places; k++) spoil(pixels, random(k) % (pixels.length - 2));
    return { ...field, pixels };
  }
  const hot = (pixels: Float32Array, i: number): void => void (pixels[i] = 3000 + ((i * 7919) % 60_000));
  const hotPair = (pixels: Float32Array, i: number): void => void ((pixels[i] = 30_000), (pixels[i + 1] = 20_000));
  const moon = (i: number): number =>
    20_000 * Math.exp(-((i % 1200) ** 2 + Math.floor(i / 1200) ** 2) / (2 * 600 ** 2));
  const moonlit = (): Plane => {
    const field = starField(EMPTY);
    const random = randomNumbers(3);
    const noise = (): number => (random(0) + random(0) + random(0) + random(0)) / 2 ** 32 - 2;
    return { ...field, pixels: field.pixels.map((v, i) => v + moon(i) + Math.sqrt(3 * moon(i)) * noise()) };
  };
  const trail = (): Plane => {
    const field = starField(EMPTY);
    const onIt = (i: number): boolean => Math.abs(Math.floor(i / 1200) - 0.4 * (i % 1200) - 100) < 2;
    return { ...field, pixels: field.pixels.map((value, i) => value + (onIt(i) ? 3000 : 0)) };
  };
  const quiet = (): Plane => {
    const random = randomNumbers(5);
    const pixels = Float32Array.from({ length: 300_000 }, () => Math.round(500 + (random(0) / 2 ** 32 - 0.5) * 1.4));
    return { width: 600, height: 500, pixels };
  };

  test.each([
    ['hot pixels, one in two hundred', () => spoilt(starField(EMPTY), 5000, hot), 0],
    ['pairs of hot pixels', () => spoilt(starField(EMPTY), 1000, hotPair), 2],
    ['a sky with the Moon beside it', moonlit, 0],
    ['the trail of a satellite', trail, 0],
    ['a camera whose noise is less than one unit', quiet, 2],
    [
      'a frame that is saturated all over',
      () => ({ ...starField(EMPTY), pixels: starField(EMPTY).pixels.fill(65_535) }),
      0,
    ],
    ['a tiny frame', () => starField({ ...EMPTY, width: 100, height: 100 }), 0],
    ['a mosaic with hot pixels', () => spoilt(starField(EMPTY), 5000, hot), 2, true],
  ] as const)('%s', (_, frame: () => Plane, most: number, matrix: boolean = false) => {
    const { stars, hfr, fwhm, eccentricity } = analyse(frame(), { saturation: SATURATION, matrix });
    expect(stars).toBeLessThanOrEqual(most);
    expect([hfr, fwhm, eccentricity]).toEqual([undefined, undefined, undefined]);
  });

  test('and among hot pixels the stars are as sharp as they are', () => {
    const clean = analyse(starField(FIELD), { saturation: SATURATION });
    const found = analyse(spoilt(starField(FIELD), 5000, hot), { saturation: SATURATION });
    expect(found.hfr).toBeCloseTo(clean.hfr!, 1);
    expect(Math.abs(found.stars - clean.stars)).toBeLessThan(4);
  });

  test('nor is the top of a star taken for a hot pixel, however sharp it is', () => {
    const { stars, fwhm } = analyse(starField({ ...FIELD, seeing: 1.2, faintest: 10_000 }), { saturation: SATURATION });
    expect(stars).toBeGreaterThan(100);
    expect(fwhm).toBeCloseTo(1.1, 1);
  });

  test('the noise of a sky with a slope is that of its pixels', () => {
    const field = starField(EMPTY);
    const ramp = { ...field, pixels: field.pixels.map((value, i) => value + 40 * (i % 1200)) };
    expect(analyse(ramp, { saturation: SATURATION }).noise).toBeCloseTo(31, -0.5);
  });

  test('a dark, a bias frame and a flat have no stars, whatever is in them', () => {
    expect(analyse(starField(FIELD), { saturation: SATURATION, starless: true })).toMatchObject({
      stars: 0,
      hfr: undefined,
    });
  });
});

describe.skipIf(!available('source-extractor'))(
  "SExtractor's half-flux radius is ours within 5 % on a focus run",
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nocturne-sextractor-'));
      await writeFile(join(folder, 'c.param'), 'X_IMAGE\nY_IMAGE\nFLUX_AUTO\nFLUX_RADIUS\nFLAGS\n');
      // The pyramid of 3 x 3 that it comes with.
      await writeFile(join(folder, 'c.conv'), 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n');
    });
    afterAll(() => rm(folder, { recursive: true }));

    // Sample: 7 frames of 1200 x 900 with 150 stars each, seeing 3 px, from focus to rings of 12 px radius; of each frame the
    // median of the stars that both have measured, that are alone (FLAGS 0), bright (SNR above 50) and not saturated.
    test.each([0, 2, 4, 6, 8, 10, 12])('out of focus by %i px', async (defocus) => {
      const field = starField({ ...FIELD, seed: 40 + defocus, defocus, faintest: 20_000 });
      const ours = analyse(field, { saturation: SATURATION });
      const theirs = await sextractor(folder, field);
      const ratios: number[] = [];
      for (const { x, y, radius } of theirs) {
        const star = ours.list.find((one) => Math.hypot(one.x - x, one.y - y) < 1.5);
        if (star && !star.saturated) ratios.push(star.hfr / radius);
      }
      ratios.sort((a, b) => a - b);
      const ratio = ratios[ratios.length >> 1] ?? 0;
      console.log(
        `defocus ${String(defocus)} px: ${String(ratios.length)} stars, HFR ${ours.hfr?.toFixed(3) ?? '-'}, ours / SExtractor ${ratio.toFixed(4)}`,
      );
      expect(ratios.length).toBeGreaterThan(35);
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.05);
    });
  },
);

async function sextractor(folder: string, plane: Plane): Promise<{ x: number; y: number; radius: number }[]> {
  const { width, height, pixels } = plane;
  const image = imageOf({ width, height, planes: 1, elementType: 'uint16' }, (i) => {
    const [x, y] = [Math.floor(i / height), i % height];
    return pixels[y * width + x] ?? 0;
  });
  const path = join(folder, 'frame.fits');
  await writeFile(path, new FrameEncoder().encode(image, []).bytes);
  const options = {
    CATALOG_NAME: join(folder, 'c.cat'),
    CATALOG_TYPE: 'ASCII',
    PARAMETERS_NAME: join(folder, 'c.param'),
    FILTER_NAME: join(folder, 'c.conv'),
    DETECT_THRESH: '2',
    ANALYSIS_THRESH: '2',
    PHOT_FLUXFRAC: '0.5',
    SATUR_LEVEL: '64000',
    VERBOSE_TYPE: 'QUIET',
  };
  await ask('source-extractor', [
    path,
    '-c',
    '/dev/null',
    ...Object.entries(options).flatMap(([key, value]) => [`-${key}`, value]),
  ]);
  const catalogue = await readFile(join(folder, 'c.cat'), 'utf8');
  return (
    catalogue
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, , flux = 0, radius = 0, flags]) => flags === 0 && flux > 50 * 32 * Math.sqrt(4 * Math.PI) * radius)
      // Its first pixel is 1, 1.
      .map(([x = 0, y = 0, , radius = 0]) => ({ x: x - 1, y: y - 1, radius }))
  );
}
