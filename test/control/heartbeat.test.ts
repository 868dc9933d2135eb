import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { heartbeatPaths, startHeartbeat } from '../../engine/control/heartbeat.js';
import { HeartbeatEar } from '../../engine/guard/heartbeat.js';
import { StatusBoard } from '../../engine/night/status.js';
import { testObservatory } from '../support/observatories.js';
import { expose, frames, step } from '../support/plans.js';
import { observatory, rehearse } from '../support/rehearsal.js';

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
      safety: { verdict: 'safe', reason: '', at: 999_000 },
      frames: { done: 0, total: 1 },
      start: 0,
      end: 1,
    });
    // The guard's own file may spell the server otherwise.
    const ear = new HeartbeatEar(heartbeatPaths(at('http://localhost:11111'), env), {
      silentAfter: 10_000,
      blindAfter: 90_000,
    });
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
      journalAt: () => '2026-11-21T22:00:00Z',
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
      heartbeat: {
        activity: 'observing',
        night: '/nights/one',
        verdictAt: '1970-01-01T00:16:39.000Z',
        journalAt: '2026-11-21T22:00:00Z',
      },
    });
    await heart.end();
    expect(await listen()).toMatchObject({ state: 'ended' });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('tells of a verdict that is never older than the age limit, through rain and a monitor that hangs', async () => {
    const start = Date.parse('2026-11-21T21:00:00Z');
    const staleAfter = observatory().safety.staleAfter;
    let oldest = 0;
    await rehearse({
      start,
      end: start + 3_600_000,
      startup: [step('connect'), step('open'), step('unpark')],
      steps: [expose('field', 10, { frames: frames('field', 10, { exposure: 300 }) })],
      shutdown: [step('park'), step('close')],
      prepare(world) {
        world.weather.during('rain', { from: start + 600_000, to: start + 900_000 });
        world.faults.add({
          device: 'safetymonitor',
          kind: 'hang',
          from: start + 1_800_000,
          to: start + 2_400_000,
        });
      },
      during({ board }, _, clock) {
        const look = (): void => {
          const { safety, activity } = board.status;
          if (activity === 'closing' || activity === 'closed') return;
          oldest = Math.max(oldest, clock.now() - (safety.at ?? start));
          clock.setTimeout(look, 1_000);
        };
        look();
      },
    });
    expect(oldest).toBeGreaterThan(5_000);
    expect(oldest).toBeLessThanOrEqual(staleAfter);
  });

  it('is another one for other devices', () => {
    const env = { NOCTURNE_RUNTIME_DIR: folder };
    expect(heartbeatPaths(at('http://10.0.0.1:11111'), env)).not.toEqual(
      heartbeatPaths(at('http://10.0.0.2:11111'), env),
    );
  });
});
