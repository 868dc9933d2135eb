import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { Clock } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { addChecksum } from './checksum.js';
import { BLOCK, dataBytes, padded } from './header.js';
import { parseHeader, readHeader } from './header-reader.js';
import { PACKED, unpack } from './rice.js';

export interface VerifiedFile {
  readonly sha256: string;
  readonly bytes: number;
}

const PIECE = 1 << 20;

/**
 * Whether a file is the whole, undamaged frame of this key and night: header, length, DATASUM and CHECKSUM.
 * @returns undefined when it is not; errors of the file system are thrown
 */
export function verifyFrame(
  path: string,
  { key, run }: { readonly key: string; readonly run: string },
  clock: Clock,
): Promise<VerifiedFile | undefined> {
  return clock.track(verify(path, key, run));
}

async function verify(path: string, key: string, run: string): Promise<VerifiedFile | undefined> {
  if (path.endsWith(PACKED)) return verifyPacked(path, key, run);
  const file = await open(path, 'r');
  try {
    const header = await readHeader(file);
    if (header.text('FRAMEKEY') !== key || header.text('RUNID') !== run) return undefined;
    const bytes = header.bytes + padded(dataBytes(header.format));
    if ((await file.stat()).size !== bytes) return undefined;
    const hash = createHash('sha256');
    let sum = 0;
    const piece = Buffer.alloc(PIECE);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await file.read(piece, 0, PIECE, at);
      if (bytesRead === 0) return undefined;
      const read = piece.subarray(0, bytesRead);
      hash.update(read);
      sum = addChecksum(sum, read);
      at += bytesRead;
    }
    return sum === 0xffff_ffff ? { sha256: hash.digest('hex'), bytes } : undefined;
  } catch (error) {
    if (error instanceof NocturneError && error.code === 'fits-invalid') return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/** A packed frame is what it was before: the same checksums hold for it when it is unpacked. */
async function verifyPacked(path: string, key: string, run: string): Promise<VerifiedFile | undefined> {
  const packed = await readFile(path);
  let plain: Buffer;
  try {
    plain = await unpack(path);
  } catch {
    // Damaged, or nothing here can unpack it: either way nobody can say that the frame is whole.
    return undefined;
  }
  const header = parseHeader(plain);
  if (header?.text('FRAMEKEY') !== key || header.text('RUNID') !== run) return undefined;
  if (plain.length % BLOCK !== 0 || addChecksum(0, plain) !== 0xffff_ffff) return undefined;
  return { sha256: createHash('sha256').update(packed).digest('hex'), bytes: packed.length };
}
