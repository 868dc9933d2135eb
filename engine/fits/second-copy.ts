import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Clock, type Milliseconds, withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { asDiskError, isSystemError } from '../journal/disk-error.js';
import { giveName, syncFolder, type WrittenFile } from './frame-disk.js';
import { temporaryIn } from './temporary-files.js';

/** A network disk may be slow; one that takes longer is gone. */
const DEADLINE: Milliseconds = 300_000;

export interface SecondCopyOptions {
  readonly clock: Clock;
  /** The image folder, and the folder that shall hold the same below it. Absolute. */
  readonly from: string;
  readonly to: string;
}

/** What is copied, and what it has to be; without a hash it is copied as it stands. */
export type CopiedFile = Pick<WrittenFile, 'path'> & Partial<Pick<WrittenFile, 'sha256'>>;

/** Copies frames to a second place, one after the other, behind the night: what goes wrong with it costs no frame. */
export class SecondCopy {
  readonly #options: SecondCopyOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SecondCopyOptions) {
    this.#options = options;
  }

  /**
   * Copies a saved frame, and holds the copy to its hash before it gets its name.
   * @returns where the copy is; undefined when it was there already
   * @throws NocturneError `disk-full` or `image-unsaved`; the signal's reason
   */
  copy(file: CopiedFile, signal?: AbortSignal): Promise<string | undefined> {
    const { clock } = this.#options;
    const target = this.#targetOf(file.path);
    const copied = this.#last.then(() =>
      withDeadline(clock, DEADLINE, { what: `copying ${file.path}`, signal }, (obeyed) =>
        clock.track(copyFrame(file, target, obeyed)),
      ),
    );
    this.#last = copied.catch(() => undefined);
    return copied.catch((error: unknown) => {
      throw asDiskError(error, 'image-unsaved', 'copying a frame to', target);
    });
  }

  /** Whether a frame of this image folder is not in the second place: for nights that are taken up again. */
  async lacks({ path }: CopiedFile): Promise<boolean> {
    const { clock, from } = this.#options;
    const within = relative(from, path);
    if (within.startsWith('..') || isAbsolute(within)) return false;
    return clock.track(isThere(path).then(async (there) => there && !(await isThere(this.#targetOf(path)))));
  }

  #targetOf(path: string): string {
    const { from, to } = this.#options;
    return join(to, relative(from, path));
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

async function copyFrame(file: CopiedFile, target: string, signal: AbortSignal): Promise<string | undefined> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const temporary = temporaryIn(folder);
  let { sha256 } = file;
  const out = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
  try {
    try {
      sha256 = await stream(file.path, out, signal);
      if (file.sha256 !== undefined && sha256 !== file.sha256) {
        throw new NocturneError('image-unsaved', `${file.path} no longer is what was saved; it was not copied`);
      }
      await out.sync();
    } finally {
      await out.close();
    }
    signal.throwIfAborted();
    await giveName(temporary, [target]);
  } catch (error) {
    await rm(temporary, { force: true });
    // Only the one name is wanted: where it is taken, the frame was copied in an earlier run.
    if (sha256 !== undefined && (await isSame(target, sha256))) return undefined;
    throw error;
  }
  await syncFolder(folder);
  return target;
}

/** @returns the hash of what was copied */
async function stream(from: string, to: FileHandle, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(from, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    await to.writeFile(piece);
  }
  return hash.digest('hex');
}

async function isSame(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  } catch {
    // Not there, or not to be read: not the same.
    return false;
  }
  return hash.digest('hex') === sha256;
}
