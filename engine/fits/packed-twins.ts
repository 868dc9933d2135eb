import { open, rm } from 'node:fs/promises';
import type { Clock } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { filesBelow } from './files-below.js';
import { readHeader } from './header-reader.js';
import { PACKED } from './rice.js';
import { verifyFrame } from './verify.js';

/**
 * Removes packed files beside which their plain frame still stands, whole: a crash came between. The plain one is what
 * counts then, and two files of one frame would be stacked as two frames.
 * @returns the paths removed
 */
export function removePackedTwins(folder: string, clock: Clock): Promise<readonly string[]> {
  return clock.track(remove(folder, clock));
}

async function remove(folder: string, clock: Clock): Promise<readonly string[]> {
  const removed: string[] = [];
  const files = new Set(await filesBelow(folder));
  for (const packed of files) {
    if (!packed.endsWith(PACKED)) continue;
    const plain = packed.slice(0, -PACKED.length);
    if (!files.has(plain) || !(await isSameFrame(plain, packed, clock))) continue;
    await rm(packed, { force: true });
    removed.push(packed);
  }
  return removed;
}

/** By what the headers say, and only where both files are whole. */
async function isSameFrame(plain: string, packed: string, clock: Clock): Promise<boolean> {
  const identity = await identityOf(plain);
  if (!identity) return false;
  return (
    (await verifyFrame(plain, identity, clock)) !== undefined &&
    (await verifyFrame(packed, identity, clock)) !== undefined
  );
}

async function identityOf(path: string): Promise<{ readonly key: string; readonly run: string } | undefined> {
  const file = await open(path, 'r');
  try {
    const header = await readHeader(file);
    const [key, run] = [header.text('FRAMEKEY'), header.text('RUNID')];
    return key === undefined || run === undefined ? undefined : { key, run };
  } catch (error) {
    if (error instanceof NocturneError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}
