import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import type { Heartbeat } from '../guard/heartbeat.js';
import type { Log } from '../night/night-world.js';
import type { StatusBoard } from '../night/status.js';
import type { Observatory } from '../plan/observatory.js';
import { ownRuntimeFolder, runtimeFolders } from './runtime-folder.js';
import { serverName } from './server-name.js';

/** Between two beats, ms. */
const EVERY = 1_000;

export interface HeartbeatOptions {
  readonly observatory: Observatory;
  /** Folder of the night, absolute. */
  readonly night: string;
  readonly board: StatusBoard;
  /** When the journal was written to last, ISO; undefined until it was. */
  readonly journalAt: () => string | undefined;
  /** The computer's own: a heart beats in real time, whatever the date at the observatory is. */
  readonly clock: Clock;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
}

export interface BeatingHeart {
  /** The last beat, which says that the night has ended in order: the observatory is secured. */
  end(): Promise<void>;
  /** Stops without a last word: the guard will take over. Does nothing after the end. */
  stop(): void;
}

/**
 * Tells the guard, once a second, that this run lives, and when its watch over safety last came to a verdict: an event loop
 * that hangs lets the heart stand still, and a watch that hangs in an event loop that lives lets the verdict grow old.
 * @throws NocturneError `control-unavailable` when there is no folder for it
 */
export function startHeartbeat({
  observatory,
  night,
  board,
  journalAt,
  clock,
  log,
  env,
}: HeartbeatOptions): BeatingHeart {
  const path = join(ownRuntimeFolder(env), heartbeatName(observatory));
  const ended = new AbortController();
  let beat = 0;
  let failing = false;
  const write = async (activity: string): Promise<void> => {
    beat++;
    const at = new Date(clock.now()).toISOString();
    const heartbeat: Heartbeat = {
      format: 1,
      pid: process.pid,
      observatory: observatory.name,
      night,
      beat,
      at,
      activity,
      verdictAt: isoOrNull(board.status.safety.at),
      journalAt: journalAt() ?? null,
    };
    const unfinished = `${path}.${String(process.pid)}`;
    await writeFile(unfinished, `${JSON.stringify(heartbeat)}\n`, { mode: 0o600 });
    await rename(unfinished, path);
  };
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        await write(board.status.activity);
        failing = false;
      } catch (error) {
        if (!failing)
          log.error({ error, path }, 'the heartbeat cannot be written: the guard will close the observatory');
        failing = true;
      }
      await clock.sleep(EVERY, ended.signal);
    }
  };
  // Only the end of the heart itself wakes it from its sleep.
  const running = run().catch(() => undefined);
  return {
    stop() {
      ended.abort(new Error('the heart was stopped'));
    },
    async end() {
      ended.abort(new Error('the night has ended'));
      await running;
      await write('ended').catch((error: unknown) => {
        log.error({ error, path }, 'the end of the night could not be told to the guard');
      });
    },
  };
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** Where a guard of this observatory has to listen. */
export function heartbeatPaths(observatory: Observatory, env?: NodeJS.ProcessEnv): readonly string[] {
  return runtimeFolders(env).map((folder) => join(folder, heartbeatName(observatory)));
}

/** The devices are what a night and its guard have in common, however their files are called. */
function heartbeatName({ devices }: Observatory): string {
  const what = [devices.dome, devices.telescope].map((address) =>
    address ? [serverName(address.server), address.device] : [],
  );
  return `heartbeat-${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16)}.json`;
}
