import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { FrameStore, type SavedFile } from '../../engine/fits/frame-store.js';
import { SecondCopy } from '../../engine/fits/second-copy.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';
import { imageOf, randomNumbers } from '../support/images.js';

let from: string;
let to: string;
let saved: SavedFile;
const clock = new SystemClock();
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nocturne-copy-'));
  [from, to] = [join(folder, 'images'), join(folder, 'copies')];
  const image = imageOf({ width: 300, height: 200, planes: 1, elementType: 'uint16' }, randomNumbers(5));
  saved = await new FrameStore({ ...NIGHT, folder: from, pattern: '{target}/{n}', clock }).save(image, fullFacts());
});
afterEach(() => rm(join(from, '..'), { recursive: true }));

const copies = () => new SecondCopy({ clock, from, to });

test('a frame is copied to the same place below the second folder, byte for byte', async () => {
  const path = await copies().copy(saved);
  expect(path).toBe(join(to, 'M31', '0007.fits'));
  expect(await readFile(path!)).toEqual(await readFile(saved.path));
  expect(await readdir(join(to, 'M31'))).toEqual(['0007.fits']);
});

test('a copy that is there already is left as it is, and another file is never overwritten', async () => {
  await copies().copy(saved);
  expect(await copies().copy(saved)).toBeUndefined();
  await writeFile(join(to, 'M31', '0007.fits'), 'of somebody else');
  await expect(copies().copy(saved)).rejects.toMatchObject({ code: 'image-unsaved' });
  expect(await readFile(join(to, 'M31', '0007.fits'), 'utf8')).toBe('of somebody else');
  expect(await readdir(join(to, 'M31'))).toEqual(['0007.fits']);
});

test('what has no hash is copied as it stands, and only once', async () => {
  const sidecar = join(from, 'M31', '0007.hdr');
  await writeFile(sidecar, 'measured');
  expect(await copies().copy({ path: sidecar })).toBe(join(to, 'M31', '0007.hdr'));
  expect(await copies().copy({ path: sidecar })).toBeUndefined();
});

test('a frame that has changed since it was saved is not copied', async () => {
  await writeFile(saved.path, 'damaged');
  await expect(copies().copy(saved)).rejects.toThrow(/no longer is what was saved/);
  expect(await readdir(join(to, 'M31'))).toEqual([]);
});

test('a second place that is gone is an error, and the next copy is tried all the same', async () => {
  await mkdir(join(to, '..'), { recursive: true });
  await writeFile(to, 'a file where a folder should be');
  const second = copies();
  const [first, next] = [second.copy(saved), second.copy(saved)];
  await expect(first).rejects.toMatchObject({ code: 'image-unsaved' });
  await expect(next).rejects.toMatchObject({ code: 'image-unsaved' });
  await rm(to);
  expect(await second.copy(saved)).toBeDefined();
});
