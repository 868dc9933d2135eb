import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../engine/fits/analysis/analyse.js';
import type { Plane } from '../../engine/fits/analysis/background.js';
import { FrameEncoder } from '../../engine/fits/encoder.js';
import { ask, available } from '../support/judges.js';
import { imageOf } from '../support/images.js';
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
