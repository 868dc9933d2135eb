import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve as absolute } from 'node:path';
import { type Clock, DeadlineError, withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { connectTo, SOCKET_NAME } from './address.js';
import { LineSplitter } from './lines.js';
import { type ControlReply, type ControlRequest, parseReply, type StatusReport } from './protocol.js';
import { refusalOf, runtimeFolders } from './runtime-folder.js';

/** A night that answers is quick: what takes longer is hung. ms */
const ANSWER_DEADLINE = 5_000;

/** A night that was found running. */
export interface FoundNight {
  /** Of its socket. */
  readonly path: string;
  /** undefined when it does not answer */
  readonly status: StatusReport | undefined;
}

/** Every night of this user that runs on this computer. */
export async function findNights(clock: Clock, env: NodeJS.ProcessEnv = process.env): Promise<readonly FoundNight[]> {
  const paths = runtimeFolders(env)
    .filter((folder) => refusalOf(folder) === undefined)
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => SOCKET_NAME.test(name))
        .map((name) => join(folder, name)),
    );
  const found = await Promise.all(
    paths.map(async (path): Promise<FoundNight | undefined> => {
      let socket: Socket;
      try {
        socket = await withDeadline(clock, ANSWER_DEADLINE, { what: 'the night' }, () => connectTo(path));
      } catch (error) {
        // Nobody listens: left behind by a run that was killed.
        return error instanceof DeadlineError ? { path, status: undefined } : undefined;
      }
      const reply = await converse(socket, clock, { id: 1, command: 'status' }).catch(() => undefined);
      return { path, status: reply?.ok ? reply.status : undefined };
    }),
  );
  return found.filter((night) => night !== undefined);
}

/**
 * The one night that a command is meant for.
 * @param folder of the night, when it was named
 * @throws NocturneError `night-not-found`, `night-ambiguous`, `night-silent`
 */
export async function theNight(clock: Clock, folder?: string, env?: NodeJS.ProcessEnv): Promise<FoundNight> {
  const all = await findNights(clock, env);
  const meant = folder === undefined ? all : all.filter(({ status }) => status?.night === absolute(folder));
  const [night] = meant;
  if (!night) {
    const where = folder === undefined ? 'no night is running' : `no night is running in ${folder}`;
    throw new NocturneError('night-not-found', where);
  }
  if (meant.length > 1) {
    const list = meant.map(
      ({ path, status }) => `  ${status ? `${status.night} (${status.plan})` : `${path} does not answer`}`,
    );
    throw new NocturneError('night-ambiguous', `${String(meant.length)} nights are running\n${list.join('\n')}`);
  }
  return night;
}

/**
 * Asks something of a night.
 * @returns its status after that
 * @throws NocturneError `night-silent`, `night-refuses`
 */
export async function askNight(clock: Clock, path: string, request: Omit<ControlRequest, 'id'>): Promise<StatusReport> {
  let reply: ControlReply;
  try {
    const socket = await withDeadline(clock, ANSWER_DEADLINE, { what: 'the night' }, () => connectTo(path));
    reply = await converse(socket, clock, { id: 1, ...request });
  } catch (cause) {
    throw new NocturneError('night-silent', `the night at ${path} does not answer: ${wordsOf(cause)}`, { cause });
  }
  if (!reply.ok) throw new NocturneError('night-refuses', reply.message);
  return reply.status;
}

/**
 * Listens to a night until it ends or the signal aborts.
 * @param told each status, the first at once
 * @throws NocturneError `night-silent` when it cannot be reached
 */
export async function watchNight(
  clock: Clock,
  path: string,
  told: (status: StatusReport) => void,
  signal?: AbortSignal,
): Promise<void> {
  let socket: Socket;
  try {
    socket = await withDeadline(clock, ANSWER_DEADLINE, { what: 'the night', signal }, () => connectTo(path));
  } catch (cause) {
    throw new NocturneError('night-silent', `the night at ${path} does not answer: ${wordsOf(cause)}`, { cause });
  }
  const stop = (): void => {
    socket.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve) => {
      // A night that ends and one that is killed both end the conversation.
      socket.on('close', () => {
        resolve();
      });
      socket.on('error', () => undefined);
      hear(socket, (reply) => {
        if (reply.ok) told(reply.status);
      });
      socket.write(`${JSON.stringify({ id: 1, command: 'watch' } satisfies ControlRequest)}\n`);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function converse(socket: Socket, clock: Clock, request: ControlRequest): Promise<ControlReply> {
  return withDeadline(
    clock,
    ANSWER_DEADLINE,
    { what: 'its answer' },
    () =>
      new Promise<ControlReply>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('close', () => {
          reject(new Error('it hung up'));
        });
        hear(socket, (reply) => {
          if (reply.id === request.id || !reply.ok) resolve(reply);
        });
        socket.write(`${JSON.stringify(request)}\n`);
      }),
  ).finally(() => {
    socket.destroy();
  });
}

function hear(socket: Socket, heard: (reply: ControlReply) => void): void {
  const lines = new LineSplitter();
  socket.on('data', (bytes: Buffer) => {
    for (const line of lines.add(bytes) ?? []) {
      const reply = parseReply(line);
      if (reply) heard(reply);
    }
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
