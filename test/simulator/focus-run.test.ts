import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, wrapHours } from '../../sky/index.js';
import { ask, available } from '../support/judges.js';
import { writePlainFits } from '../support/plain-fits.js';

const folder = mkdtempSync(join(tmpdir(), 'nocturne-focus-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Median FWHM in pixels, of unblended, unsaturated stars. */
async function measuredWidth(path: string): Promise<number> {
  const [parameters, catalogue, filter] = ['p.param', 'out.cat', 'f.conv'].map((name) => join(folder, name));
  writeFileSync(parameters!, 'FWHM_IMAGE\nFLUX_AUTO\nFLAGS\nFLUX_MAX\n');
  writeFileSync(filter!, 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n');
  const options = {
    PARAMETERS_NAME: parameters!,
    CATALOG_NAME: catalogue!,
    FILTER_NAME: filter!,
    STARNNW_NAME: '/usr/share/source-extractor/default.nnw',
    DETECT_THRESH: '4',
    DETECT_MINAREA: '9',
    VERBOSE_TYPE: 'QUIET',
    SATUR_LEVEL: '40000',
  };
  await ask('source-extractor', [
    path,
    '-c',
    '/usr/share/source-extractor/default.sex',
    ...Object.entries(options).flatMap(([k, v]) => [`-${k}`, v]),
  ]);
  const rows = readFileSync(catalogue!, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number));
  const brightest = rows
    .filter(([width, , flags, peak]) => flags === 0 && peak! < 30_000 && width! > 0.5)
    .sort((a, b) => b[1]! - a[1]!)
    .slice(0, 30)
    .map(([width]) => width!)
    .sort((a, b) => a - b);
  expect(brightest.length).toBeGreaterThan(10);
  return brightest[Math.floor(brightest.length / 2)]!;
}

describe.skipIf(!available('source-extractor'))('source-extractor, on a focus run', { timeout: 120_000 }, () => {
  it('measures the width that the stars have, within 10 %, and the V where the world has its focus', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 10, 23));
    const camera = { width: 1280, height: 960, gain: 0 };
    // 1 arcsec per pixel, so that the seeing is sampled.
    const world = createWorld({ clock, optics: { focalLength: 775, aperture: 150 }, camera, roof: { open: true } });
    const now = () => clock.now();
    world.mount.unpark(now());
    world.mount.slew(apparent(wrapHours(world.mount.sidereal(now()) / 15 - 1), 45), now());
    await clock.advance(60_000);
    const best = world.focuser.best(0, world.weather.temperature(now()));

    const curve: { position: number; width: number }[] = [];
    for (const offset of [-60, -45, -30, -15, 0, 15, 30, 45, 60]) {
      world.focuser.move(Math.round(best + offset), now());
      await clock.advance(20_000);
      world.camera.start(
        { bin: 1, startX: 0, startY: 0, width: 1280, height: 960, duration: 20, light: true, gain: 0, offset: 50 },
        now(),
      );
      await clock.advance(21_000);
      const { lastFrame } = world.truth;
      const path = join(folder, 'focus.fits');
      writePlainFits(path, 1280, 960, lastFrame!.pixels);
      const width = await measuredWidth(path);
      expect(
        Math.abs(width / lastFrame!.fwhm - 1),
        `at ${String(offset)}: ${String(width)} for ${String(lastFrame!.fwhm)}`,
      ).toBeLessThan(0.1);
      curve.push({ position: best + offset, width });
    }
    // The square of the width is a parabola in the position; its vertex by least squares.
    expect(vertex(curve.map(({ position, width }) => [position - best, width ** 2]))).toBeLessThan(5);
    expect(vertex(curve.map(({ position, width }) => [position - best, width ** 2]))).toBeGreaterThan(-5);
  });
});

/** Where the parabola through points that lie evenly about 0 has its vertex. */
function vertex(points: readonly (readonly [number, number])[]): number {
  const sum = (f: (x: number, y: number) => number) => points.reduce((total, [x, y]) => total + f(x, y), 0);
  const [n, x2, x4, y0, x2y] = [
    points.length,
    sum((x) => x ** 2),
    sum((x) => x ** 4),
    sum((_, y) => y),
    sum((x, y) => x ** 2 * y),
  ];
  const linear = sum((x, y) => x * y) / x2;
  const quadratic = (n * x2y - x2 * y0) / (n * x4 - x2 ** 2);
  return -linear / (2 * quadratic);
}
