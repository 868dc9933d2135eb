import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../../engine/cli/command-line.js';
import { makeOutputFolder, writeOutput } from '../../engine/cli/output.js';
import { EXIT } from '../../engine/errors.js';
import { plainTerminal } from '../support/plain-terminal.js';
import { inRepository, scratchFolder } from '../support/program.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = scratchFolder();
  file = join(folder, 'file');
  writeFileSync(file, 'kept');
});

function messageOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(folder, 'HERE') : String(error);
  }
  return 'it could be written';
}

describe('what cannot be written is told in words', () => {
  const TOO_LONG = 'n'.repeat(300);
  const make = (path: string) => messageOf(() => makeOutputFolder(path, { shown: 'it', code: 'usage', hint: 'x' }));
  const write = (path: string) => messageOf(() => writeOutput(path, 'text'));

  test('a folder', () => {
    expect(make(join(folder, 'a', 'b'))).toBe('it could be written');
    expect(make(file)).toBe('it cannot be written to: there is a file of that name');
    expect(make(join(file, 'x', 'y'))).toBe('it cannot be written to: a part of its path is a file and no folder');
    expect(make(join(folder, TOO_LONG))).toBe('it cannot be written to: a name in its path is too long');
  });

  test('a file', () => {
    expect(write(folder)).toBe('HERE cannot be written: it is a folder');
    expect(write(join(folder, 'a', 'b.html'))).toBe('HERE/a/b.html cannot be written: there is no folder HERE/a');
    expect(write(join(file, 'x'))).toBe('HERE/file/x cannot be written: a part of its path is a file and no folder');
    expect(messageOf(() => writeOutput(file, 'text', { replace: false }))).toBe(
      'HERE/file cannot be written: there is a file of that name',
    );
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  // Elsewhere folders can be made everywhere.
  test.runIf(process.platform === 'linux')('a folder on a file system that takes none', () => {
    expect(make('/proc/nope/frames')).toBe('it cannot be written to: nothing can be made in /proc');
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('what this user may not write', () => {
    expect(make('/nope')).toBe('it cannot be written to: permission is denied');
    expect(write('/nope')).toBe('/nope cannot be written: permission is denied');
  });
});

describe('a command that cannot write what it is to write says so once, before it does anything', () => {
  const plan = inRepository('sequences/first-light.yaml');
  test.each<[string, (taken: string) => readonly string[]]>([
    ['preview --html', (taken) => ['preview', plan, '--html', join(taken, 'x.html')]],
    ['import', (taken) => ['import', inRepository('test/plan/data/import/orion.csv'), '-o', taken]],
    ['report --html', (taken) => ['report', night(), '--html', join(taken, 'x.html')]],
  ])('%s', async (_, words) => {
    const terminal = plainTerminal();
    const code = await commandLine(words(file), terminal);
    const errors = terminal.err.filter((text) => text.startsWith('error: '));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(
      /cannot be written(?: to)?: (?:there is a file of that name|a part of its path is a file)/,
    );
    expect(code).toBe(EXIT.plan);
  });
});

/** A folder with the shortest journal that a report can be made of. */
function night(): string {
  const record = {
    t: '2026-11-21T20:00:00.000Z',
    type: 'night',
    version: '0.1.0',
    format: 1,
    plan: { name: 'T', hash: 'abc', file: 't.yaml' },
    observatory: { name: 'O', site: { zone: 'UTC' } },
    sequence: {},
  };
  writeFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify(record)}\n`);
  return folder;
}
