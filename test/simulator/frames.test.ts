import { describe, expect, it } from 'vitest';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { electronsPerADU, viewAt } from '../../devices/simulator/world/camera/exposure.js';
import { pixelScale } from '../../devices/simulator/world/flux.js';
import { starsAt } from '../../devices/simulator/world/sky/star-list.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, toJ2000, wrapHours } from '../../sky/index.js';
import { vectorTo } from '../../sky/coordinates.js';

const START = Date.UTC(2026, 10, 10, 23);
const NO_STARS = starsAt([]);

interface Shot {
  readonly duration: number;
  readonly light?: boolean;
  readonly bin?: number;
  readonly gain?: number;
  readonly hourAngle?: number;
}

/** What frames need to be calibrated for is tested in calibration-frames.test.ts. */
const EVEN = { vignetting: 0, hotPixels: 0 };

async function observatory(options: Omit<WorldOptions, 'clock'>, hourAngle = 1) {
  const clock = new VirtualClock(START);
  const camera = { ...EVEN, ...options.camera };
  const world = createWorld({ clock, roof: { open: true }, ...options, camera });
  const now = () => clock.now();
  world.mount.unpark(now());
  world.mount.slew(apparent(wrapHours(world.mount.sidereal(now()) / 15 - hourAngle), 40), now());
  await clock.advance(60_000);
  const { width, height } = world.setup.camera;
  const take = async ({ duration, light = true, bin = 1, gain = 100 }: Shot) => {
    const region = { bin, startX: 0, startY: 0, width: Math.floor(width / bin), height: Math.floor(height / bin) };
    world.camera.start({ ...region, duration, light, gain, offset: 50 }, now());
    await clock.advance(duration * 1000 + 1000);
    return world.camera.frame(now())!;
  };
  return { clock, world, take, now };
}

function statistics(pixels: ArrayLike<number>) {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += pixels[i]!;
  const mean = sum / pixels.length;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) squares += (pixels[i]! - mean) ** 2;
  return { mean, variance: squares / (pixels.length - 1) };
}

/** Mean and variance in ADU of a pixel with so many electrons: theory. The converter's steps add a twelfth. */
function theory(electrons: number, readNoise: number, perADU: number, bias: number) {
  return { mean: bias + electrons / perADU, variance: (electrons + readNoise ** 2) / perADU ** 2 + 1 / 12 };
}

function brightest(pixels: Uint16Array): number {
  return pixels.reduce((a, b) => Math.max(a, b), 0);
}

function expectTheory(pixels: ArrayLike<number>, expected: { mean: number; variance: number }): void {
  const found = statistics(pixels);
  expect(Math.abs(found.mean / expected.mean - 1)).toBeLessThan(0.02);
  expect(Math.abs(found.variance / expected.variance - 1)).toBeLessThan(0.02);
}

