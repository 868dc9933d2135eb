import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, type Milliseconds, withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { runTool } from './fpack.js';
import { giveName, syncFolder, type WrittenFile } from './frame-disk.js';
import { readHeader } from './header-reader.js';
import { temporaryIn } from './temporary-files.js';

/** 26 megapixels take 0.3 s. */
const DEADLINE: Milliseconds = 120_000;
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
  const folder = dirname(plain.path);
  const temporary = temporaryIn(folder);
  try {
    const { sha256, bytes } = await packInto(temporary, plain, signal);
    signal.throwIfAborted();
    const path = await giveName(temporary, names);
    await syncFolder(folder);
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

/** @returns the hash and length of the packed file, which is on the disk and known to be the frame */
async function packInto(
  temporary: string,
  plain: WrittenFile,
  signal: AbortSignal,
): Promise<Pick<WrittenFile, 'sha256' | 'bytes'>> {
  const input = await open(plain.path, 'r');
  try {
    const output = await open(temporary, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o644);
    try {
      await runTool('fpack', await methodFor(input), input, { output, signal });
      await output.sync();
    } finally {
      await output.close();
    }
  } finally {
    await input.close();
  }
  if (sha256Of(await unpack(temporary, signal)) !== plain.sha256) {
    throw new Error('what fpack wrote does not unpack to the same bytes');
  }
  const packed = await readFile(temporary);
  return { sha256: sha256Of(packed), bytes: packed.length };
}

/** Rice's method loses nothing of integers; of floating point it would, so that is packed by gzip, unrounded. */
async function methodFor(file: FileHandle): Promise<readonly string[]> {
  return ((await readHeader(file)).number('BITPIX') ?? 0) > 0 ? ['-r'] : ['-g', '-q', '0'];
}

/**
 * The bytes of a packed frame as it was, with the checksums that it had: funpack would else (without -C) compute them anew,
 * and bytes that have been damaged since would look whole.
 * @throws Error when funpack cannot unpack it, or is missing; errors of the file system
 */
export async function unpack(path: string, signal?: AbortSignal): Promise<Buffer> {
  const input = await open(path, 'r');
  try {
    return await runTool('funpack', ['-C'], input, { signal });
  } finally {
    await input.close();
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
