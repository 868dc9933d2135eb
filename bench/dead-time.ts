import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CASES } from './cases.js';
import type { Bench } from './contestants.js';
import { deadTimesOf } from './engine-night.js';
import { median } from './measure.js';

const FRAMES = 30;
/** s */
const EXPOSURE = 1;

interface DeadTime {
  /** ms between the end of one exposure and the start of the next. */
  readonly dead: readonly number[];
  /** ms of that in which the image was downloaded. */
  readonly download: readonly number[];
}

/** Thirty frames of one second each: what is lost between them. */
export async function measureDeadTime(bench: Bench): Promise<string> {
  console.log(`Dead time: ${String(FRAMES)} frames of ${String(EXPOSURE)} s`);
  const overlapped = await inNocturne(bench);
  const sequential = await inSequence(bench);
  const row = (name: string, { dead, download }: DeadTime): string => {
    const line = `| ${name} | ${median(dead).toFixed(0)} ms | ${Math.max(...dead).toFixed(0)} ms | ${median(download).toFixed(0)} ms | ${(median(dead) - median(download)).toFixed(0)} ms |`;
    console.log(`  ${line}`);
    return line;
  };
  return [
    '## Dead time between exposures',
    '',
    `${String(FRAMES)} frames of ${String(EXPOSURE)} s, 26 MP UInt16, real time: from the end of an exposure to the start of the next. That of`,
    'Nocturne is read from the journal of a `nocturne run` with mount, filter wheel, focuser, rotator, roof and weather from',
    '`nocturne simulate`, which decides on limits and flip before each frame, and measures and pictures every one behind it.',
    'The script does none of that. Medians.',
    '',
    '| | dead time a frame | longest | download | beyond the download |',
    '|---|---|---|---|---|',
    row('**Nocturne**: saves while it exposes', overlapped),
    row('one thing after the other: poll, download, convert, write, fsync', sequential),
    '',
    `By cause, ms: ${overlapped.causes}.`,
  ].join('\n');
}

/** In a night of the engine, with all that belongs to it: limits and flip decided before each frame, header, analysis, preview. */
async function inNocturne({ http, folder }: Bench): Promise<DeadTime & { readonly causes: string }> {
  const place = await mkdtemp(join(folder, 'night-'));
  const records = await deadTimesOf({ camera: http, folder: place, frames: FRAMES, exposure: EXPOSURE });
  await rm(place, { recursive: true });
  // Before the first nothing was exposed; the last is waited for until it is saved, since nothing follows it.
  const between = records.slice(1, -1);
  const ms = (cause: string): number[] => between.map(({ causes }) => 1000 * (causes[cause] ?? 0));
  const names = [...new Set(between.flatMap(({ causes }) => Object.keys(causes)))];
  return {
    dead: between.map(({ seconds }) => 1000 * seconds),
    download: ms('download'),
    causes: names
      .map((name) => [name, median(ms(name))] as const)
      .filter(([, time]) => time >= 0.5)
      .map(([name, time]) => `${name} ${time.toFixed(0)}`)
      .join(', '),
  };
}

/** The same by a script of the plain kind, with `fetch` and half a second between two looks, as examples have it. */
async function inSequence({ http, folder }: Bench): Promise<DeadTime> {
  const base = `http://127.0.0.1:${String(http)}/api/v1/camera/0`;
  const { width, height } = CASES[0] as (typeof CASES)[number];
  const path = join(folder, 'sequential.fits');
  const dead: number[] = [];
  const download: number[] = [];
  let over: number | undefined;
  for (let n = 1; n <= FRAMES; n++) {
    const started = performance.now();
    if (over !== undefined) dead.push(started - over);
    await fetch(`${base}/startexposure`, {
      method: 'PUT',
      body: new URLSearchParams({ Duration: String(EXPOSURE), Light: 'true' }),
    });
    over = started + EXPOSURE * 1000;
    for (;;) {
      const { Value } = (await (await fetch(`${base}/imageready`)).json()) as { Value: boolean };
      if (Value) break;
      await sleep(500);
    }
    const begun = performance.now();
    const raw = await (await fetch(`${base}/imagearray`)).arrayBuffer();
    download.push(performance.now() - begun);
    const source = new Uint16Array(raw.slice(44));
    const out = new DataView(new ArrayBuffer(2880 + Math.ceil((width * height * 2) / 2880) * 2880));
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        out.setInt16(2880 + 2 * (y * width + x), (source[x * height + y] ?? 0) - 32768);
      }
    }
    const file = await open(`${path}.part`, 'w');
    await file.write(new Uint8Array(out.buffer));
    await file.sync();
    await file.close();
    await rename(`${path}.part`, path);
  }
  await rm(path);
  return { dead, download };
}
