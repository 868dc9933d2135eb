import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { framesOfEarlierNights } from '../../engine/cli/wiring/earlier-nights.js';
import { fold } from '../../engine/journal/fold.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { file, frame, night, records } from './journals.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nct-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function keep(name: string, journal: readonly JournalRecord[]): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'journal.ndjson'), journal.map((record) => `${JSON.stringify(record)}\n`).join(''));
}
const PLAN = { name: 'Andromeda' };
const HILL = { name: 'Hill <1>' };

describe('a night that goes on where earlier ones have ended', () => {
  it('has their frames, each once, from the night that took it', () => {
    keep('b', records([90_000, night()], ...frame(90_010, 2), ...frame(90_080, 1)));
    keep('a', records([0, night()], ...frame(10, 1)));
    const frames = framesOfEarlierNights(folder, PLAN, HILL);
    expect(frames.map(({ key, night: begun }) => [key, begun])).toEqual([
      ['M31/L#1', '2026-11-21T22:00:00.000Z'],
      ['M31/L#2', '2026-11-22T23:00:00.000Z'],
    ]);
  });

  it('counts them as done, and so does the night after it', () => {
    keep('a', records([0, night()], ...frame(10, 1)));
    const [carried] = framesOfEarlierNights(folder, PLAN, HILL);
    const second = records([90_000, night()], [90_000, { type: 'carried', ...carried! }]);
    expect([...fold(second).files.keys()]).toEqual(['M31/L#1']);
    rmSync(join(folder, 'a'), { recursive: true });
    keep('b', second);
    expect(framesOfEarlierNights(folder, PLAN, HILL)).toHaveLength(1);
  });

  it('takes what stands in a repeat anew', () => {
    keep('a', records([0, night()], [10, file('M31/L@1#1')]));
    expect(framesOfEarlierNights(folder, PLAN, HILL)).toEqual([]);
  });

  it('counts neither another sequence, nor another observatory, nor a rehearsal', () => {
    keep('a', records([0, night('Orion')], ...frame(10, 1)));
    const [begun, ...rest] = records([0, night()], ...frame(10, 1));
    keep('b', [{ ...begun, observatory: { name: 'Hill <1>', rehearsal: { seed: 1 } } } as JournalRecord, ...rest]);
    expect(framesOfEarlierNights(folder, PLAN, HILL)).toEqual([]);
    expect(framesOfEarlierNights(folder, { name: 'Orion' }, { name: 'Valley' })).toEqual([]);
  });
});
