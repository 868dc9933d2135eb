import { describe, expect, it } from 'vitest';
import { render } from '../../devices/simulator/world/camera/render.js';
import { vignettingOf } from '../../devices/simulator/world/camera/vignetting.js';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { electronsPerADU } from '../../devices/simulator/world/camera/exposure.js';
import { starsAt } from '../../devices/simulator/world/sky/star-list.js';
import { VirtualClock } from '../../devices/virtual-clock.js';

/** What makes flats and darks worth taking: light lost towards the corners, and pixels that glow by themselves. */

const START = Date.UTC(2026, 10, 10, 23);
const BIAS = 500;

async function observatory(camera: WorldOptions['camera'] = {}, seed = 1) {
  const clock = new VirtualClock(START);
  const world = createWorld({
    clock,
    seed,
    roof: { open: true },
    stars: starsAt([]),
    camera: { width: 640, height: 480, hotPixels: 0.001, ...camera },
  });
  const now = () => clock.now();
  world.mount.unpark(now());
  world.mount.track(true, now());
  const { width, height } = world.setup.camera;
  const take = async (duration: number, light: boolean, bin = 1) => {
    const region = { bin, startX: 0, startY: 0, width: Math.floor(width / bin), height: Math.floor(height / bin) };
    world.camera.start({ ...region, duration, light, gain: 0, offset: 50 }, now());
    await clock.advance(duration * 1000 + 1000);
    return world.camera.frame(now())!;
  };
  /** A flat of this many electrons in the middle. */
  const flat = async (electrons: number) => {
    world.panel.swing(0, now());
    world.panel.light(100, now());
    await clock.advance(10_000);
    const frame = await take(electrons / (20_000 * 0.95), true);
    world.panel.light(0, now());
    world.panel.swing(1, now());
    await clock.advance(10_000);
    return frame;
  };
  const cool = async (celsius: number) => {
    world.camera.cooler.cool(celsius, now());
    world.camera.cooler.switch(true, now());
    await clock.advance(600_000);
  };
  return { world, take, flat, cool, width, height };
}

/** Mean and variance of the pixels whose distance from the middle, in that of the corner, is within a range. */
function ring(
  { pixels, width, height }: Picture,
  from: number,
  to: number,
  of: (i: number) => number = (i) => pixels[i]!,
) {
  let [count, sum, squares] = [0, 0, 0];
  const corner = Math.hypot(width, height) / 2;
  for (let i = 0; i < pixels.length; i++) {
    const distance = Math.hypot(Math.floor(i / height) - (width - 1) / 2, (i % height) - (height - 1) / 2) / corner;
    if (distance < from || distance >= to) continue;
    const value = of(i);
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: squares / count - mean * mean };
}

interface Picture {
  readonly pixels: Uint16Array;
  readonly width: number;
  readonly height: number;
}
const picture = ({
  pixels,
  recipe: { width, height },
}: Awaited<ReturnType<Awaited<ReturnType<typeof observatory>>['take']>>): Picture => ({ pixels, width, height });

describe('a flat', () => {
  it.each([
    ['monochrome', 0.08],
    ['monochrome', 0.3],
    ['rggb', 0.15],
  ] as const)(
    'of a %s sensor that loses %d in the corners falls off with the square of the distance',
    async (sensor, vignetting) => {
      const { flat, world } = await observatory({ vignetting, hotPixels: 0, darkCurrent: 0, sensor });
      const frame = picture(await flat(20_000));
      const { readNoise } = world.setup.camera;
      const mean = sensor === 'rggb' ? (0.35 + 0.45 + 0.45 + 0.3) / 4 : 1;
      for (const [from, to] of [
        [0, 0.1],
        [0.45, 0.55],
        [0.75, 0.8],
        [0.95, 1],
      ] as const) {
        const light = 20_000 * mean * (1 - vignetting * ((from ** 2 + to ** 2) / 2));
        const found = ring(frame, from, to);
        expect(Math.abs((found.mean - BIAS) / light - 1)).toBeLessThan(0.01);
        if (sensor === 'rggb' || to > 0.6) continue;
        // Light that is not the same everywhere in the ring spreads the values, too.
        const spread = (20_000 * vignetting * (to ** 2 - from ** 2)) ** 2 / 12;
        expect(Math.abs(found.variance / (light + readNoise ** 2 + spread) - 1)).toBeLessThan(0.06);
      }
    },
  );

  it('divides the vignetting out of a frame of the sky', async () => {
    const { take, flat } = await observatory({ hotPixels: 0, darkCurrent: 0 });
    const sky = picture(await take(600, true));
    const { pixels: flats } = await flat(30_000);
    const raw = (from: number, to: number) => ring(sky, from, to).mean - BIAS;
    const divided = (from: number, to: number) =>
      ring(sky, from, to, (i) => (sky.pixels[i]! - BIAS) / (flats[i]! - BIAS)).mean;
    expect(raw(0.9, 1) / raw(0, 0.2)).toBeLessThan(0.94);
    expect(Math.abs(divided(0.9, 1) / divided(0, 0.2) - 1)).toBeLessThan(0.005);
  });
});

