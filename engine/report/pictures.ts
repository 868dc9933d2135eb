import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../journal/disk-error.js';
import type { ListedFrame } from './frame-list.js';

/** A small JPEG of a frame. */
export interface Picture {
  readonly frame: ListedFrame;
  readonly jpeg: Uint8Array;
}

/** px: two stand beside each other on a telephone. */
const WIDTH = 420;
/** More make a page that is slow to open. */
const MOST = 24;

/** Of each set of frames the sharpest that has a picture; of those that were not measured the last. */
export function sharpest(frames: readonly ListedFrame[]): readonly ListedFrame[] {
  const best = new Map<string, ListedFrame>();
  for (const frame of frames) {
    if (frame.analysis?.preview === undefined) continue;
    const other = best.get(frame.set);
    if (!other || hfrOf(frame) <= hfrOf(other)) best.set(frame.set, frame);
  }
  return [...best.values()].slice(0, MOST);
}

function hfrOf({ analysis }: ListedFrame): number {
  return analysis?.hfr ?? Infinity;
}

/**
 * Reads the pictures of these frames and makes them small. One that is gone, or no picture any more, is left out.
 * @param folder of the night
 */
export async function loadPictures(frames: readonly ListedFrame[], folder: string): Promise<readonly Picture[]> {
  if (frames.length === 0) return [];
  const { default: sharp } = await import('sharp');
  const pictures: Picture[] = [];
  for (const frame of frames) {
    const bytes = await readIfThere(join(folder, frame.analysis?.preview ?? ''));
    if (!bytes) continue;
    const small = sharp(bytes).resize({ width: WIDTH, withoutEnlargement: true }).jpeg({ quality: 80 });
    const jpeg = await small.toBuffer().catch(() => undefined);
    if (jpeg) pictures.push({ frame, jpeg });
  }
  return pictures;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
