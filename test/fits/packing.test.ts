import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { FrameStore, type FrameStoreOptions, type SavedFile } from '../../engine/fits/frame-store.js';
import { removePackedTwins } from '../../engine/fits/packed-twins.js';
import { readFrame } from '../../engine/fits/read-frame.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';
import { imageOf } from '../support/images.js';
import { available } from '../support/judges.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-packing-'));
});
afterEach(() => rm(folder, { recursive: true }));

const clock = new SystemClock();
const store = (changes: Partial<FrameStoreOptions> = {}): FrameStore =>
  new FrameStore({ ...NIGHT, folder, pattern: '{target}_{n}.fits', clock, ...changes });
const sky = imageOf({ width: 500, height: 400, planes: 1, elementType: 'uint16' }, (i) => 1000 + ((i * 7919) % 97));
const facts = fullFacts();

describe.skipIf(!available('fpack'))('a frame that is packed', () => {
  test('stands packed in place of the plain file, is half as large, and is found again', async () => {
    const saved = await store({ pack: true }).save(sky, facts);
    expect(saved.path).toBe(join(folder, 'M31_0007.fits.fz'));
    const bytes = await readFile(saved.path);
    expect(saved).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(saved.bytes).toBeLessThan(0.6 * 500 * 400 * 2);
    expect(await readdir(folder)).toEqual(['M31_0007.fits.fz']);
    expect(await store().find(facts.frame)).toMatchObject({ path: saved.path, sha256: saved.sha256 });
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['damaged in a single bit', (bytes: Buffer) => Buffer.from(bytes.map((b, i) => (i === 150_000 ? b ^ 1 : b)))],
    ['emptied', () => Buffer.alloc(0)],
  ])('does not count when it is %s', async (_, spoil) => {
    const { path } = await store({ pack: true }).save(sky, facts);
    await writeFile(path, spoil(await readFile(path)));
    expect(await store().find(facts.frame)).toBeUndefined();
  });

  test('may be of a target whose name CFITSIO would read as an order', async () => {
    const target = { name: 'NGC 7000 (wide) [1:9]', position: { ra: 1, dec: 2 } };
    const saved = await store({ pack: true }).save(sky, fullFacts({ target }));
    expect(saved.path).toMatch(/\(wide\).*\.fits\.fz$/);
    expect((await readFrame(saved.path)).pixels[5]).toBe(sky.at(5, 0));
  });

  test.each(['float32', 'int32'] as const)('loses nothing of %s', async (elementType) => {
    const image = imageOf({ width: 60, height: 50, planes: 1, elementType }, (i) => i * 1_234_567 + 0.1);
    const { path } = await store({ pack: true }).save(image, facts);
    expect(path).toMatch(/\.fz$/);
    expect((await readFrame(path)).pixels[60 * 7 + 3]).toBe(image.at(3, 7));
  });

  test('gives its place in memory back before it is packed, and frames are packed one after the other', async () => {
    const [go, path] = [join(folder, 'go'), process.env.PATH ?? ''];
    const tools = await mkdtemp(join(tmpdir(), 'nocturne-tools-'));
    const waiting = `#!/bin/sh\necho >> ${folder}/begun\nwhile [ ! -e ${go} ]; do sleep 0.02; done\nPATH=${path} exec fpack "$@"\n`;
    await writeFile(join(tools, 'fpack'), waiting, { mode: 0o755 });
    process.env.PATH = `${tools}:${path}`;
    try {
      const frames = store({ pack: true });
      const numbers = [1, 2, 3, 4, 5];
      const saving: Promise<SavedFile>[] = [];
      for (const n of numbers) {
        // The third would wait for ever here if the two places were held by frames that are being packed.
        const received = await frames.receive(async (receiver) => {
          receiver.begin(sky);
          await receiver.bytes(new Uint8Array(sky.data.buffer));
        });
        saving.push(frames.keep(received, fullFacts({ n, key: `m31/L-180s#${String(n)}` })));
      }
      const begun = await readFile(join(folder, 'begun'), 'utf8').catch(() => '');
      expect(begun.length).toBeLessThan(2);
      await writeFile(go, '');
      const saved = await Promise.all(saving);
      expect(saved.map(({ path }) => path)).toEqual(numbers.map((n) => join(folder, `M31_000${String(n)}.fits.fz`)));
    } finally {
      process.env.PATH = path;
      await rm(tools, { recursive: true });
    }
  });

  test('after a crash between packing and removal, only the plain file is left, and it counts', async () => {
    const plain = await store().save(sky, facts);
    // What `pack` does, but for the removal of the plain file.
    const other = await mkdtemp(join(tmpdir(), 'nocturne-twin-'));
    const twin = await store({ pack: true, folder: other }).save(sky, facts);
    await writeFile(`${plain.path}.fz`, await readFile(twin.path));
    await rm(other, { recursive: true });
    expect(await removePackedTwins(folder, clock)).toEqual([`${plain.path}.fz`]);
    expect(await readdir(folder)).toEqual(['M31_0007.fits']);
    expect((await store({ pack: true }).find(facts.frame))?.path).toBe(plain.path);
  });

  test('is not removed for the sake of a plain file that is damaged or another frame', async () => {
    const packed = await store({ pack: true }).save(sky, facts);
    const plain = packed.path.slice(0, -'.fz'.length);
    await writeFile(plain, 'torn');
    expect(await removePackedTwins(folder, clock)).toEqual([]);
    expect((await store().find(facts.frame))?.path).toBe(packed.path);
    const other = await store({ pattern: 'other_{n}.fits' }).save(sky, fullFacts({ key: 'm31/L-180s#8' }));
    await writeFile(plain, await readFile(other.path));
    expect(await removePackedTwins(folder, clock)).toEqual([]);
  });

  test('stays plain, and is told of, where it cannot be packed', async () => {
    const told: string[] = [];
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const options = { pack: true, onUnpacked: (error: Error, key: string) => told.push(`${key}: ${error.message}`) };
      expect((await store(options).save(sky, facts)).path).toBe(join(folder, 'M31_0007.fits'));
    } finally {
      process.env.PATH = path;
    }
    expect(told).toEqual([expect.stringContaining('stays as it is')]);
    expect(await readdir(folder)).toHaveLength(1);
  });
});
