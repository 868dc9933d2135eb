import { type Horizontal, toApparent, toHorizontal } from '../../sky/index.js';
import { pointingOf } from '../flip/mount-position.js';
import type { FrameSet } from '../plan/plan.js';
import { bringOpening } from '../steps/dome-opening.js';
import type { StepContext } from '../steps/step.js';
import type { NightWorld } from './night-world.js';
import { stepContext } from './step-context.js';

/**
 * Sees to it, before a frame of the sky, that the opening of a dome is before the telescope, and stays there while the sky
 * turns on: through it all it looks at the same place among the stars.
 */
export async function keepOpeningBefore(
  world: NightWorld,
  frame: StepContext,
  { type, exposure }: Pick<FrameSet, 'type' | 'exposure'>,
): Promise<void> {
  const { clock, observatory, rig } = world;
  const { dome, telescope } = rig;
  if (!dome || !telescope || type !== 'light') return;
  const { signal, attempt } = frame;
  // Its own lease: securing never waits for an exposure to get the dome.
  const { context, release } = stepContext(world, { key: `${frame.key}/dome`, attempt, signal });
  try {
    await bringOpening(context, async () => {
      const now = clock.now();
      const place = await pointingOf(telescope, now, signal);
      const at = (moment: number): Horizontal => toHorizontal(toApparent(place, moment), moment, observatory.site);
      return [at(now), at(now + exposure * 500), at(now + exposure * 1000)];
    });
  } finally {
    release();
  }
}
