import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../engine/cli/commands.js';
import { EXIT } from '../../engine/errors.js';
import { call } from '../support/plain-terminal.js';

describe('the command line', () => {
  test('without a command shows what there is, and fails', async () => {
    const { code, err } = await call();
    expect(code).toBe(EXIT.plan);
    for (const name of COMMANDS.keys()) expect(err).toContain(name);
  });

  test('a misspelt command is refused with the near name', async () => {
    const { code, err } = await call('dryrun', 'x.yaml');
    expect(code).toBe(EXIT.plan);
    expect(err).toMatch(/there is no command "dryrun"[\s\S]*nocturne dry-run/);
  });

  test('a file in place of a command is told what can be done with it', async () => {
    const { code, err } = await call('m31.yaml');
    expect(code).toBe(EXIT.plan);
    expect(err).toContain('nocturne run m31.yaml');
  });

  test('a misspelt option is refused with the near name', async () => {
    const { code, err } = await call('run', 'x.yaml', '--observatry', 'y.yaml');
    expect(code).toBe(EXIT.plan);
    expect(err).toMatch(/no option --observatry[\s\S]*--observatory/);
  });

  test.each([
    [['run', 'x.yaml', '--out'], /--out needs a value: --out FOLDER/],
    [['run', 'x.yaml', '--out', '--resume'], /--out needs a value/],
    [['run', 'x.yaml', '--resume=yes'], /--resume takes no value/],
    [['run'], /needs a sequence file/],
    [['run', 'a.yaml', 'b.yaml'], /one sequence is run at a time/],
    [['run', 'sequences'], /sequences is a folder, and no sequence/],
    [['check', 'sequences/first-light.yaml', '--date', '21.11.2026'], /--date 2026-11-21$/],
    [['check'], /needs a sequence file/],
    [['check', 'a.yaml', 'b.yaml'], /"b.yaml" is too much/],
    [['run', 'x.yaml', '--speed', '0'], /--speed takes a number above 0/],
    [['simulate', '--port', '99999'], /--port takes a whole number from 0 to 65535.*\n.*For example --port 32323$/],
    [['discover', '--udp-port', 'x'], /from 1 to 65535.*\n.*For example --udp-port 32227$/],
    [['simulate', '--start', 'yesterday'], /--start takes a date and time/],
    [['simulate', '--scenario', 'nowhere.yaml'], /no such file/],
  ])('%j is refused with one clear message', async (words, message) => {
    const { code, err } = await call(...words);
    expect(code).toBe(EXIT.plan);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/fault|at file:/);
  });

  test.each([...COMMANDS.keys()])(
    '%s --help is a page: usage, options, exit codes, examples, no line too long',
    async (name) => {
      const { code, out } = await call(name, '--help');
      expect(code).toBe(EXIT.ok);
      expect(out).toMatch(new RegExp(`^Usage: nocturne ${name}`));
      for (const heading of ['Options', 'Exit codes', 'Examples']) expect(out).toContain(`\n${heading}\n`);
      for (const line of out.split('\n')) if (!line.includes('nocturne ')) expect(line.length).toBeLessThanOrEqual(80);
      const again = await call('help', name);
      expect(again.out).toBe(out);
    },
  );

  test('--version is that of the package', async () => {
    const { code, out } = await call('--version');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
