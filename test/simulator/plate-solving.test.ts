import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../devices/simulator/index.js';
import { random } from '../../devices/simulator/world/random.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import {
  apparent,
  type J2000,
  j2000,
  positionAngle,
  separation,
  toApparent,
  toHorizontal,
  toJ2000,
  wrapHours,
  wrapSignedDegrees,
} from '../../sky/index.js';
import { ask, available } from '../support/judges.js';
import { writePlainFits } from '../support/plain-fits.js';

const NIGHT = Date.UTC(2026, 10, 21, 22);
const WIDTH = 1600;
const HEIGHT = 1200;
const FOCAL_LENGTH = 250;
const PIXEL_SIZE = 3.76;
/** arcsec per pixel: 83 by 62 arcmin */
const SCALE = (206.264806 * PIXEL_SIZE) / FOCAL_LENGTH;

const folder = mkdtempSync(join(tmpdir(), 'nocturne-solve-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Takes a frame where a mount points at an hour angle and declination, and has it solved blind. */
async function solved(name: string, hourAngle: number, dec: number, rotator = 0) {
  const clock = new VirtualClock(NIGHT);
  const world = createWorld({
    clock,
    optics: { focalLength: FOCAL_LENGTH, aperture: 60 },
    camera: { width: WIDTH, height: HEIGHT, pixelSize: PIXEL_SIZE, gain: 0 },
    roof: { open: true },
  });
  const { mount } = world;
  mount.unpark(clock.now());
  world.rotator.moveMechanical(rotator, clock.now());
  // A little out of focus: stars that are smaller than the pixels look like defects of them to a solver.
  world.focuser.move(world.focuser.position(clock.now()) + 15, clock.now());
  mount.slew(apparent(wrapHours(mount.sidereal(clock.now()) / 15 - hourAngle), dec), clock.now());
  await clock.advance(60_000);
  const region = { bin: 1, startX: 0, startY: 0, width: WIDTH, height: HEIGHT };
  world.camera.start({ ...region, duration: 30, light: true, gain: 0, offset: 50 }, clock.now());
  await clock.advance(40_000);
  const { lastFrame, pointing, pointingState } = world.truth;
  const path = join(folder, `${name}.fits`);
  writePlainFits(path, WIDTH, HEIGHT, lastFrame!.pixels);
  await ask('solve-field', [
    '--no-plots',
    '--overwrite',
    '--no-remove-lines',
    '--scale-units',
    'degwidth',
    '--scale-low',
    '0.5',
    '--scale-high',
    '5',
    '--crpix-center',
    '--tweak-order',
    '1',
    '--uniformize',
    '0',
    '--cpulimit',
    '50',
    path,
  ]);
  return { wcs: readWcs(join(folder, `${name}.wcs`)), pointing, pointingState };
}

/** A gnomonic solution: where pixels (FITS, from 1) are in the sky. */
function readWcs(path: string) {
  const header = readFileSync(path, 'latin1');
  const value = (key: string) => Number(new RegExp(`${key.padEnd(8)}= *([-+0-9.Ee]+)`).exec(header)?.[1]);
  const [cd11, cd12, cd21, cd22] = [value('CD1_1'), value('CD1_2'), value('CD2_1'), value('CD2_2')];
  const radians = Math.PI / 180;
  const toSky = (x: number, y: number) => {
    const [u, v] = [x - value('CRPIX1'), y - value('CRPIX2')];
    const xi = (cd11 * u + cd12 * v) * radians;
    const eta = (cd21 * u + cd22 * v) * radians;
    const [ra0, dec0] = [value('CRVAL1') * radians, value('CRVAL2') * radians];
    const depth = Math.cos(dec0) - eta * Math.sin(dec0);
    const ra = ra0 + Math.atan2(xi, depth);
    const dec = Math.atan2(Math.sin(dec0) + eta * Math.cos(dec0), Math.hypot(xi, depth));
    return j2000(wrapHours(ra / radians / 15), dec / radians);
  };
  return {
    toSky,
    scale: Math.sqrt(Math.abs(cd11 * cd22 - cd12 * cd21)) * 3600,
    parity: Math.sign(cd11 * cd22 - cd12 * cd21),
  };
}

function judge({ wcs, pointing, pointingState }: Awaited<ReturnType<typeof solved>>, rotator = 0): void {
  const middle = wcs.toSky((WIDTH + 1) / 2, (HEIGHT + 1) / 2);
  expect(separation(middle, pointing) * 3600).toBeLessThan(2);
  expect(Math.abs(wcs.scale / SCALE - 1)).toBeLessThan(0.001);
  // The first row is the top of the image: up is towards smaller y, and east of north is to the left.
  const angle = positionAngle(middle, wcs.toSky((WIDTH + 1) / 2, HEIGHT / 2 - 100));
  const expected = rotator + (pointingState === 'normal' ? 0 : 180) + ofDate(middle);
  expect(Math.abs(wrapSignedDegrees(angle - expected))).toBeLessThan(0.1);
  expect(wcs.parity).toBe(1);
}

/** Position angle, among the coordinates of J2000, of north as the mount of that night knows it; degrees. */
function ofDate(middle: J2000): number {
  const there = toApparent(middle, NIGHT);
  return positionAngle(middle, toJ2000(apparent(there.ra, there.dec + 0.1), NIGHT));
}

describe.skipIf(!available('solve-field'))("astrometry.net's solve-field, asked blind", { timeout: 600_000 }, () => {
  it('finds the centre, scale and rotation of a field in the normal pointing state', async () => {
    const field = await solved('normal', 1.2, 35);
    expect(field.pointingState).toBe('normal');
    judge(field);
  });

  it('and of one beyond the pole, where the image is upside down', async () => {
    const field = await solved('beyond', -1.2, 35);
    expect(field.pointingState).toBe('beyond');
    judge(field);
  });

  it('and of one with the camera turned by 30 degrees', async () => {
    judge(await solved('turned', -2, 20, 30), 30);
  });

  it('solves ten of ten fields at random', async () => {
    const draw = random(20_261_121);
    const site = { latitude: 28.7606, longitude: -17.8816, elevation: 2396 };
    for (let i = 0; i < 10; ) {
      const hourAngle = (draw.uniform() - 0.5) * 10;
      const dec = Math.asin(2 * draw.uniform() - 1) * (180 / Math.PI);
      const now = NIGHT;
      // High enough to be seen, hour angle and declination being what decides.
      const sidereal = createWorld({ clock: new VirtualClock(now) }).mount.sidereal(now) / 15;
      if (toHorizontal(apparent(wrapHours(sidereal - hourAngle), dec), now, site).altitude < 25 || dec > 80) continue;
      judge(await solved(`random-${String(i++)}`, hourAngle, dec));
    }
  });
});
