import { framesDoneIn, timeLeftIn } from './frame-order.js';
import type { NightWorld } from './night-world.js';

/** Tells the board how many frames stand, and when the rest may be done. */
export function tellProgress(
  world: Pick<NightWorld, 'board' | 'plan' | 'clock' | 'calendar' | 'session' | 'journal'>,
): void {
  const { board, plan, clock, calendar, session } = world;
  const { progress } = world.journal;
  const { before = 4_000, after = 4_000 } = session.frameCosts ?? {};
  const left = timeLeftIn(plan.steps, progress, before + after);
  board.update({
    frames: { ...board.status.frames, done: framesDoneIn(plan, progress) },
    expectedEnd: Math.min(calendar.end, clock.now() + left),
  });
}
