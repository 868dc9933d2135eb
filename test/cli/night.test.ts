import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import {
  inRepository,
  nocturne,
  type Program,
  quickObservatory,
  recordsIn,
  scratchFolder,
  start,
} from '../support/program.js';

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
const FRAMES = 6;

interface Scene {
  readonly folder: string;
  readonly plan: string;
  readonly nights: string;
  readonly words: readonly string[];
}

/** A quick night, ten times as fast as a real one. */
function scene(): Scene {
  const folder = scratchFolder();
  const plan = join(folder, 'night.yaml');
  writeFileSync(plan, PLAN);
  const nights = join(folder, 'nights');
  return { folder, plan, nights, words: ['--observatory', quickObservatory(folder), '--out', nights, '--speed', '10'] };
}

function nightFolders(nights: string): readonly string[] {
  return existsSync(nights) ? readdirSync(nights).map((name) => join(nights, name)) : [];
}

function journalOf(nights: string): string {
  const [folder = ''] = nightFolders(nights);
  return join(folder, 'journal.ndjson');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.fits'));
}

/** Every frame is on disk once, in the journal once, under the name that the journal says. */
function expectEachFrameOnce(nights: string, expected = FRAMES): readonly JournalRecord[] {
  expect(nightFolders(nights)).toHaveLength(1);
  const records = recordsIn(journalOf(nights));
  const files = records.flatMap((record) => (record.type === 'file' ? [record] : []));
  expect(new Set(files.map(({ key }) => key)).size).toBe(expected);
  expect(files).toHaveLength(expected);
  expect(filesIn(nights)).toHaveLength(expected);
  for (const { path, bytes } of files) expect(readFileSync(path).length).toBe(bytes);
  return records;
}

async function killWhen(program: Program, nights: string, due: (records: readonly JournalRecord[]) => boolean) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const journal = journalOf(nights);
    if (existsSync(journal) && due(recordsIn(journal))) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  program.process.kill('SIGKILL');
  const { signal } = await program.ended;
  expect(signal).toBe('SIGKILL');
}

const count = (records: readonly JournalRecord[], type: JournalRecord['type']): number =>
  records.filter((record) => record.type === type).length;

test('first light: a night in a minute, in real time, over HTTP', { timeout: 150_000 }, async () => {
  const nights = scratchFolder();
  const { code, stdout, stderr } = await nocturne(['run', inRepository('sequences/first-light.yaml'), '--out', nights]);
  expect(stderr).toBe('');
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(/The night is complete[\s\S]*8 of 8[\s\S]*mount parked, roof closed/);
  const records = expectEachFrameOnce(nights, 8);
  const files = records.flatMap((record) => (record.type === 'file' ? [record] : []));
  expect(new Set(files.map(({ exposure }) => exposure['filter']))).toEqual(new Set(['L', 'R']));
  const flip = records.find((record) => record.type === 'decision' && record.action === 'flipped');
  expect(flip).toBeDefined();
  expect(stdout).toMatch(/flips +22:/);
  expect(files.filter(({ t }) => t < flip!.t).length).toBeGreaterThan(0);
  expect(files.filter(({ t }) => t > flip!.t).length).toBeGreaterThan(0);
  expect(records.findLast(({ type }) => type === 'secured')).toMatchObject({ parked: true, closed: true });
  expect(records.at(-1)).toMatchObject({ type: 'ended', outcome: 'completed' });
});

describe('a night that was killed is taken up again, every frame exactly once', { timeout: 120_000 }, () => {
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

  test('a moment after each frame began, while it is exposed, downloaded or saved', async () => {
    const { plan, nights, words } = scene();
    let begun = 0;
    for (let kill = 0; kill < 3; kill++) {
      const program = start(['run', plan, ...(kill > 0 ? ['--resume'] : []), ...words]);
      await killWhen(program, nights, (records) => {
        return count(records, 'frame-begin') > begun;
      });
      begun = count(recordsIn(journalOf(nights)), 'frame-begin') + 1;
    }
    const { code } = await nocturne(['run', '--resume', ...words]);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
  });
});

describe('a night is ended from outside', { timeout: 90_000 }, () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops, parks and closes in order', async (signal) => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill(signal);
    const { code, stdout } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stdout).toMatch(/Ending the night in order/);
    expect(stdout).toMatch(/mount parked, roof closed/);
    expect(stdout).toMatch(/nocturne run --resume/);
    const records = recordsIn(journalOf(nights));
    expect(records.findLast(({ type }) => type === 'secured')).toMatchObject({ parked: true, closed: true });
    expect(records.at(-1)).toMatchObject({ type: 'ended', outcome: 'stopped' });
  });

  test('what is left after a stop is taken with --resume', async () => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill('SIGINT');
    await program.ended;
    const { code } = await nocturne(['run', '--resume', ...words]);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
  });

  test('Ctrl-C twice ends at once and says that the roof may be open', async () => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 900));
    program.process.kill('SIGINT');
    const { code, stderr } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stderr).toMatch(/ROOF MAY BE OPEN/);
    expect(recordsIn(journalOf(nights)).at(-1)?.type).not.toBe('ended');
  });

  test('one press that arrives twice, as npm hands it on, is one press', async () => {
    const { plan, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 50));
    program.process.kill('SIGINT');
    const { code, stdout } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stdout).toMatch(/mount parked, roof closed/);
  });
});

describe('a simulator in another process', { timeout: 120_000 }, () => {
  test('runs the same sequence by its URL, with the date that its mount carries', async () => {
    const { plan, nights } = scene();
    const speed = ['--speed', '10'];
    const simulator = start(['simulate', '--port', '0', '--no-discovery', '--start', '2026-12-01T23:00:00Z', ...speed]);
    const [, url = ''] = await simulator.sees(/served at (\S+)/);
    const { code, stdout } = await nocturne(['run', plan, '--observatory', url, '--out', nights, ...speed]);
    expect(stdout).toMatch(/Night of 2026-12-01/);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
    simulator.process.kill('SIGINT');
    const ended = await simulator.ended;
    expect(ended.code).toBe(EXIT.ok);
    expect(ended.stdout).not.toMatch(/DAMAGE/);
  });

  test('is held by one run at a time', async () => {
    const { plan, nights } = scene();
    const simulator = start(['simulate', '--port', '0', '--no-discovery', '--start', '2026-12-01T23:00:00Z']);
    const [, url = ''] = await simulator.sees(/served at (\S+)/);
    const first = start(['run', plan, '--observatory', url, '--out', nights]);
    await first.sees(/Night of/);
    const second = await nocturne(['run', plan, '--observatory', url, '--out', join(nights, 'elsewhere')]);
    expect(second.code).toBe(EXIT.observatory);
    expect(second.stderr).toMatch(/is held by process \d+/);
    first.process.kill('SIGTERM');
    expect((await first.ended).code).toBe(EXIT.interrupted);
  });
});
