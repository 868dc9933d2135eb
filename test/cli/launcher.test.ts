import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { inRepository, scratchFolder } from '../support/program.js';

const DIST = inRepository('dist');
const LAUNCHER = join(DIST, 'nocturne.cjs');
const MODULES = join(DIST, 'engine/cli/main.js');
const CACHE = join(DIST, 'program.cache');

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function node(...words: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: inRepository('.'), env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** Another place where the program is installed, with this in place of its cache. */
function installed(cache?: Buffer): string {
  const folder = scratchFolder();
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  copyFileSync(inRepository('package.json'), join(folder, 'package.json'));
  for (const file of ['nocturne.cjs', 'program.cjs']) copyFileSync(join(DIST, file), join(dist, file));
  if (cache) writeFileSync(join(dist, 'program.cache'), cache);
  return dist;
}

/** Whether V8 has refused the cache of a folder; `undefined` when it was not even given it. */
async function refused(dist: string): Promise<string> {
  const module = pathToFileURL(join(DIST, 'engine/cli/launcher/built-program.js')).href;
  const ask = `import { openProgram } from '${module}'; console.log(openProgram(${JSON.stringify(dist)}).script.cachedDataRejected)`;
  const { stdout, stderr } = await node('--input-type=module', '-e', ask);
  return stdout.trim() + stderr;
}

/** Asked of every copy: a page of a command, which comes from the program. */
const PAGE = ['graph', '--help'];
let page: Ended;

beforeAll(async () => {
  if (!existsSync(LAUNCHER)) throw new Error(`${LAUNCHER} is not there: run "npm run build" first`);
  page = await node(MODULES, ...PAGE);
});

describe('the launcher', { timeout: 120_000 }, () => {
  test.each([
    [EXIT.ok, ['--version']],
    [EXIT.ok, ['--help']],
    [EXIT.ok, ['run', '--help']],
    [EXIT.ok, ['check', 'sequences/andromeda-night.yaml', '--date', '2026-11-21', '--json']],
    [EXIT.ok, ['preview', 'sequences/comet.yaml', '--date', '2026-11-21']],
    [EXIT.plan, ['check', 'sequences/simulator.observatory.yaml']],
    [EXIT.plan, ['no-such-command']],
    [EXIT.plan, []],
  ])('ends with %i and prints what the modules print: %j', async (code, words) => {
    const [launched, modules] = await Promise.all([node(LAUNCHER, ...words), node(MODULES, ...words)]);
    expect(launched).toEqual(modules);
    expect(launched.code).toBe(code);
  });

  test('rehearses the same night, and saves the same frames', async () => {
    const journals = [LAUNCHER, MODULES].map(async (program) => {
      const folder = scratchFolder();
      const words = ['dry-run', 'sequences/first-light.yaml', '--out', folder, '--images', join(folder, 'images')];
      const { code, stderr } = await node(program, ...words);
      expect([code, stderr]).toEqual([EXIT.ok, '']);
      const journal = readFileSync(join(folder, '2026-11-21-first-light', 'journal.ndjson'), 'utf8');
      return journal.replaceAll(folder, 'FOLDER');
    });
    const [launched, modules] = await Promise.all(journals);
    expect(launched).toContain('"sha256"');
    expect(launched).toBe(modules);
  });
});

describe('the cache of compiled code', { timeout: 120_000 }, () => {
  test('is taken by the Node that built it, wherever the package is', async () => {
    expect(await refused(installed(readFileSync(CACHE)))).toBe('false');
  });

  test.each([
    ['missing', () => undefined],
    ['empty', () => Buffer.alloc(0)],
    ['cut short', () => readFileSync(CACHE).subarray(0, 100_000)],
    ['damaged in one place', () => damaged(readFileSync(CACHE), 1_000_000)],
    ['of another program, or another Node', () => damaged(readFileSync(CACHE), 0)],
  ])('when it is %s, the launcher does without it', async (_, cache) => {
    const dist = installed(cache());
    expect(await refused(dist)).toBe('undefined');
    expect(await node(join(dist, 'nocturne.cjs'), ...PAGE)).toEqual(page);
  });

  test('is not taken for a program that was changed, even if it has kept its length', async () => {
    const dist = installed(readFileSync(CACHE));
    const program = join(dist, 'program.cjs');
    const text = readFileSync(program, 'latin1');
    const summary = 'Prints the states that a sequence is compiled into';
    expect(text).toContain(summary);
    writeFileSync(program, text.replaceAll(summary, summary.toUpperCase()), 'latin1');
    expect(await refused(dist)).toBe('undefined');
    expect((await node(join(dist, 'nocturne.cjs'), ...PAGE)).stdout).toContain(summary.toUpperCase());
  });

  test('is not taken by a Node with other flags, and nobody is told', async () => {
    expect(await node('--no-opt', LAUNCHER, ...PAGE)).toEqual(page);
  });
});

test('what is built names no folder of the computer that it was built on', () => {
  const folders = ['dist', 'engine', 'node_modules'].map(inRepository);
  for (const file of ['nocturne.cjs', 'program.cjs', 'program.cache']) {
    const bytes = readFileSync(join(DIST, file));
    for (const folder of folders) expect(bytes.includes(folder), `${folder} in ${file}`).toBe(false);
  }
});

function damaged(file: Buffer, at: number): Buffer {
  file.writeUInt8(file.readUInt8(at) ^ 0x40, at);
  return file;
}
