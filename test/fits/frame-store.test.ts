import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import { FrameStore, type FrameStoreOptions } from '../../engine/fits/frame-store.js';
import { DEFAULT_IMAGE_NAME } from '../../engine/plan/observatory.js';
import { readFits } from '../../engine/fits/reader.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';
import { imageOf, randomNumbers } from '../support/images.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-frames-'));
});
afterEach(() => rm(folder, { recursive: true }));

const store = (changes: Partial<FrameStoreOptions> = {}): FrameStore =>
  new FrameStore({ ...NIGHT, folder, pattern: DEFAULT_IMAGE_NAME, clock: new SystemClock(), ...changes });
const image = imageOf({ width: 120, height: 80, planes: 1, elementType: 'uint16' }, randomNumbers(5));
const facts = fullFacts();
const NAME = '2026-11-21/M31/M31_light_L_180s_0007.fits';

describe('a frame that is saved', () => {
  test('stands whole under its name, with nothing left beside it', async () => {
    const saved = await store().save(image, facts);
    expect(saved.path).toBe(join(folder, NAME));
    const bytes = await readFile(saved.path);
    expect(saved.bytes).toBe(bytes.length);
    expect(saved.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await readdir(join(folder, '2026-11-21', 'M31'))).toEqual(['M31_light_L_180s_0007.fits']);
    const read = await readFits(saved.path);
    expect(read.checksumValid).toBe(true);
    expect(read.pixels[5 * 120 + 3]).toBe(image.at(3, 5));
    expect(read.header.text('FRAMEKEY')).toBe('m31/L-180s#7');
  });

  test('never overwrites: the next name is taken', async () => {
    const frames = store();
    const first = await frames.save(image, facts);
    const second = await frames.save(image, facts);
    expect(first.path).toBe(join(folder, NAME));
    expect(second.path).toBe(join(folder, NAME.replace('.fits', '-2.fits')));
  });

  test('says for the journal how it was exposed', async () => {
    expect((await store().save(image, facts)).exposure).toEqual({
      target: 'M31',
      type: 'light',
      filter: 'L',
      exposure: 180,
      binning: 1,
      gain: 100,
      start: '2026-11-21T23:10:05.337Z',
      duration: 180.002,
      temperature: -9.97,
    });
  });

  test('can be saved at the same time as others, and none is mixed up', async () => {
    const frames = store();
    const images = [1, 2, 3, 4].map((seed) => imageOf(image, randomNumbers(seed)));
    const saved = await Promise.all(
      images.map((picture, i) => frames.save(picture, fullFacts({ n: i + 1, key: `m31/L-180s#${String(i + 1)}` }))),
    );
    for (const [i, { path }] of saved.entries()) {
      const read = await readFits(path);
      expect(read.pixels[0]).toBe(images[i]!.at(0, 0));
      expect(read.header.number('FRAMENO')).toBe(i + 1);
    }
  });
});

describe('a frame is found again', () => {
  test('when its file is whole', async () => {
    const saved = await store().save(image, facts);
    expect(await store().find(facts.frame)).toMatchObject({
      path: saved.path,
      sha256: saved.sha256,
      bytes: saved.bytes,
    });
  });

  test('behind the file of another night that has its name', async () => {
    await store({ run: 'another' }).save(image, facts);
    expect(await store().find(facts.frame)).toBeUndefined();
    const saved = await store().save(image, facts);
    expect((await store().find(facts.frame))?.path).toBe(saved.path);
  });

  test('but not when it is cut short, damaged, longer, empty, or of another frame', async () => {
    const { path } = await store().save(image, facts);
    const whole = await readFile(path);
    const damaged = Buffer.from(whole);
    damaged[whole.length - 3000] = (damaged[whole.length - 3000] ?? 0) ^ 1;
    const otherKey = Buffer.from(whole.toString('latin1').replace('m31/L-180s#7', 'm31/L-180s#8'), 'latin1');
    const spoilt = [whole.subarray(0, -2880), whole.subarray(0, 500), damaged, Buffer.alloc(0), otherKey];
    for (const bytes of [...spoilt, Buffer.concat([whole, Buffer.alloc(2880)])]) {
      await writeFile(path, bytes);
      expect(await store().find(facts.frame)).toBeUndefined();
    }
    await writeFile(path, whole);
    expect(await store().find(facts.frame)).toBeDefined();
  });
});

test('a frame that cannot be written is an error that says where and what to do, and leaves nothing', async () => {
  await writeFile(join(folder, '2026-11-21'), 'a file where a folder should be');
  await expect(store().save(image, facts)).rejects.toMatchObject({
    code: 'image-unsaved',
    retryable: true,
    message: expect.stringContaining('2026-11-21') as string,
  });
  expect(await readdir(folder)).toEqual(['2026-11-21']);
});

test('a bad pattern is refused at once', () => {
  expect(() => store({ pattern: '{night}' })).toThrow(expect.objectContaining({ code: 'file-name-pattern' }));
});

test('a rehearsal makes the same bytes as a night, and writes none', async () => {
  const clock = (): VirtualClock => new VirtualClock(Date.UTC(2026, 10, 22));
  const real = clock();
  const saved = await real.drive(store({ clock: real }).save(image, facts));
  const unreal = clock();
  const rehearsal = store({ clock: unreal, disk: new DiscardDisk() });
  const other = fullFacts({ n: 8, key: 'm31/L-180s#8' });
  const [first, second] = await unreal.drive(Promise.all([rehearsal.save(image, facts), rehearsal.save(image, other)]));
  expect(first).toEqual(saved);
  expect(second.path).not.toBe(first.path);
  expect(await readdir(join(folder, '2026-11-21', 'M31'))).toHaveLength(1);
});

test('a rehearsal that makes samples makes the first frame of a set as a night does, and of the others the name alone', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 22));
  const night = store({ clock });
  const rehearsal = store({ clock, disk: new DiscardDisk(), samples: true });
  const first = fullFacts({ n: 1, key: 'm31/L-180s#1' });
  const eighth = fullFacts({ n: 8, key: 'm31/L-180s#8' });
  const second = fullFacts({ n: 1, passes: [2], key: 'm31/L-180s#2/1' });
  expect([first, eighth, second].map(({ frame }) => rehearsal.makes(frame))).toEqual([true, false, false]);
  expect([first, eighth, second].map(({ frame }) => night.makes(frame))).toEqual([true, true, true]);

  expect(await clock.drive(rehearsal.save(image, first))).toEqual(await clock.drive(night.save(image, first)));
  const named = await clock.drive(rehearsal.save(image, eighth));
  const whole = await clock.drive(night.save(image, eighth));
  expect(named).toMatchObject({ path: whole.path, exposure: whole.exposure, bytes: 0 });
  expect(named.sha256).not.toBe(whole.sha256);
});