describe('the pixels, against theory to 2 % in mean and variance', () => {
  it.each([0, 100, 200])('of a bias frame at gain %d', async (gain) => {
    const { world, take } = await observatory({ stars: NO_STARS });
    const { pixels } = await take({ duration: 0, light: false, gain });
    const { readNoise } = world.setup.camera;
    expectTheory(pixels, theory(0, readNoise, electronsPerADU(world.setup.camera, gain), 500));
  });

  it('of a dark frame, at the temperature of the sensor', async () => {
    const { world, take, now } = await observatory({ stars: NO_STARS, camera: { darkCurrent: 0.5 } });
    world.camera.cooler.cool(-6, now());
    world.camera.cooler.switch(true, now());
    const { pixels, exposure } = await take({ duration: 600, light: false });
    const { readNoise, darkCurrent } = world.setup.camera;
    const dark = darkCurrent * 2 ** (exposure.temperature / 6) * 600;
    expect(exposure.temperature).toBeCloseTo(-6, 1);
    expectTheory(pixels, theory(dark, readNoise, electronsPerADU(world.setup.camera, 100), 500));
  });

  it.each([1, 50, 100])('of a flat under the panel at brightness %d', async (brightness) => {
    const { world, take, clock, now } = await observatory({ stars: NO_STARS, camera: { darkCurrent: 0 } });
    world.panel.swing(0, now());
    world.panel.light(brightness, now());
    await clock.advance(10_000);
    const { pixels } = await take({ duration: 0.2 });
    const electrons = 20_000 * 0.95 * 0.2 * (brightness / 100);
    expectTheory(
      pixels,
      theory(electrons, world.setup.camera.readNoise, electronsPerADU(world.setup.camera, 100), 500),
    );
  });

  it.each([1, 2, 4])('of the sky between the stars, binned by %d', async (bin) => {
    const { world, take } = await observatory({ stars: NO_STARS });
    const { pixels, recipe } = await take({ duration: 60, bin });
    const { camera, optics, weather } = world.setup;
    const scale = pixelScale(optics, camera);
    // 9950 photons a second, cm2 and nm at magnitude 0; 300 nm of luminance at 0.95; aperture 80 mm.
    const rate = 9950 * Math.PI * 16 * 300 * 0.95 * 0.9 * 0.8 * 10 ** (-0.4 * weather.skyBrightness) * scale ** 2;
    expect(recipe.background / (rate * 60 * bin ** 2)).toBeGreaterThan(0.95);
    expect(recipe.background / (rate * 60 * bin ** 2)).toBeLessThan(1.3);
    const electrons = recipe.background + recipe.dark;
    expectTheory(pixels, theory(electrons, camera.readNoise * bin, electronsPerADU(camera, 100), 500 * bin ** 2));
  });

  it('of a colour sensor, in each colour of its matrix', async () => {
    const { world, take } = await observatory({ stars: NO_STARS, camera: { sensor: 'rggb', darkCurrent: 0 } });
    const { pixels, recipe } = await take({ duration: 60 });
    for (const [column, row, share] of [
      [0, 0, 0.35],
      [0, 1, 0.45],
      [1, 0, 0.45],
      [1, 1, 0.3],
    ] as const) {
      const colour = pixels.filter(
        (_, i) => Math.floor(i / recipe.height) % 2 === column && (i % recipe.height) % 2 === row,
      );
      const { readNoise } = world.setup.camera;
      expectTheory(colour, theory(recipe.background * share, readNoise, electronsPerADU(world.setup.camera, 100), 500));
    }
  });
});

describe('a star', () => {
  async function field(magnitude: number, options: Omit<WorldOptions, 'clock'> = {}) {
    const clock = new VirtualClock(START);
    const probe = createWorld({ clock });
    const place = toJ2000(apparent(wrapHours(probe.mount.sidereal(START) / 15 - 1), 40), START);
    const stars = starsAt([{ at: vectorTo(place), magnitude }]);
    return observatory({ stars, ...options });
  }

  it('stands where the projection puts it, to a twentieth of a pixel, and gives the light it should', async () => {
    const { world, take } = await field(11);
    const { pixels, recipe, exposure } = await take({ duration: 20, gain: 0 });
    const { camera, optics } = world.setup;
    const middle = (exposure.start + exposure.end) / 2;
    const stars = world.camera.scene.stars.near(world.mount.truth(middle).centre, 1)[0]!;
    const view = viewAt(middle, world.camera.scene, camera, pixelScale(optics, camera));
    const expected = view.pixelOf([stars.x[0]!, stars.y[0]!, stars.z[0]!])!;
    const level = 500 + recipe.background + recipe.dark;
    let [sum, atX, atY] = [0, 0, 0];
    for (let x = Math.round(expected.x) - 8; x <= expected.x + 8; x++) {
      for (let y = Math.round(expected.y) - 8; y <= expected.y + 8; y++) {
        const value = pixels[x * recipe.height + y]! - level;
        sum += value;
        atX += value * x;
        atY += value * y;
      }
    }
    expect(Math.abs(atX / sum - expected.x)).toBeLessThan(0.05);
    expect(Math.abs(atY / sum - expected.y)).toBeLessThan(0.05);
    expect(Math.abs(sum / recipe.stars.electrons[0]! - 1)).toBeLessThan(0.02);
  });

  it('is turned by 180 degrees about the middle when the mount has flipped', async () => {
    const { world, take, clock, now } = await field(9);
    const before = (await take({ duration: 5 })).recipe.stars;
    const target = world.mount.position(now());
    await clock.advance(0);
    world.mount.slew(target, now(), 'beyond');
    await clock.advance(120_000);
    const after = (await take({ duration: 5 })).recipe.stars;
    const { width, height } = world.setup.camera;
    expect(after.x[0]).toBeCloseTo(width - 1 - before.x[0]!, 0);
    expect(after.y[0]).toBeCloseTo(height - 1 - before.y[0]!, 0);
  });

  it('leaves a trail while the mount stands still', async () => {
    const { world, take, now } = await field(8);
    world.mount.track(false, now());
    const { recipe } = await take({ duration: 20 });
    const xs = [...recipe.stars.x];
    const ys = [...recipe.stars.y];
    const length = Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    const { camera, optics } = world.setup;
    const expected = (20 * 15.041 * Math.cos((40 * Math.PI) / 180)) / pixelScale(optics, camera);
    expect(length / expected).toBeGreaterThan(0.97);
    expect(length / expected).toBeLessThan(1.01);
  });

  it('saturates at the full well or the converter, whichever is first', async () => {
    const { take } = await field(2);
    expect(brightest((await take({ duration: 60, gain: 0 })).pixels)).toBe(50_500);
    expect(brightest((await take({ duration: 60, gain: 100 })).pixels)).toBe(65_535);
  });
});

