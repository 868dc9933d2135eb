import { describe, expect, it } from 'vitest';
import { fold } from '../../engine/journal/fold.js';
import { framesDoneIn, framesIn, timeLeftIn } from '../../engine/night/frame-order.js';
import { expose, frames, repeat, step, target, when } from '../support/plans.js';
import { rehearse } from '../support/rehearsal.js';

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

  it('is not that of frames that have been given up', () => {
    const given = { t: '2026-11-21T21:00:00.000Z', type: 'end', key: 'm31/L#2', outcome: 'skipped' } as const;
    expect(timeLeftIn(plan, fold([given]), 5_000)).toBe(2 * 65_000 + 4 * 15_000);
  });

  it('grows less with each frame, in whatever pass', () => {
    expect(timeLeftIn(plan, fold([file('m31/L#1'), file('dark@1#1'), file('dark@2#1')]), 5_000)).toBe(
      2 * 65_000 + 2 * 15_000,
    );
  });
});

describe('the time of a `when`', () => {
  const record = { t: '2026-11-21T21:00:00.000Z' } as const;
  const long = expose('long', 2, { frames: frames('long', 2, { exposure: 300 }) });
  const short = expose('short', 5, { frames: frames('short', 5, { exposure: 10 }) });
  const plan = [repeat('r', [when('w', { steps: [long], else: [short] })], { count: 3 })];
  const time = (...records: Parameters<typeof fold>[0][]): number =>
    timeLeftIn(plan, fold(records.flatMap((each) => [...each])), 5_000);

  it('is that of the list that takes longer, and never of both', () => {
    expect(time()).toBe(3 * 2 * 305_000);
  });

  it('is that of the list that was begun, in each pass for itself', () => {
    const decided = [
      { ...record, type: 'branch', key: 'w@1', branch: 'else', reason: '' },
      { ...record, type: 'pass', key: 'r', n: 1 },
      { ...record, type: 'branch', key: 'w@2', branch: 'steps', reason: '' },
    ] as const;
    expect(time(decided)).toBe(5 * 15_000 + 2 * 2 * 305_000);
    expect(time(decided, [file('short@1#1'), file('short@1#2'), file('long@2#1')])).toBe(3 * 15_000 + 3 * 305_000);
  });
});

describe('the end that a night foretells for its frames', () => {
  const start = Date.parse('2026-11-21T21:00:00Z');
  const position = { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' } as const;

  it('is right within a minute or two once the first frames have shown what they cost', async () => {
    const told: { readonly at: number; readonly end: number }[] = [];
    const { records } = await rehearse({
      start,
      startup: [step('connect'), step('open'), step('unpark')],
      steps: [
        target('m31', [frames('m31/L', 8, { exposure: 120, filter: 'L' })], { position }),
        target('m32', [frames('m32/R', 8, { exposure: 60, filter: 'R' })], { position }),
      ],
      shutdown: [step('park'), step('close')],
      during({ board }, _, clock) {
        board.subscribe(({ expectedEnd }) => {
          if (expectedEnd !== undefined) told.push({ at: clock.now(), end: expectedEnd });
        });
      },
    });
    const files = records.flatMap((record) => (record.type === 'file' ? [Date.parse(record.t)] : []));
    const last = files.at(-1)!;
    for (const taken of [2, 6, 10, 14]) {
      const { end } = told.findLast(({ at }) => at <= files[taken]!)!;
      expect(Math.abs(end - last), `after ${String(taken)} frames`).toBeLessThan(120_000);
    }
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

describe('the frames of a plan that are on disk', () => {
  it('are those that it asks for, not those that it asked for before it was edited', () => {
    const steps = [
      target('m31', [frames('m31/L', 1, { exposure: 60 })]),
      repeat('r', [expose('dark', 3, { frames: frames('dark', 3, { exposure: 10 }) })], { count: 2 }),
    ];
    const files = ['m31/L#1', 'm31/L#2', 'dark@1#3', 'dark@2#4', 'gone#1'].map(file);
    expect(framesDoneIn({ steps }, fold(files))).toBe(2);
  });
});
