import { describe, expect, it } from 'vitest';
import { fold } from '../../engine/journal/fold.js';
import { timeLeftIn } from '../../engine/night/frame-order.js';
import { expose, frames, repeat, target } from '../support/plans.js';

const file = (key: string) =>
  ({ t: '2026-11-21T21:00:00.000Z', type: 'file', key, path: key, sha256: '', bytes: 0, exposure: {} }) as const;

describe('the time that a plan still needs', () => {
  const plan = [
    target('m31', [frames('m31/L', 3, { exposure: 60 })]),
    repeat('r', [expose('dark', 2, { frames: frames('dark', 2, { exposure: 10 }) })], { count: 2 }),
  ];

  it('is that of all its frames with what each costs beside its exposure', () => {
    expect(timeLeftIn(plan, fold([]), 5_000)).toBe(3 * 65_000 + 4 * 15_000);
  });

  it('grows less with each frame, in whatever pass', () => {
    expect(timeLeftIn(plan, fold([file('m31/L#1'), file('dark@1#1'), file('dark@2#1')]), 5_000)).toBe(
      2 * 65_000 + 2 * 15_000,
    );
  });
});
