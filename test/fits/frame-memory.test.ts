import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../devices/virtual-clock.js';
import type { ImageReceiver } from '../../devices/roles/index.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import type { FrameDisk, WrittenFile } from '../../engine/fits/frame-disk.js';
import { FrameStore, type FrameStoreOptions } from '../../engine/fits/frame-store.js';
import { readFits } from '../../engine/fits/reader.js';
import { NocturneError } from '../../engine/errors.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';
import { imageOf, randomNumbers } from '../support/images.js';

const image = imageOf({ width: 400, height: 300, planes: 1, elementType: 'uint16' }, randomNumbers(5));
const facts = (n: number) => fullFacts({ n, key: `m31/L-180s#${String(n)}` });
const storeOf = (options: Pick<FrameStoreOptions, 'clock'> & Partial<FrameStoreOptions>): FrameStore =>
  new FrameStore({ ...NIGHT, folder: '/images', pattern: '{n}.fits', ...options });

/** Hands an image over in pieces, as a download does. */
async function download(receiver: ImageReceiver): Promise<void> {
  receiver.begin(image);
  const bytes = new Uint8Array(image.data.buffer);
  for (let at = 0; at < bytes.length; at += 65_536) await receiver.bytes(bytes.subarray(at, at + 65_536));
}

/** A disk whose writes take as long as they are told to. */
class SlowDisk extends DiscardDisk implements FrameDisk {
  readonly written: string[] = [];
  readonly #clock: VirtualClock;
  readonly #ms: number;

  constructor(clock: VirtualClock, ms: number) {
    super();
    this.#clock = clock;
    this.#ms = ms;
  }

  override async write(names: Iterable<string>, bytes: Uint8Array): Promise<WrittenFile> {
    await this.#clock.sleep(this.#ms);
    const file = await super.write(names, bytes);
    this.written.push(file.path);
    return file;
  }
}

describe('while a frame is being saved', () => {
  test('the next one is downloaded, and a third waits for one of the two places', async () => {
    const clock = new VirtualClock();
    const frames = storeOf({ clock, disk: new SlowDisk(clock, 5000) });
    const received: number[] = [];
    await clock.drive(
      (async () => {
        const saving: Promise<unknown>[] = [];
        for (let n = 1; n <= 4; n++) {
          const one = await frames.receive(download);
          received.push(clock.now());
          saving.push(frames.keep(one, facts(n)));
        }
        await Promise.all(saving);
      })(),
    );
    expect(received).toEqual([0, 0, 5000, 5000]);
  });

  test('who waits for a place can be interrupted, and loses it to nobody', async () => {
    const clock = new VirtualClock();
    const frames = storeOf({ clock, disk: new SlowDisk(clock, 5000) });
    await clock.drive(
      (async () => {
        const saving = [1, 2].map(async (n) => frames.keep(await frames.receive(download), facts(n)));
        await clock.sleep(1000);
        const controller = new AbortController();
        const third = frames.receive(download, controller.signal);
        const fourth = frames.receive(download);
        controller.abort(new Error('clouds'));
        await expect(third).rejects.toThrow('clouds');
        (await fourth).release();
        await Promise.all(saving);
      })(),
    );
  });

  test('a download that fails gives its place back', async () => {
    const clock = new VirtualClock();
    const frames = storeOf({ clock, disk: new DiscardDisk() });
    await clock.drive(
      (async () => {
        for (let i = 0; i < 5; i++) {
          await expect(frames.receive(() => Promise.reject(new Error('cable')))).rejects.toThrow('cable');
        }
        expect((await frames.keep(await frames.receive(download), facts(1))).path).toBe(join('/images', '0001.fits'));
      })(),
    );
  });
});

describe('a disk that is full', () => {
  /** As long as it is full. */
  class FullDisk extends DiscardDisk implements FrameDisk {
    full = true;
    override async write(names: Iterable<string>, bytes: Uint8Array): Promise<WrittenFile> {
      if (this.full) throw new NocturneError('disk-full', 'No space left');
      return super.write(names, bytes);
    }
  }

  test('is waited for: the night is told, and the frame is saved once there is room', async () => {
    const clock = new VirtualClock();
    const disk = new FullDisk();
    const told: string[] = [];
    const frames = storeOf({
      clock,
      disk,
      patience: 3_600_000,
      onWaiting: ({ code }, key) => told.push(`${code} ${key}`),
    });
    clock.setTimeout(() => (disk.full = false), 65_000);
    const saved = await clock.drive(frames.save(image, facts(1)));
    expect(saved.path).toBe(join('/images', '0001.fits'));
    expect(clock.now()).toBe(70_000);
    expect(told).toEqual(new Array(7).fill('disk-full m31/L-180s#1'));
  });

  test('is an error when it stays full longer than there is patience, or the night is interrupted', async () => {
    const clock = new VirtualClock();
    const frames = storeOf({ clock, disk: new FullDisk(), patience: 60_000 });
    await clock.drive(
      expect(frames.save(image, facts(1))).rejects.toMatchObject({ code: 'disk-full', retryable: true }),
    );
    expect(clock.now()).toBe(60_000);
    const controller = new AbortController();
    clock.setTimeout(() => controller.abort(new Error('end of the night')), 15_000);
    await clock.drive(expect(frames.save(image, facts(1), controller.signal)).rejects.toThrow('end of the night'));
  });
});

let small: string;
let mounted = false;
beforeEach(async () => {
  small = await mkdtemp(join(tmpdir(), 'nocturne-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=800k', 'none', small], { stdio: 'ignore' });
    mounted = true;
  } catch {
    mounted = false;
  }
});
afterEach(async () => {
  if (mounted) execFileSync('umount', ['-l', small]);
  await rm(small, { recursive: true });
});

test('on a real disk that is full, the message says so, nothing half-written stays, and it is saved once space is back', async (context) => {
  if (!mounted) context.skip('needs to be root, to mount a small disk');
  const filler = join(small, 'filler');
  await writeFile(filler, Buffer.alloc(700_000));
  await mkdir(join(small, 'images'));
  const clock = new VirtualClock();
  const errors: NocturneError[] = [];
  const frames = storeOf({
    clock,
    folder: join(small, 'images'),
    patience: 60_000,
    onWaiting: (error) => {
      errors.push(error);
    },
  });
  clock.setTimeout(() => void clock.track(rm(filler)), 12_000);
  const saved = await clock.drive(frames.save(image, facts(1)));
  expect(errors[0]).toMatchObject({ code: 'disk-full', message: expect.stringContaining('0001.fits') as string });
  expect(await readdir(join(small, 'images'))).toEqual(['0001.fits']);
  expect((await readFits(saved.path)).checksumValid).toBe(true);
});
