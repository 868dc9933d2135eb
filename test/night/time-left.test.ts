import { describe, expect, it } from 'vitest';
import { fold } from '../../engine/journal/fold.js';
import { framesIn, timeLeftIn } from '../../engine/night/frame-order.js';
import { expose, frames, repeat, target, when } from '../support/plans.js';

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

describe('the frames that a plan asks for', () => {
  const record = { t: '2026-11-21T21:00:00.000Z' } as const;
  const plan = [repeat('r', [when('w', { steps: [expose('a', 5)], else: [expose('b', 1)] })], { count: 3 })];

  it('are those of the longer list of a `when`, until it has decided, in each pass for itself', () => {
    expect(framesIn(plan, fold([]))).toBe(15);
    const progress = fold([
      { ...record, type: 'branch', key: 'w@1', branch: 'else', reason: '' },
      { ...record, type: 'pass', key: 'r', n: 1 },
      { ...record, type: 'branch', key: 'w@2', branch: 'steps', reason: '' },
    ]);
    expect(framesIn(plan, progress)).toBe(11);
  });

  it('are counted at once, however often a repeat goes round', () => {
    expect(framesIn([repeat('r', [repeat('s', [expose('a', 1)], { count: 1e6 })], { count: 1e6 })])).toBe(1e12);
  });
});
