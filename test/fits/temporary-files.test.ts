import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { removeTemporaries, temporaryIn } from '../../engine/fits/temporary-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-temporary-'));
});
afterEach(() => rm(folder, { recursive: true }));

const clean = () => removeTemporaries(folder, new SystemClock());
const leave = async (name: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, 'half');
  return path;
};
/** The name that a save of another process would have. */
const nameOf = (pid: number, host?: string): string => {
  const own = basename(temporaryIn(folder)).replace(`-${String(process.pid)}-`, `-${String(pid)}-`);
  return host === undefined ? own : own.replace(/^\.(.*)(?=-\d+-\d+\.)/, `.${host}`);
};

async function endedProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'close');
  return child.pid!;
}

test('what a process that is no more has left is removed, also in folders below', async () => {
  await mkdir(join(folder, 'M31'));
  const left = [await leave(nameOf(await endedProcess())), await leave(join('M31', nameOf(await endedProcess())))];
  await leave('M31_0001.fits');
  expect((await clean()).toSorted()).toEqual(left.toSorted());
  expect(await readdir(folder)).toEqual(['M31', 'M31_0001.fits']);
});

test('what this process leaves has a name of this computer, and never twice the same', () => {
  const [first, second] = [temporaryIn(folder), temporaryIn(folder)];
  expect(first).not.toBe(second);
  expect(basename(first)).toContain(
    hostname()
      .slice(0, 4)
      .replace(/[^A-Za-z0-9]/g, '-'),
  );
});

test('what another run is writing into the same folder is left alone', async () => {
  const other = spawn('sleep', ['60']);
  try {
    const path = await leave(nameOf(other.pid!));
    expect(await clean()).toEqual([]);
    expect(await readdir(folder)).toEqual([basename(path)]);
  } finally {
    other.kill();
  }
});

test('what another computer is writing into a shared folder is left alone, until it is a day old', async () => {
  const path = await leave(nameOf(await endedProcess(), 'the-other-dome'));
  expect(await clean()).toEqual([]);
  const yesterday = Date.now() / 1000 - 90_000;
  await utimes(path, yesterday, yesterday);
  expect(await clean()).toEqual([path]);
});

test('a folder that is not there yet has nothing in it', async () => {
  expect(await removeTemporaries(join(folder, 'not-there-yet'), new SystemClock())).toEqual([]);
});
