import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { JournalRecord } from '../../engine/journal/records.js';
import { type Program, quickObservatory, recordsIn, scratchFolder } from './program.js';

const PLAN = `
sequence: Test night
observatory: simulator
startup: [connect, open, unpark]
steps:
  - target:
      name: Field
      position: { hour-angle: 1 h, declination: 20 deg }
      frames:
        - { filter: L, exposure: 4 s, count: 3 }
        - { filter: R, exposure: 4 s, count: 3 }
      order: rotate
shutdown: [park, close, disconnect]
`;
export const FRAMES = 6;

export interface Scene {
  readonly folder: string;
  readonly plan: string;
  readonly nights: string;
  readonly words: readonly string[];
}

/** A quick night, ten times as fast as a real one. */
export function scene(): Scene {
  const folder = scratchFolder();
  const plan = join(folder, 'night.yaml');
  writeFileSync(plan, PLAN);
  const nights = join(folder, 'nights');
  return { folder, plan, nights, words: ['--observatory', quickObservatory(folder), '--out', nights, '--speed', '10'] };
}

function nightFolders(nights: string): readonly string[] {
  return existsSync(nights) ? readdirSync(nights).map((name) => join(nights, name)) : [];
}

export function journalOf(nights: string): string {
  const [folder = ''] = nightFolders(nights);
  return join(folder, 'journal.ndjson');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.fits'));
}

/** Every frame is on disk once, in the journal once, under the name that the journal says. */
export function expectEachFrameOnce(nights: string, expected = FRAMES): readonly JournalRecord[] {
  expect(nightFolders(nights)).toHaveLength(1);
  const records = recordsIn(journalOf(nights));
  const files = records.flatMap((record) => (record.type === 'file' ? [record] : []));
  expect(new Set(files.map(({ key }) => key)).size).toBe(expected);
  expect(files).toHaveLength(expected);
  expect(filesIn(nights)).toHaveLength(expected);
  for (const { path, bytes } of files) expect(readFileSync(path).length).toBe(bytes);
  return records;
}

/** Kills a run `delay` ms after what its journal says makes it due. */
export async function killWhen(
  program: Program,
  nights: string,
  due: (records: readonly JournalRecord[]) => boolean,
  delay = 0,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const journal = journalOf(nights);
    if (existsSync(journal) && due(recordsIn(journal))) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, delay));
  program.process.kill('SIGKILL');
  const { signal } = await program.ended;
  expect(signal).toBe('SIGKILL');
}

export const count = (records: readonly JournalRecord[], type: JournalRecord['type']): number =>
  records.filter((record) => record.type === type).length;