describe('a frame of few pixels', () => {
  it.each([
    ['in the middle', 288, 208, 1],
    ['in a corner', 0, 0, 1 - 0.2 * (355.3 / 400) ** 2],
  ])('%s has the light of its place', (_, startX, startY, light) => {
    const [width, height] = [64, 64];
    const sensor = { width: 640, height: 480, vignetting: 0.2 };
    const pixels = render({
      ...{ width, height, bin: 1, sigma: 1, background: 20_000, dark: 0, readNoise: 3, seed: 5 },
      ...{ mosaic: undefined, electronsPerADU: 1, bias: 500, ceiling: 65_535 },
      stars: { count: 0, x: new Float64Array(), y: new Float64Array(), electrons: new Float64Array() },
      hot: { at: new Uint32Array(), electrons: new Float64Array() },
      vignetting: vignettingOf({ bin: 1, startX, startY, width, height }, sensor),
    });
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length - 500;
    expect(Math.abs(mean / (20_000 * light) - 1)).toBeLessThan(0.01);
  });
});

describe('hot pixels', () => {
  /** Where the brightest pixels are, in order of place. */
  const hottest = (pixels: Uint16Array, count: number) => {
    const least = [...pixels].sort((a, b) => b - a)[count - 1]!;
    return [...pixels.keys()].filter((at) => pixels[at]! >= least);
  };

  it('are the same ones in every dark of a camera, others in another camera, and go with the darks', async () => {
    const { take, cool } = await observatory();
    await cool(-10);
    const [first, second] = [(await take(300, false)).pixels, (await take(300, false)).pixels];
    const known = new Set(hottest(first, 60));
    const shared = (pixels: Uint16Array) => hottest(pixels, 30).filter((at) => known.has(at)).length;
    expect(shared(second)).toBeGreaterThan(27);
    const other = await observatory({}, 2);
    await other.cool(-10);
    expect(shared((await other.take(300, false)).pixels)).toBe(0);
    const light = (await take(300, true)).pixels;
    const sky = ring({ pixels: light, width: 640, height: 480 }, 0, 1).mean;
    for (const at of hottest(first, 30)) {
      expect(light[at]! - sky).toBeGreaterThan(300);
      expect(Math.abs(light[at]! - first[at]! + BIAS - sky)).toBeLessThan(0.3 * (light[at]! - sky));
    }
  });

  it('double their current with every 6 C, as the other pixels do', async () => {
    const { take, cool } = await observatory();
    await cool(-10);
    const cold = await take(300, false);
    await cool(-4);
    const warm = await take(300, false);
    const hot = hottest(cold.pixels, 30);
    const excess = ({ pixels }: typeof cold) => hot.reduce((sum, at) => sum + pixels[at]! - BIAS, 0);
    expect(excess(warm) / excess(cold)).toBeCloseTo(
      2 ** ((warm.exposure.temperature - cold.exposure.temperature) / 6),
      1,
    );
  });

  it('are as many as the camera has, and none in a bias', async () => {
    const { take, cool, world } = await observatory();
    await cool(0);
    const { recipe } = await take(300, false);
    expect(recipe.hot.at.length).toBe(Math.round(world.setup.camera.hotPixels * 640 * 480));
    const bias = (await take(0, false)).pixels;
    const noise = world.setup.camera.readNoise / electronsPerADU(world.setup.camera, 0);
    expect(bias.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(BIAS + 7 * noise);
  });

  it('stand in the binned pixel, and in the part of the sensor, where they are', async () => {
    const { take, cool, height } = await observatory();
    await cool(0);
    const whole = await take(60, false);
    const binned = await take(60, false, 2);
    const at = whole.recipe.hot.at[0]!;
    const [x, y] = [Math.floor(at / height), at % height];
    expect([...binned.recipe.hot.at]).toContain(Math.floor(x / 2) * (height / 2) + Math.floor(y / 2));
  });
});
