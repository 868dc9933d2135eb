import { execFile } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AlpacaClient } from '../devices/index.js';
import { SystemClock } from '../devices/clock.js';
import type { FrameFacts } from '../engine/fits/frame.js';
import { FileDisk } from '../engine/fits/frame-disk.js';
import { FrameStore } from '../engine/fits/frame-store.js';
import { jsKernel } from '../engine/fits/js-kernel.js';
import type { PixelKernel } from '../engine/fits/kernel.js';
import { fastestKernel } from '../engine/fits/wasm-kernel.js';
import { testFrameSet, testObservatory } from '../test/support/observatories.js';
import type { BenchCase } from './cases.js';
import type { Attempt } from './measure.js';
import { pythonAttempt } from './python-attempt.js';

const run = promisify(execFile);

export interface Bench {
  readonly http: number;
  readonly raw: readonly number[];
  readonly folder: string;
  readonly runs: number;
}

/** One way from the request to the file on the disk. */
export interface Contestant {
  readonly name: string;
  /** @returns in words why it cannot run here, if it cannot */
  start(bench: Bench, image: BenchCase): Promise<Attempt | string>;
}

const frameFacts = (n: number): FrameFacts => ({
  frame: { key: `bench#${String(n)}`, set: testFrameSet({ id: 'bench' }), passes: [], n },
  start: { at: Date.now(), failures: [] },
  end: { at: Date.now(), failures: [] },
});

function storeFor(folder: string, kernel: PixelKernel, onDurable?: () => void): FrameStore {
  return new FrameStore({
    folder,
    pattern: '{set}_{n}.fits',
    clock: new SystemClock(),
    run: 'bench',
    night: '2026-11-21',
    sequence: 'bench',
    observatory: testObservatory(),
    version: '0.1.0',
    kernel,
    disk: new FileDisk(new SystemClock(), onDurable),
  });
}

/** Nocturne, as it runs in a night. */
const nocturne = (name: string, kernel: PixelKernel): Contestant => ({
  name,
  async start({ http, folder }, image) {
    const client = new AlpacaClient({ url: `http://127.0.0.1:${String(http)}` });
    const camera = client.camera(image.camera);
    let stood = 0;
    const store = storeFor(folder, kernel, () => {
      stood = performance.now();
    });
    let n = 0;
    let path = '';
    return {
      inside: true,
      async once() {
        n++;
        const begun = performance.now();
        const received = await store.receive((receiver) => camera.streamImage(receiver));
        path = (await store.keep(received, frameFacts(n))).path;
        return stood - begun;
      },
      after: () => rm(path),
      stop: () => client.close(),
    };
  },
});

/** What one writes without thinking about it: the whole image, a loop over a DataView, fsync. */
const naive: Contestant = {
  name: 'naive JavaScript (DataView), no checksums',
  async start({ http, folder }, image) {
    const path = join(folder, 'naive.fits');
    const { width, height } = image;
    return {
      inside: true,
      async once() {
        const answer = await fetch(`http://127.0.0.1:${String(http)}/api/v1/camera/${String(image.camera)}/imagearray`);
        const source = new DataView(await answer.arrayBuffer());
        const out = new DataView(new ArrayBuffer(2880 + Math.ceil((width * height * 2) / 2880) * 2880));
        const wide = image.elementType === 'int32';
        for (let x = 0; x < width; x++) {
          for (let y = 0; y < height; y++) {
            const at = x * height + y;
            const value = wide ? source.getInt32(44 + 4 * at, true) : source.getUint16(44 + 2 * at, true);
            out.setInt16(2880 + 2 * (y * width + x), value - 32768);
          }
        }
        const file = await open(`${path}.part`, 'w');
        await file.write(new Uint8Array(out.buffer));
        await file.sync();
        await file.close();
        await rename(`${path}.part`, path);
      },
      after: () => rm(path),
      stop: async () => undefined,
    };
  },
};

/** Nothing is converted: what the network and the disk alone cost. */
const floor: Contestant = {
  name: 'floor: raw TCP receive + `dd conv=fsync`',
  async start({ raw, folder }, image) {
    const path = join(folder, 'floor.bin');
    const port = String(raw[image.camera]);
    const command = `exec dd of="$0" bs=1M iflag=fullblock conv=fsync status=none < /dev/tcp/127.0.0.1/${port}`;
    return {
      inside: false,
      async once() {
        await run('bash', ['-c', command, path]);
      },
      after: () => rm(path),
      stop: async () => undefined,
    };
  },
};

const python = (name: string, script: string): Contestant => ({
  name,
  start: ({ http, folder }, { camera }) =>
    pythonAttempt(script, [`127.0.0.1:${String(http)}`, String(camera), join(folder, `${script}.fits`)]),
});

export const NOCTURNE = nocturne('**Nocturne**', fastestKernel());
export const FLOOR = floor;
export const DOCUMENTED_EXAMPLE = python(
  'documented Python example, with a stand-in for Alpyca (nested lists, numpy, astropy), no fsync',
  'documented_example.py',
);
export const CONTESTANTS: readonly Contestant[] = [
  FLOOR,
  NOCTURNE,
  nocturne('Nocturne, plain JavaScript kernel', jsKernel),
  naive,
  python('numpy + astropy by hand, checksums, fsync', 'by_hand.py'),
  DOCUMENTED_EXAMPLE,
];
