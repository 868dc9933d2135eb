import { execFile } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
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
import { type Measured, measure } from './measure.js';

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
  /** undefined when it cannot run here. */
  measure(bench: Bench, image: BenchCase): Promise<Measured | undefined>;
}

export const frameFacts = (n: number): FrameFacts => ({
  frame: { key: `bench#${String(n)}`, set: testFrameSet({ id: 'bench' }), passes: [], n },
  start: { at: Date.now(), failures: [] },
  end: { at: Date.now(), failures: [] },
});

export function storeFor(folder: string, kernel: PixelKernel, onDurable?: () => void): FrameStore {
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
  async measure({ http, folder, runs }, image) {
    const client = new AlpacaClient({ url: `http://127.0.0.1:${String(http)}` });
    const camera = client.camera(image.camera);
    let stood = 0;
    const store = storeFor(folder, kernel, () => {
      stood = performance.now();
    });
    let n = 0;
    let path = '';
    try {
      return await measure(
        runs,
        async () => {
          n++;
          const received = await store.receive((receiver) => camera.streamImage(receiver));
          path = (await store.keep(received, frameFacts(n))).path;
          return stood;
        },
        () => rm(path),
      );
    } finally {
      await client.close();
    }
  },
});

/** What one writes without thinking about it: the whole image, a loop over a DataView, fsync. */
const naive: Contestant = {
  name: 'naive JavaScript (DataView), no checksums',
  async measure({ http, folder, runs }, image) {
    const path = join(folder, 'naive.fits');
    const { width, height } = image;
    return measure(
      Math.min(runs, 3),
      async () => {
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
      () => rm(path),
    );
  },
};

/** Nothing is converted: what the network and the disk alone cost. */
const floor: Contestant = {
  name: 'floor: raw TCP receive + `dd conv=fsync`',
  async measure({ raw, folder, runs }, image) {
    const path = join(folder, 'floor.bin');
    const port = String(raw[image.camera]);
    const { stall: _, times } = await measure(
      runs,
      async () => {
        await run('bash', [
          '-c',
          `exec dd of="$0" bs=1M iflag=fullblock conv=fsync status=none < /dev/tcp/127.0.0.1/${port}`,
          path,
        ]);
      },
      () => rm(path),
    );
    return { times, stall: undefined };
  },
};

const python = (name: string, script: string): Contestant => ({
  name,
  async measure({ http, folder, runs }, image) {
    try {
      const { stdout } = await run(
        '/usr/bin/python3',
        [
          fileURLToPath(new URL(`python/${script}`, import.meta.url)),
          `127.0.0.1:${String(http)}`,
          String(image.camera),
          join(folder, 'python.fits'),
          String(Math.min(runs, 5)),
        ],
        { maxBuffer: 1 << 24, timeout: 300_000 },
      );
      const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { times?: number[]; missing?: string };
      if (said.missing !== undefined) {
        console.log(`  ${name}: not run, ${said.missing}`);
        return undefined;
      }
      return { times: said.times ?? [], stall: undefined };
    } catch (error) {
      console.log(
        `  ${name}: not run, ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
      );
      return undefined;
    }
  },
});

export const NOCTURNE = nocturne('**Nocturne**', fastestKernel());
export const FLOOR = floor;
export const DOCUMENTED_EXAMPLE = python(
  "the reference client's documented example (alpyca, numpy, astropy)",
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
