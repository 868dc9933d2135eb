import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { NocturneError } from '../errors.js';

/**
 * Folders where running nights keep their sockets and heartbeats, best first. A night uses the first that there is;
 * whoever looks for a night looks in all of them, since a service and a person at a terminal are given different ones.
 */
export function runtimeFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { NOCTURNE_RUNTIME_DIR: own, RUNTIME_DIRECTORY: service, XDG_RUNTIME_DIR: session } = env;
  if (own) return [own];
  if (process.platform === 'win32') return [join(env['LOCALAPPDATA'] ?? tmpdir(), 'nocturne', 'run')];
  const { uid } = userInfo();
  const folders = [
    // systemd separates several by colons; each unit in docs/systemd has the one.
    service?.split(':')[0],
    session === undefined ? undefined : join(session, 'nocturne'),
    ...(process.platform === 'linux' ? ['/run/nocturne', `/run/user/${String(uid)}/nocturne`] : []),
    join(tmpdir(), `nocturne-${String(uid)}`),
  ];
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/**
 * The folder that this run may keep its socket in, made when it is not there. Nobody else may enter it.
 * @throws NocturneError `control-unavailable` when there is none that is safe
 */
export function ownRuntimeFolder(env: NodeJS.ProcessEnv = process.env): string {
  const refused: string[] = [];
  for (const folder of runtimeFolders(env)) {
    const refusal = prepare(folder);
    if (refusal === undefined) return folder;
    refused.push(`${folder}: ${refusal}`);
  }
  throw new NocturneError(
    'control-unavailable',
    `there is no folder for the socket of this run\n${refused.join('\n')}`,
  );
}

/** @returns why it cannot be used */
function prepare(folder: string): string | undefined {
  try {
    // Only the last part: what is above it is the system's to make.
    mkdirSync(folder, { mode: 0o700, recursive: process.platform === 'win32' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) return error instanceof Error ? error.message : String(error);
  }
  return refusalOf(folder);
}

/**
 * Why a folder is not to be trusted: in a place where everybody may write, somebody else may have made it first. Windows
 * keeps others out of the folders of a user by itself.
 */
export function refusalOf(folder: string): string | undefined {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return 'it does not exist';
  if (!stat.isDirectory()) return 'it is not a folder';
  if (process.platform === 'win32') return undefined;
  if (stat.uid !== userInfo().uid) return 'it belongs to another user';
  return (stat.mode & 0o077) === 0 ? undefined : 'others may enter it: its mode has to be 0700';
}
