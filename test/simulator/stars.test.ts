import { describe, expect, it } from 'vitest';
import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { viewAt } from '../../devices/simulator/world/camera/exposure.js';
import { pixelScale } from '../../devices/simulator/world/flux.js';
import { starsAt } from '../../devices/simulator/world/sky/star-list.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, toJ2000, wrapHours } from '../../sky/index.js';
import { vectorTo } from '../../sky/coordinates.js';
import { observatory, START } from '../support/observatory-with-camera.js';

function brightest(pixels: Uint16Array): number {
  return pixels.reduce((a, b) => Math.max(a, b), 0);
}

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

  it('has wings: a tenth of its light, which falls off as it does in the air', async () => {
    const { take } = await field(7, { camera: { darkCurrent: 0 }, weather: { seeing: 5 } });
    const { pixels, recipe } = await take({ duration: 1, gain: 0 });
    const { stars, sigma, height } = recipe;
    const beyond = (sigmas: number) => {
      let outside = 0;
      for (let x = 0; x < recipe.width; x++) {
        for (let y = 0; y < height; y++) {
          const distance = Math.hypot(x - stars.x[0]!, y - stars.y[0]!) / sigma;
          if (distance > sigmas && distance < 16) outside += pixels[x * height + y]! - 500 - recipe.background;
        }
      }
      return outside / stars.electrons[0]!;
    };
    // Moffat's function with an exponent of 3.5, of the same width.
    const moffat = (sigmas: number) => (1 + (sigmas / 2.516) ** 2) ** -2.5;
    for (const sigmas of [3, 6]) {
      expect(beyond(sigmas) / moffat(sigmas)).toBeGreaterThan(0.5);
      expect(beyond(sigmas) / moffat(sigmas)).toBeLessThan(2);
    }
  });
});
