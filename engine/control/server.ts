import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import type { Log } from '../night/night-world.js';
import type { NightRun } from '../night/run-night.js';
import { canConnect, pipeOf, SOCKET_NAME } from './address.js';
import { LineSplitter } from './lines.js';
import { type ControlReply, type ControlRequest, type NightIdentity, parseRequest, reportOf } from './protocol.js';
import { ownRuntimeFolder } from './runtime-folder.js';

/** What of a running night can be seen and commanded from outside. */
export interface ControlledNight extends Pick<NightRun, 'board' | 'pause' | 'resume' | 'stop'> {
  /** Ends the present target or step; false when nothing is being observed. */
  skip(reason: string): boolean;
}

export interface ControlOptions {
  readonly night: ControlledNight;
  readonly identity: NightIdentity;
  readonly clock: Clock;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
}

export interface ControlServer {
  /** Of the socket. */
  readonly path: string;
  close(): Promise<void>;
}

/** Nobody needs more than this at a time. */
const MOST_CONNECTIONS = 32;
/** Bytes that a listener may be behind before it is cut off. */
const MOST_BEHIND = 1_000_000;
/** The longest path of a socket that every system takes, bytes. */
const LONGEST_PATH = 103;

/**
 * Opens the socket of a running night, in a folder that only this user may enter.
 * @throws NocturneError `control-unavailable`
 */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { identity, env } = options;
  const folder = ownRuntimeFolder(env);
  await sweep(folder);
  const path = join(folder, `night-${String(identity.pid)}.sock`);
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new NocturneError('control-unavailable', `the path of the socket is too long: ${path}`);
  }
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    if (connections.size > MOST_CONNECTIONS) socket.destroy();
    else attend(socket, options);
  });
  await listen(server, path);
  // A night does not wait for whoever listens to it.
  server.unref();
  return {
    path,
    async close() {
      for (const socket of connections) socket.end();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        // Who has not gone by now is cut off.
        for (const socket of connections) socket.destroySoon();
      });
      rmSync(path, { force: true });
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  const address = pipeOf(path);
  // Of this user's own, left behind by a run that was killed and had the same number.
  rmSync(path, { force: true });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (cause) {
    throw new NocturneError('control-unavailable', `the socket ${path} cannot be opened: ${String(cause)}`, { cause });
  }
  server.on('error', () => undefined);
  if (address === path) chmodSync(path, 0o600);
  // Windows lists no pipes: a file of the same name stands for it.
  else writeFileSync(path, address, { mode: 0o600 });
}

/** Removes the sockets of runs that are gone. */
async function sweep(folder: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => SOCKET_NAME.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (!(await canConnect(path))) rmSync(path, { force: true });
    }),
  );
}

function attend(socket: Socket, options: ControlOptions): void {
  const { night, identity, clock, log } = options;
  const lines = new LineSplitter();
  const say = (reply: ControlReply): void => {
    if (socket.writableLength > MOST_BEHIND) socket.destroy();
    else if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const status = (id: number): ControlReply => ({
    id,
    ok: true,
    status: reportOf(identity, night.board.status, clock.now()),
  });
  let unwatch: (() => void) | undefined;
  const end = (): void => {
    unwatch?.();
    unwatch = undefined;
  };
  const watch = (id: number): void => {
    end();
    let waiting = false;
    unwatch = night.board.subscribe(() => {
      // Several changes at once are one.
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        if (unwatch) say(status(id));
      });
    });
  };
  socket.on('data', (bytes: Buffer) => {
    const whole = lines.add(bytes);
    if (!whole) {
      socket.destroy();
      return;
    }
    for (const line of whole) {
      const request = parseRequest(line);
      if (typeof request === 'string') {
        say({ id: 0, ok: false, message: request });
        continue;
      }
      if (request.command === 'watch') watch(request.id);
      else if (request.command !== 'status') log.info({ ...request }, `asked from outside to ${request.command}`);
      const refusal = obey(night, request);
      say(refusal === undefined ? status(request.id) : { id: request.id, ok: false, message: refusal });
    }
  });
  socket.on('error', end);
  socket.on('close', end);
}

/** @returns why it is not done */
function obey(night: ControlledNight, { command, reason }: ControlRequest): string | undefined {
  const { activity, held } = night.board.status;
  if (activity === 'closed' && command !== 'status' && command !== 'watch') return 'the night is over';
  switch (command) {
    case 'status':
    case 'watch':
      return undefined;
    case 'pause':
      if (activity === 'closing') return 'the night is closing down';
      night.pause();
      return undefined;
    case 'resume':
      if (!held) return 'the night is not paused';
      night.resume();
      return undefined;
    case 'stop':
      night.stop(reason ?? 'asked to stop');
      return undefined;
    case 'skip':
      return night.skip(reason ?? 'asked to skip') ? undefined : `nothing is being observed: the night is ${activity}`;
  }
}
