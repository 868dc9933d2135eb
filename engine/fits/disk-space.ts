import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import { asDiskError, isSystemError } from '../journal/disk-error.js';
import { BLOCK, padded } from './header.js';

/** Bytes that are left for other things: journal, log, previews. */
const RESERVE = 512 << 20;
/** What a header takes, about. */
const HEADER = 4 * BLOCK;

/** Bytes that this user may still write below a folder, which need not exist yet. @throws NocturneError `image-unsaved` */
export async function freeBytes(folder: string, clock: Clock): Promise<number> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await clock.track(statfs(at));
      return bavail * bsize;
    } catch (error) {
      const missing = isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR');
      if (!missing || dirname(at) === at) throw asDiskError(error, 'image-unsaved', 'looking at the free space of', at);
    }
  }
}

/** Size of the file of a frame of 16 bits, in bytes. */
export function frameBytes(width: number, height: number, binning = 1): number {
  return HEADER + padded(2 * Math.floor(width / binning) * Math.floor(height / binning));
}

export interface SpaceVerdict {
  readonly enough: boolean;
  /** Frames that there is room for. */
  readonly frames: number;
  /** "4.2 GB free in /images: room for 79 of 120 frames" */
  readonly text: string;
}

/** Whether there is room for the frames that are still to be taken. */
export function judgeSpace(free: number, wanted: number, bytesEach: number, folder: string): SpaceVerdict {
  const frames = Math.max(0, Math.floor((free - RESERVE) / Math.max(1, bytesEach)));
  const enough = frames >= wanted;
  const room = enough
    ? `room for all ${String(wanted)} frames`
    : `room for ${String(frames)} of ${String(wanted)} frames`;
  return { enough, frames, text: `${(free / 1e9).toFixed(1)} GB free in ${folder}: ${room}` };
}
