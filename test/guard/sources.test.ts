import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, inProcessDispatcher } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { fileSource, touchedSource, weatherSource } from '../../engine/guard/sources.js';

const { signal } = new AbortController();
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nct-'));
  path = join(folder, 'safety');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a source of safety', () => {
  it('is a word in a file', async () => {
    const source = fileSource(path);
    await expect(source.isSafe(signal, 0)).rejects.toThrow('ENOENT');
    await writeFile(path, 'Safe since 21:00\n');
    expect(await source.isSafe(signal, 0)).toBe(true);
    await writeFile(path, 'unsafe: wind');
    expect(await source.isSafe(signal, 0)).toBe(false);
    await writeFile(path, 'perhaps');
    await expect(source.isSafe(signal, 0)).rejects.toThrow('neither safe nor unsafe');
  });

  it('says nothing any more when its file has grown old', async () => {
    const source = fileSource(path, 60_000);
    await writeFile(path, 'safe');
    expect(await source.isSafe(signal, 0)).toBe(true);
    await expect(source.isSafe(signal, 61_000)).rejects.toThrow('it is 61 s old');
    await utimes(path, 1, 1);
    expect(await source.isSafe(signal, 62_000)).toBe(true);
  });

  it('is a file that is touched again and again', async () => {
    const source = touchedSource(path, 10_000);
    await writeFile(path, '');
    expect(await source.isSafe(signal, 0)).toBe(true);
    expect(await source.isSafe(signal, 11_000)).toBe(false);
    await utimes(path, 1, 1);
    expect(await source.isSafe(signal, 12_000)).toBe(true);
  });

  it('is the weather, when it has been beyond a limit for long enough', async () => {
    const clock = new VirtualClock(Date.parse('2026-11-21T23:00:00Z'));
    const world = createWorld({ clock, seed: 1 });
    const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher: inProcessDispatcher(world) });
    const source = weatherSource(
      () => Promise.resolve(client.observingConditions(0)),
      [{ sensor: 'rainRate', comparison: '<=', value: 0, for: 30_000 }],
    );
    /** What it says after so many seconds more. The station itself reads its sensors only now and then. */
    const after = (seconds: number) =>
      clock.drive(clock.sleep(seconds * 1000).then(() => source.isSafe(signal, clock.now())));
    expect(await after(60)).toBe(true);
    world.weather.during('rain', { from: clock.now(), to: clock.now() + 3_600_000 });
    expect(await after(60)).toBe(true);
    expect(await after(29)).toBe(true);
    expect(await after(2)).toBe(false);
    world.weather.clear(clock.now());
    expect(await after(60)).toBe(true);
  });
});
