import { describe, expect, it } from 'vitest';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { electronsPerADU } from '../../devices/simulator/world/camera/exposure.js';
import { pixelScale } from '../../devices/simulator/world/flux.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { NO_STARS, observatory, type Shot, START } from '../support/observatory-with-camera.js';

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

  it('is the level of a pixel without light, and of the size that was asked for, from a camera whose frames are blank', async () => {
    const { take } = await observatory({ camera: { blank: true } });
    const { pixels } = await take({ duration: 30, bin: 2 });
    expect(pixels.length).toBe(640 * 480);
    expect(new Set(pixels)).toEqual(new Set([2000]));
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
