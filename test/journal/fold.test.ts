import { expect, test } from 'vitest';
import { fold, splitFrameKey } from '../../engine/journal/fold.js';
import { recordLine } from '../../engine/journal/journal.js';
import type { JournalEntry } from '../../engine/journal/records.js';
import { frameKey } from '../../engine/plan/plan.js';

const after = (...entries: JournalEntry[]) => fold(entries.map((entry, i) => recordLine(i * 1000, entry).record));
const file = (key: string): JournalEntry => ({
  type: 'file',
  key,
  path: `/n/${key}.fits`,
  sha256: 'f0',
  bytes: 2880,
  exposure: {},
});

test('a frame counts once its file is recorded, however often, and not before', () => {
  const progress = after(
    { type: 'frame-begin', key: 'm31/L-180s#1' },
    file('m31/L-180s#1'),
    { type: 'frame-begin', key: 'm31/L-180s#2' },
    { type: 'frame-begin', key: 'm31/L-180s#3' },
    file('m31/L-180s#3'),
    file('m31/L-180s#3'),
  );
  expect(progress.frames.get('m31/L-180s')).toEqual(new Set([1, 3]));
  expect(progress.files.get('m31/L-180s#3')?.path).toBe('/n/m31/L-180s#3.fits');
});

test('the same set in another pass of a repeat is counted apart', () => {
  const progress = after(file('m31/L-180s@1#1'), file('m31/L-180s@2#1'));
  expect([...progress.frames.keys()]).toEqual(['m31/L-180s@1', 'm31/L-180s@2']);
});

test('a step that began again is not ended by its earlier end', () => {
  const begin = { type: 'begin', key: 'cool', kind: 'cool', title: 'cool', attempt: 1 } as const;
  expect(after(begin, { type: 'end', key: 'cool', outcome: 'done' }).ended.has('cool')).toBe(true);
  expect(after(begin, { type: 'end', key: 'cool', outcome: 'done' }, begin).ended.has('cool')).toBe(false);
  const failed = after(begin, { type: 'end', key: 'cool', outcome: 'failed', reason: 'no cooler' });
  expect(failed.ended.has('cool')).toBe(false);
  expect(failed.outcomes.get('cool')).toBe('failed');
});

test('passes only ever grow, and a located position is kept', () => {
  const progress = after(
    { type: 'pass', key: 'round', n: 2 },
    { type: 'pass', key: 'round', n: 1 },
    { type: 'located', key: 'flats', ra: 5.5, dec: 12 },
  );
  expect(progress.passes.get('round')).toBe(2);
  expect(progress.located.get('flats')).toEqual({ ra: 5.5, dec: 12 });
});

test('a resumed night has not ended, and knows no verdict until one is given', () => {
  const progress = after(
    { type: 'verdict', verdict: 'safe', reason: 'monitor' },
    { type: 'ended', outcome: 'stopped' },
    { type: 'resumed', version: '0.1.0' },
  );
  expect(progress.outcome).toBeUndefined();
  expect(progress.lastVerdict).toBeUndefined();
  expect(progress.resumed).toBe(1);
});

test('keys are split as frameKey makes them', () => {
  const set = {
    id: 'm31/L#2',
    type: 'light',
    exposure: 1,
    count: 1,
    binning: 1,
    place: { file: '', line: 1, column: 1, length: 1 },
  } as const;
  expect(splitFrameKey(frameKey(set, [3, 1], 12))).toEqual({ set: 'm31/L#2@3@1', n: 12 });
  expect(splitFrameKey('m31/L')).toBeUndefined();
  expect(splitFrameKey('m31/L#0')).toBeUndefined();
  expect(splitFrameKey('m31/L#x')).toBeUndefined();
});
