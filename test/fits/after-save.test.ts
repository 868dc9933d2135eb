import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { NocturneError } from '../../engine/errors.js';
import { addChecksum } from '../../engine/fits/checksum.js';
import type { Examiner } from '../../engine/fits/analysis/examiner.js';
import { Darkroom, type SeenFrame } from '../../engine/fits/darkroom.js';
import { FileDisk } from '../../engine/fits/frame-disk.js';
import { ImageDisk } from '../../engine/fits/image-disk.js';
import { parseHeader } from '../../engine/fits/header-reader.js';
import { SecondCopy } from '../../engine/fits/second-copy.js';
import { SidecarWriter } from '../../engine/fits/sidecar.js';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import { DeadTime } from '../../engine/night/dead-time.js';
import { fullFacts, NIGHT } from '../support/fits-facts.js';

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-after-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const ANALYSIS = {
  stars: 71,
  hfr: 1.4714,
  fwhm: undefined,
  eccentricity: 0.37,
  background: 670,
  noise: 25.2,
  saturated: 0,
};

describe('a sidecar', () => {
  it('is a header without data that says what was measured, and leaves out what is not known', async () => {
    const folder = scratch();
    const clock = new SystemClock();
    const writer = new SidecarWriter({
      clock,
      night: NIGHT,
      disk: new FileDisk(clock),
      header: { rename: { OBJCTRA: 'OBJRA' } },
    });
    const { path } = await writer.write(fullFacts(), join(folder, 'm31_L_0007.fits.fz'), ANALYSIS);
    expect(path).toBe(join(folder, 'm31_L_0007.hdr'));
    const bytes = readFileSync(path);
    const header = parseHeader(bytes);
    expect(bytes.length % 2880).toBe(0);
    expect(addChecksum(0, bytes)).toBe(0xffff_ffff);
    expect(
      ['NAXIS', 'STARS', 'HFR', 'FWHM', 'FRAMEFIL', 'OBJECT', 'OBJCTRA', 'OBJRA'].map((key) => header?.get(key)),
    ).toEqual([0, 71, 1.471, undefined, 'm31_L_0007.fits.fz', 'M31', undefined, '00 42 44.30']);
  });
});

describe('the picture of a frame', () => {
  it('lies under the path of its frame, is told of, and is named in the journal', async () => {
    const folder = scratch();
    const clock = new SystemClock();
    const journal = new MemoryJournal(clock);
    const seen: SeenFrame[] = [];
    const picture = Uint8Array.of(1, 2, 3);
    const darkroom = new Darkroom({
      clock,
      journal,
      analysis: true,
      previews: { folder: join(folder, 'night', 'previews'), of: join(folder, 'images'), width: 100 },
      examiner: {
        examine: async () => ({ analysis: ANALYSIS, preview: picture }),
        close: async () => undefined,
      } as unknown as Examiner,
      onProblem: (doing, { error }) => expect.fail(`${doing}: ${String(error)}`),
    });
    darkroom.onSeen((one) => seen.push(one));
    for (const target of ['M31', 'M33']) {
      const path = join(folder, 'images', target, '0001.fits.fz');
      darkroom.take(fullFacts({ key: target }), { path, sha256: '', bytes: 0 });
    }
    await darkroom.settled();
    const files = readdirSync(join(folder, 'night', 'previews'), { recursive: true }).toSorted();
    expect(files).toEqual(['M31', join('M31', '0001.jpg'), 'M33', join('M33', '0001.jpg'), 'latest.jpg']);
    // Either picture may be on the disk first.
    expect(seen.map(({ key, preview }) => [key, preview]).toSorted()).toEqual([
      ['M31', join(folder, 'night', 'previews', 'M31', '0001.jpg')],
      ['M33', join(folder, 'night', 'previews', 'M33', '0001.jpg')],
    ]);
    const written = journal.records.flatMap((r) => (r.type === 'analysis' ? [[r.key, r.preview, r.stars, r.hfr]] : []));
    expect(written.toSorted()).toEqual([
      ['M31', 'previews/M31/0001.jpg', 71, 1.471],
      ['M33', 'previews/M33/0001.jpg', 71, 1.471],
    ]);
  });
});

