import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, type Milliseconds, nextTurn, withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { asDiskError, isSystemError } from '../journal/disk-error.js';
import { removeTemporaries, temporaryIn } from './temporary-files.js';

export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Where frames are put. */
export interface FrameDisk {
  /** Writes a file under the first of the names that is free, so that it is there whole or not at all. */
  write(names: Iterable<string>, bytes: Uint8Array, signal?: AbortSignal): Promise<WrittenFile>;
  exists(path: string): Promise<boolean>;
  /** Removes what saves that were cut off have left in a folder and below it. @returns the paths removed */
  removeLeftovers(folder: string): Promise<readonly string[]>;
}

/** A save that takes longer is one that hangs: a network disk that is gone. */
const DEADLINE: Milliseconds = 120_000;
/** Hashed in pieces of this size, so that the event loop is never held up: about 1 ms. */
const PIECE = 1 << 20;
const WRITTEN_AT_ONCE = 8 << 20;
const SYNCED_AT_ONCE = 2;

/**
 * Saves so that a cut of power at any moment leaves either the whole file under its name, or nothing under it: written to
 * a temporary file in the same folder, fsynced, given its name only if that is free, and the folder fsynced.
 */
export class FileDisk implements FrameDisk {
  constructor(
    private readonly clock: Clock,
    /** Told when a file stands whole under its name, which may be before it has been hashed. */
    private readonly onDurable?: (path: string) => void,
  ) {}

  async write(names: Iterable<string>, bytes: Uint8Array, signal?: AbortSignal): Promise<WrittenFile> {
    const [first] = names;
    if (first === undefined) throw new RangeError('a file needs a name');
    try {
      return await withDeadline(this.clock, DEADLINE, { what: `saving ${first}`, signal }, (signal) =>
        this.clock.track(this.#save(names, dirname(first), bytes, signal)),
      );
    } catch (error) {
      throw asDiskError(error, 'image-unsaved', 'saving', first);
    }
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.clock.track(stat(path));
      return true;
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return false;
      throw asDiskError(error, 'image-unsaved', 'looking for', path);
    }
  }

  async removeLeftovers(folder: string): Promise<readonly string[]> {
    return removeTemporaries(folder, this.clock);
  }

  async #save(names: Iterable<string>, folder: string, bytes: Uint8Array, signal: AbortSignal): Promise<WrittenFile> {
    const path = await this.#put(names, folder, bytes, signal);
    // Not beside the writing, which threads of the pool do: the next exposure is being prepared in this one meanwhile.
    return { path, sha256: await hashOf(bytes, signal), bytes: bytes.length };
  }

  async #put(names: Iterable<string>, folder: string, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const created = await mkdir(folder, { recursive: true });
    const temporary = temporaryIn(folder);
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
    let path: string;
    try {
      try {
        await writeAll(file, bytes);
      } finally {
        await file.close();
      }
      // A disk that hung until after the deadline has written what may have become another image meanwhile.
      signal.throwIfAborted();
      path = await giveName(temporary, names);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
    if (created !== undefined) await syncFolder(dirname(created));
    this.onDurable?.(path);
    return path;
  }
}

async function hashOf(bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) {
    signal.throwIfAborted();
    hash.update(bytes.subarray(at, at + PIECE));
    await nextTurn();
  }
  return hash.digest('hex');
}

/**
 * Each piece is on its way to the disk while the next is copied to the system: 26 ms for 52 MB where one write and one
 * fsync take 37. Never more than two at a time: the pool has four threads, and what else is to be written, such as the
 * journal, is not to wait for all of the image.
 */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  const syncs: Promise<void>[] = [];
  try {
    for (let at = 0; at < bytes.length; ) {
      // A short write says that the disk is nearly full; what is missing follows, and then tells.
      at += (await file.write(bytes, at, Math.min(WRITTEN_AT_ONCE, bytes.length - at), at)).bytesWritten;
      await syncs.at(-SYNCED_AT_ONCE);
      const sync = file.datasync();
      sync.catch(() => undefined);
      syncs.push(sync);
    }
  } finally {
    // A failure of any of them is told only once by the system.
    await Promise.allSettled(syncs);
  }
  await Promise.all(syncs);
  await file.sync();
}

/**
 * Moves a file to the first name that is free. A hard link fails where the name is taken, which rename would not; file
 * systems without links (FAT, some network disks) get a look and a rename.
 */
export async function giveName(temporary: string, names: Iterable<string>): Promise<string> {
  for (const name of names) {
    try {
      await link(temporary, name);
      await rm(temporary);
      return name;
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) continue;
      if (!isSystemError(error) || !NO_LINKS.has(error.code)) throw error;
    }
    try {
      await stat(name);
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
      await rename(temporary, name);
      return name;
    }
  }
  throw new NocturneError('image-unsaved', `No name was free for ${temporary}`);
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EACCES']);

/** Makes the names in a folder durable; Windows does so by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
