import { describe, expect, it } from 'vitest';
import { WorkerDarkroom } from '../../devices/simulator/world/camera/darkroom.js';
import type { FrameRecipe } from '../../devices/simulator/world/camera/frame.js';
import { render } from '../../devices/simulator/world/camera/render.js';

const recipe: FrameRecipe = {
  width: 2000,
  height: 1501,
  bin: 1,
  stars: {
    count: 2,
    x: Float64Array.of(100, 1999.5),
    y: Float64Array.of(50.3, 1500),
    electrons: Float64Array.of(1e5, 1e4),
  },
  sigma: 1.5,
  background: 80,
  dark: 1,
  hot: { at: Uint32Array.of(7, 2_999_999), electrons: Float64Array.of(500, 20) },
  vignetting: { x: 1000, y: 750, radius: 1250, loss: 0.1 },
  mosaic: undefined,
  readNoise: 3,
  electronsPerADU: 0.5,
  bias: 500,
  ceiling: 65535,
  seed: 9,
};

describe('the darkroom', () => {
  it('gives the pixels that rendering on the spot gives, several frames at a time', async () => {
    const darkroom = new WorkerDarkroom();
    const other = { ...recipe, seed: 10 };
    const [first, second] = await Promise.all([darkroom.develop(recipe), darkroom.develop(other)]);
    await darkroom.close();
    expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(render(recipe).buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(second.buffer), Buffer.from(render(other).buffer))).toBe(0);
  });

  it('says so when it is closed under somebody who waits', async () => {
    const darkroom = new WorkerDarkroom();
    const waiting = darkroom.develop(recipe);
    const said = expect(waiting).rejects.toThrow('the darkroom was closed');
    await darkroom.close();
    await said;
  });
});