describe('the disk of the images', () => {
  it('tells of a frame that waits, and when it waits no more', () => {
    const told: (string | undefined)[] = [];
    const disk = new ImageDisk({ clock: new VirtualClock(), folder: '/images', frameBytes: 1e6 });
    disk.onChange(() => told.push(disk.trouble));
    disk.waiting(new NocturneError('disk-full', 'No space left'), 'm31/L#1');
    disk.saved(1e6);
    disk.saved(1e6);
    expect(told).toEqual([
      expect.stringMatching(/^frame m31\/L#1 waits in memory: No space left\. Make room/u),
      undefined,
    ]);
  });

  it('says once, and at most once a minute, that there will not be room for all', async () => {
    const clock = new VirtualClock();
    let free = 1e10;
    const disk = new ImageDisk({ clock, folder: '/images', frameBytes: 1e8, free: async () => free });
    expect(await disk.running(10)).toBeUndefined();
    free = 1e9;
    expect(await disk.running(10)).toBeUndefined();
    await clock.advance(60_000);
    expect(await disk.running(10)).toMatchObject({ enough: false, frames: 4 });
    await clock.advance(60_000);
    expect(await disk.running(10)).toBeUndefined();
  });
});

describe('a second copy', () => {
  it('that fails is told, and tried again at the end', async () => {
    const folder = scratch();
    const clock = new SystemClock();
    const file = await new FileDisk(clock).write([join(folder, 'images', 'a.fits')], new Uint8Array(2880));
    const copy = new SecondCopy({ clock, from: join(folder, 'images'), to: join(folder, 'copies') });
    const problems: string[] = [];
    let failing = true;
    const darkroom = new Darkroom({
      clock,
      journal: new MemoryJournal(clock),
      analysis: false,
      copy: {
        copy: (one: typeof file) => (failing ? Promise.reject(new Error('gone')) : copy.copy(one)),
        lacks: (one: typeof file) => {
          failing = false;
          return copy.lacks(one);
        },
      } as SecondCopy,
      onProblem: (doing, { key }) => problems.push(`${doing}: ${key}`),
    });
    darkroom.take(fullFacts(), file);
    await darkroom.settled();
    await darkroom.close();
    expect(problems).toEqual([`the frame could not be copied: ${fullFacts().frame.key}`]);
    expect(readdirSync(join(folder, 'copies'))).toEqual(['a.fits']);
  });

  it('is made of sidecars too, also of those that a crash has kept from it', async () => {
    const folder = scratch();
    const clock = new SystemClock();
    const disk = new FileDisk(clock);
    const [images, copies] = [join(folder, 'images'), join(folder, 'copies')];
    const parts = {
      clock,
      journal: new MemoryJournal(clock),
      analysis: true,
      examiner: { examine: async () => ({ analysis: ANALYSIS }), close: async () => undefined } as unknown as Examiner,
      sidecar: new SidecarWriter({ clock, night: NIGHT, disk }),
      onProblem: (doing: string, { error }: { error: unknown }) => expect.fail(`${doing}: ${String(error)}`),
    };
    const first = await disk.write([join(images, 'a.fits')], new Uint8Array(2880));
    const uncopied = new Darkroom(parts);
    uncopied.take(fullFacts(), first);
    await uncopied.settled();
    const second = await disk.write([join(images, 'b.fits')], new Uint8Array(2880));
    const darkroom = new Darkroom({ ...parts, copy: new SecondCopy({ clock, from: images, to: copies }) });
    darkroom.copyAgain([{ key: 'a', file: first }]);
    darkroom.take(fullFacts(), second);
    await darkroom.settled();
    expect(readdirSync(copies).toSorted()).toEqual(['a.fits', 'a.hdr', 'b.fits', 'b.hdr']);
  });

  it('is made of no file outside of the image folder', async () => {
    const copy = new SecondCopy({ clock: new SystemClock(), from: '/nowhere/images', to: '/nowhere/copies' });
    expect(await copy.lacks({ path: '/etc/hostname', sha256: '' })).toBe(false);
  });
});

describe('dead time', () => {
  it('is divided among its causes without gaps, and has no exposure in it', () => {
    let now = 1000;
    const dead = new DeadTime({ now: () => now }, 900);
    dead.mark('choosing');
    now = 1300;
    dead.mark('filter');
    now = 3450;
    dead.exposed(3300);
    dead.mark('readout');
    now = 3500;
    dead.mark('download');
    dead.mark('flip');
    expect(dead.causes).toEqual({ choosing: 0.1, filter: 0.3, readout: 0.15, download: 0.05 });
    expect(dead.seconds).toBeCloseTo(0.6, 9);
  });
});
