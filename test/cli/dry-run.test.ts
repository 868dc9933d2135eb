import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { type Ended, inRepository, nocturne, recordsIn, run, scratchFolder } from '../support/program.js';

const ANDROMEDA = inRepository('sequences/andromeda-night.yaml');
const NIGHT = '2026-11-21-andromeda-and-the-pleiades';

const EVENING = ['--date', '2026-11-21'];

type Ran = Ended & { readonly journal: string; readonly folder: string };

async function dryRun(...words: string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-test-'));
  const ended = await run(['dry-run', 'sequences/andromeda-night.yaml', '--out', folder, ...words]);
  return { ...ended, journal: join(folder, NIGHT, 'journal.ndjson'), folder };
}

interface Told {
  readonly outcome: string;
  readonly frames: { readonly done: number; readonly total: number };
  readonly secured: { readonly parked: boolean; readonly closed: boolean };
  readonly hazards: readonly unknown[];
  readonly timeline: readonly { readonly at: string; readonly until: string; readonly text: string }[];
  readonly summary: {
    readonly flips: readonly unknown[];
    readonly interruptions: readonly { readonly from: number; readonly to: number; readonly resumed: number }[];
  };
}

describe('a dry run of a whole winter night', () => {
  let first: Ran;
  let second: Ran;
  let other: Ran;

  beforeAll(async () => {
    [first, second] = await Promise.all([dryRun(...EVENING, '--seed', '7'), dryRun(...EVENING, '--seed', '7')]);
    other = await dryRun(...EVENING, '--seed', '8');
  }, 120_000);

  afterAll(() => {
    for (const { folder } of [first, second, other]) rmSync(folder, { recursive: true, force: true });
  });

  test('twice with the same seed gives the same journal, byte for byte', () => {
    expect(first.stderr).toBe('');
    expect(first.code).toBe(EXIT.ok);
    expect(second.code).toBe(EXIT.ok);
    const text = readFileSync(first.journal, 'utf8');
    expect(text.length).toBeGreaterThan(10_000);
    expect(readFileSync(second.journal, 'utf8')).toBe(text);
  });

  test('another seed gives other frames', () => {
    expect(other.code).toBe(EXIT.ok);
    expect(readFileSync(other.journal, 'utf8')).not.toBe(readFileSync(first.journal, 'utf8'));
  });

  test('its journal holds nothing of the computer it was made on', () => {
    const text = readFileSync(first.journal, 'utf8');
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(first.folder);
    for (const { t } of recordsIn(first.journal)) expect(t).toMatch(/^2026-11-2[12]T/);
  });

  test('tells dusk, targets, frames, flips, the end and dawn, and where the journal is', () => {
    const { stdout, journal } = first;
    expect(stdout).toMatch(/nautical dusk[\s\S]*M31[\s\S]*flip[\s\S]*M45[\s\S]*park[\s\S]*close[\s\S]*nautical dawn/);
    expect(stdout).toMatch(/The night is complete/);
    expect(stdout).toMatch(/flips +\d\d:\d\d:\d\d +M31/);
    expect(stdout).toMatch(/mount parked, roof closed/);
    expect(stdout).toContain(NIGHT);
    expect(stdout).toMatch(/rehearsed in [\d.]+ s/);
    expect(existsSync(journal)).toBe(true);
  });

  test('with clouds parks, closes, waits, reopens and goes on; no frame is lost or taken twice', async () => {
    const { code, stdout, journal, folder } = await dryRun(
      ...[...EVENING, '--seed', '7', '--clouds', '23:10-23:50', '--json'],
    );
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    expect(code).toBe(EXIT.ok);
    const told = JSON.parse(stdout) as Told;
    expect(told.outcome).toBe('completed');
    expect(told.hazards).toEqual([]);
    expect(told.secured).toMatchObject({ parked: true, closed: true });
    expect(told.summary.flips.length).toBeGreaterThanOrEqual(1);

    const [clouds] = told.summary.interruptions;
    expect(told.summary.interruptions).toHaveLength(1);
    const from = Date.parse('2026-11-21T23:10:00Z');
    expect(clouds!.from - from).toBeLessThan(10_000);
    expect(clouds!.to - Date.parse('2026-11-21T23:50:00Z')).toBeLessThan(10_000);
    expect(clouds!.resumed).toBeGreaterThan(clouds!.to);

    const records = recordsIn(journal);
    const secured = records.find(({ t, type }) => type === 'secured' && Date.parse(t) >= from);
    expect(secured).toMatchObject({ parked: true, closed: true });
    expect(Date.parse(secured!.t) - from).toBeLessThan(60_000);
    const frames = records.flatMap((record) => (record.type === 'file' ? [record] : []));
    expect(frames).toHaveLength(told.frames.total);
    expect(new Set(frames.map(({ key }) => key)).size).toBe(frames.length);
    expect(frames.some(({ t }) => Date.parse(t) > from && Date.parse(t) < clouds!.resumed)).toBe(false);
  });

  test('writes the frames where it is told', async () => {
    const folder = scratchFolder();
    const { code } = await nocturne([
      ...['dry-run', inRepository('sequences/first-light.yaml'), '--out', join(folder, 'out')],
      ...['--images', join(folder, 'images')],
    ]);
    expect(code).toBe(EXIT.ok);
    const [night = ''] = recordsIn(join(folder, 'out', '2026-11-21-first-light', 'journal.ndjson')).flatMap((record) =>
      record.type === 'file' ? [record.path] : [],
    );
    expect(readFileSync(night).subarray(0, 6).toString()).toBe('SIMPLE');
  });

  test.each([
    ['--date', '21.11.2026', /--date takes the date of an evening/],
    ['--clouds', '23:10', /--clouds takes times of the night/],
    ['--clouds', '23:50-23:10', /end before they come/],
    ['--seed', 'seven', /--seed takes a whole number/],
  ])('%s %s is refused', async (option, value, message) => {
    const { code, stderr } = await nocturne(['dry-run', ANDROMEDA, option, value]);
    expect(code).toBe(EXIT.plan);
    expect(stderr).toMatch(message);
  });
});
