import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalRecord } from '../../engine/journal/records.js';
import { recordsIn, start } from '../support/program.js';
import { expectEachFrameOnce, FRAMES, journalOf, scene } from '../support/quick-night.js';

/** A disk that has room for so few files that a test can fill it. @returns undefined for who may not mount one */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-full-'));
  const options = 'size=2g,nr_inodes=60';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Makes files until there is no room for another. */
function fill(folder: string): void {
  mkdirSync(folder);
  for (let i = 0; ; i++) {
    try {
      writeFileSync(join(folder, String(i)), '');
    } catch {
      return;
    }
  }
}

async function until(journal: string, what: (records: readonly JournalRecord[]) => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    try {
      if (what(recordsIn(journal))) return;
    } catch {
      // Not there yet.
    }
    await wait(20);
  }
  throw new Error('it did not come to that');
}

test('a night whose disk runs full tells of it, keeps its frames in memory, and saves them once there is room', async (context) => {
  const disk = smallDisk();
  if (disk === undefined) context.skip('needs to be root, to mount a small disk');
  const { plan, words } = scene();
  const nights = join(disk!, 'nights');
  const options = words.map((word, i) => (words[i - 1] === '--out' ? nights : word));
  const run = start(['run', plan, ...options]);
  await run.sees(/on target: Field/u);
  await until(journalOf(nights), (records) => records.some(({ type }) => type === 'file'));
  const filler = join(disk!, 'filler');
  fill(filler);
  await until(journalOf(nights), (records) => records.some(({ type }) => type === 'alarm'));
  // Nothing that is saved while the disk is full counts: it stays where it was.
  const saved = (): number => recordsIn(journalOf(nights)).filter(({ type }) => type === 'file').length;
  const before = saved();
  await wait(1500);
  expect(saved()).toBe(before);
  const alarms = recordsIn(journalOf(nights)).filter((record) => record.type === 'alarm');
  expect(alarms.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^frame Field\/\S+ waits in memory: No space left while saving .*\. .*room/u),
  ]);
  rmSync(filler, { recursive: true });
  expect((await run.ended).code).toBe(0);
  const records = expectEachFrameOnce(nights);
  const exposures = records.filter(({ type }) => type === 'frame-begin');
  expect(exposures).toHaveLength(FRAMES);
  const [night = ''] = readdirSync(nights);
  const files = readdirSync(join(nights, night), { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.nocturne-part'))).toEqual([]);
}, 120_000);
