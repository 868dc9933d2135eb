import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { heartbeatPaths, startHeartbeat } from '../../engine/control/heartbeat.js';
import { HeartbeatEar } from '../../engine/guard/heartbeat.js';
import { StatusBoard } from '../../engine/night/status.js';
import { testObservatory } from '../support/observatories.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nct-'));
});
afterEach(() => rm(folder, { recursive: true }));

const quiet = (): void => undefined;
const at = (server: string) =>
  testObservatory({ devices: { dome: { server, device: 0 }, telescope: { server, device: 0 } } });

describe('the heartbeat of a night', () => {
  it('is heard by the guard of the same devices until it ends, and its end is told from a death', async () => {
    const clock = new VirtualClock(1_000_000);
    const env = { NOCTURNE_RUNTIME_DIR: folder };
    const board = new StatusBoard(clock, {
      plan: 'p',
      observatory: 'o',
      activity: 'observing',
      held: false,
      safety: { verdict: 'safe', reason: '' },
      frames: { done: 0, total: 1 },
      start: 0,
      end: 1,
    });
    // The guard's own file may spell the server otherwise.
    const ear = new HeartbeatEar(heartbeatPaths(at('http://localhost:11111'), env), 10_000);
    const listen = () => ear.listen(clock.now());
    // Files are written in real time, while virtual time stands still.
    const beatUntil = async (n: number): Promise<void> => {
      for (;;) {
        const text = await readFile(heartbeatPaths(at('http://127.0.0.1:11111'), env)[0] ?? '', 'utf8').catch(() => '');
        if (text.includes(`"beat":${String(n)},`)) return;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const heart = startHeartbeat({
      observatory: at('http://127.0.0.1:11111'),
      night: '/nights/one',
      board,
      clock,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      env,
    });
    await beatUntil(1);
    expect(await listen()).toMatchObject({ state: 'silent' });
    await clock.advance(1_000);
    await beatUntil(2);
    expect(await listen()).toMatchObject({
      state: 'beating',
      heartbeat: { activity: 'observing', night: '/nights/one' },
    });
    await heart.end();
    expect(await listen()).toMatchObject({ state: 'ended' });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('is another one for other devices', () => {
    const env = { NOCTURNE_RUNTIME_DIR: folder };
    expect(heartbeatPaths(at('http://10.0.0.1:11111'), env)).not.toEqual(
      heartbeatPaths(at('http://10.0.0.2:11111'), env),
    );
  });
});
