import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Clock, type Milliseconds, withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { giveName, syncFolder, TEMPORARY, type WrittenFile } from './frame-disk.js';
import { readHeader } from './reader.js';

const run = promisify(execFile);

/** 26 megapixels take 0.3 s. */
const DEADLINE: Milliseconds = 120_000;
/** Bytes of an unpacked frame. */
const LARGEST = 2 ** 30;
/** Added to the name of a packed file. */
export const PACKED = '.fz';

/**
 * Packs a frame with `fpack` (CFITSIO; Rice's method, without loss), which about halves it, and removes the plain file once
 * the packed one has been unpacked again to the same bytes and stands durably. Whatever goes wrong, the plain file stays.
 * @param names for the packed file; the first that is free is taken
 * @throws NocturneError `image-unsaved` when fpack is missing or fails; the signal's reason
 */
export function packFrame(
  plain: WrittenFile,
  names: Iterable<string>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  return withDeadline(clock, DEADLINE, { what: `packing ${plain.path}`, signal }, (obeyed) =>
    clock.track(pack(plain, names, obeyed)),
  );
}

async function pack(plain: WrittenFile, names: Iterable<string>, signal: AbortSignal): Promise<WrittenFile> {
  const temporary = `${plain.path}${PACKED}${TEMPORARY}`;
  try {
    await rm(temporary, { force: true });
    await run('fpack', [...(await methodFor(plain.path)), '-O', temporary, plain.path], { signal });
    if (sha256Of(await unpack(temporary, signal)) !== plain.sha256) {
      throw new Error('what fpack wrote does not unpack to the same bytes');
    }
    const { sha256, bytes } = await syncAndHash(temporary);
    signal.throwIfAborted();
    const path = await giveName(temporary, names);
    await syncFolder(dirname(path));
    await rm(plain.path);
    return { path, sha256, bytes };
  } catch (error) {
    await rm(temporary, { force: true });
    if (signal.aborted) throw error;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new NocturneError('image-unsaved', `${plain.path} could not be packed and stays as it is: ${why}`, {
      cause: error,
      hint: 'Install fpack (Debian: libcfitsio-bin), or do without compression.',
    });
  }
}

/** Rice's method loses nothing of integers; of floating point it would, so that is packed by gzip, unrounded. */
async function methodFor(path: string): Promise<readonly string[]> {
  const file = await open(path, 'r');
  try {
    return ((await readHeader(file)).number('BITPIX') ?? 0) > 0 ? ['-r'] : ['-g', '-q', '0'];
  } finally {
    await file.close();
  }
}

async function syncAndHash(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    const packed = await file.readFile();
    return { sha256: sha256Of(packed), bytes: packed.length };
  } finally {
    await file.close();
  }
}

/** The bytes of a packed frame as it was. @throws Error when it is damaged, or funpack is missing */
export async function unpack(path: string, signal?: AbortSignal): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: LARGEST, ...(signal ? { signal } : {}) } as const;
  const { stdout } = await run('funpack', ['-S', path], options);
  return stdout;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
