import { createWorld, type WorldOptions } from '../../devices/simulator/index.js';
import { starsAt } from '../../devices/simulator/world/sky/star-list.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, wrapHours } from '../../sky/index.js';

/** A simulated observatory under an open roof that takes frames of one field. */

export const START = Date.UTC(2026, 10, 10, 23);
export const NO_STARS = starsAt([]);

export interface Shot {
  readonly duration: number;
  readonly light?: boolean;
  readonly bin?: number;
  readonly gain?: number;
  readonly hourAngle?: number;
}

/** What frames need to be calibrated for is tested in calibration-frames.test.ts. */
const EVEN = { vignetting: 0, hotPixels: 0 };

export async function observatory(options: Omit<WorldOptions, 'clock'>, hourAngle = 1) {
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
