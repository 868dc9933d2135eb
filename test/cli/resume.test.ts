import { describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { nocturne, recordsIn, start } from '../support/program.js';
import { count, expectEachFrameOnce, FRAMES, journalOf, killWhen, scene } from '../support/quick-night.js';

describe('a night that was killed is taken up again, every frame exactly once', { timeout: 300_000 }, () => {
  test.each<[string, (records: readonly JournalRecord[]) => boolean]>([
    ['while the roof opens', (records) => records.some((r) => r.type === 'begin' && r.kind === 'open')],
    ['at the first exposure', (records) => count(records, 'frame-begin') === 1],
    ['between two frames', (records) => count(records, 'file') === 2],
    ['when the last frame is exposed', (records) => count(records, 'frame-begin') === FRAMES],
    ['when the night is being closed', (records) => records.some((r) => r.type === 'begin' && r.kind === 'park')],
  ])('%s', async (_, due) => {
    const { plan, nights, words } = scene();
    await killWhen(start(['run', plan, ...words]), nights, due);
    const { code, stdout } = await nocturne(['run', plan, '--resume', ...words]);
    expect(stdout).toMatch(/taken up again/);
    expect(code).toBe(EXIT.ok);
    const records = expectEachFrameOnce(nights);
    expect(count(records, 'resumed')).toBe(1);
    expect(records.at(-1)).toMatchObject({ type: 'ended', outcome: 'completed' });
  });

  test('three times in one night: while a frame is exposed, while it is downloaded, about when it is saved', async () => {
    const { plan, nights, words } = scene();
    let begun = 0;
    // 4 s of exposure and 0.5 s of download, at ten times the speed.
    for (const delay of [150, 425, 470]) {
      const program = start(['run', plan, ...(begun > 0 ? ['--resume'] : []), ...words]);
      await killWhen(program, nights, (records) => count(records, 'frame-begin') > begun, delay);
      begun = count(recordsIn(journalOf(nights)), 'frame-begin') + 1;
    }
    const { code } = await nocturne(['run', '--resume', ...words]);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
  });
});