describe('a frame', () => {
  it('is the same for the same seed and the same moments, and another otherwise', async () => {
    const frame = async (seed: number) => (await (await observatory({ seed })).take({ duration: 10 })).pixels;
    const first = await frame(7);
    expect(Buffer.from((await frame(7)).buffer).equals(Buffer.from(first.buffer))).toBe(true);
    expect(Buffer.from((await frame(8)).buffer).equals(Buffer.from(first.buffer))).toBe(false);
  });

  it('shows no stars under a closed roof, behind the wrong side of a dome, through a closed cover, in the dark', async () => {
    const count = async (
      options: Omit<WorldOptions, 'clock'>,
      shot: Partial<Shot> = {},
      prepare?: (w: Awaited<ReturnType<typeof observatory>>) => void,
    ) => {
      const site = await observatory(options);
      prepare?.(site);
      await site.clock.advance(30_000);
      return (await site.take({ duration: 10, ...shot })).recipe.stars.count;
    };
    expect(await count({})).toBeGreaterThan(20);
    expect(await count({ roof: { open: false } })).toBe(0);
    expect(await count({ dome: {} })).toBe(0);
    expect(
      await count({ dome: {} }, {}, ({ world, now }) => {
        world.dome!.turn(world.snapshot().mount.horizontal.azimuth, now());
      }),
    ).toBeGreaterThan(20);
    expect(
      await count({}, {}, ({ world, now }) => {
        world.panel.swing(0, now());
      }),
    ).toBe(0);
    expect(await count({}, { light: false })).toBe(0);
    const light = async (weather: WorldOptions['weather']) => {
      const { take } = await observatory(weather ? { weather } : {});
      return (await take({ duration: 10 })).recipe.stars.electrons.reduce((a, b) => a + b, 0);
    };
    expect((await light({ clouds: [{ from: START, to: START + 1e9 }] })) / (await light({}))).toBeCloseTo(0.02, 3);
  });

  it('is the part of the sensor that was asked for, binned as asked', async () => {
    const { world, now, clock } = await observatory({});
    const take = async (region: { bin: number; startX: number; startY: number; width: number; height: number }) => {
      world.camera.start({ ...region, duration: 10, light: true, gain: 100, offset: 50 }, now());
      await clock.advance(11_000);
      return world.camera.frame(now())!;
    };
    const whole = await take({ bin: 1, startX: 0, startY: 0, width: 1280, height: 960 });
    const part = await take({ bin: 2, startX: 100, startY: 50, width: 200, height: 150 });
    expect(part.pixels.length).toBe(200 * 150);
    const stars = [...whole.recipe.stars.x].map((x, i) => [x, whole.recipe.stars.y[i]!] as const);
    for (let i = 0; i < part.recipe.stars.count; i++) {
      const x = (part.recipe.stars.x[i]! + 100 + 0.5) * 2 - 0.5;
      const y = (part.recipe.stars.y[i]! + 50 + 0.5) * 2 - 0.5;
      expect(Math.min(...stars.map(([a, b]) => Math.hypot(a - x, b - y)))).toBeLessThan(0.05);
    }
  });

  it('of the sky is brighter by day, unless the world stays dark, and by the moon', async () => {
    const noon = Date.UTC(2026, 10, 21, 13);
    const clock = new VirtualClock(noon);
    const brightness = (options: Omit<WorldOptions, 'clock'>) =>
      createWorld({ clock, ...options }).zenithBrightness(clock.now());
    expect(brightness({ darkByDay: false })).toBeLessThan(6);
    expect(brightness({})).toBeGreaterThan(20);
    const fullMoon = new VirtualClock(Date.UTC(2026, 10, 24, 23));
    expect(createWorld({ clock: fullMoon }).zenithBrightness(fullMoon.now())).toBeLessThan(19.5);
  });
});
