import { join } from 'node:path';
import type { Observatory } from '../../plan/observatory.js';
import { makeOutputFolder } from '../output.js';

export interface ImageFolder {
  readonly folder: string;
  /** Whether the frames go with the night, in a folder of its own. */
  readonly withNight: boolean;
}

/** Where the frames of a night go: a simulator and a bare URL have no folder of their own for them. */
export function imageFolder({ images, file }: Observatory, simulated: boolean, night: string): ImageFolder {
  const withNight = simulated || file === undefined;
  return { folder: withNight ? join(night, 'frames') : images.folder, withNight };
}

/** @throws NocturneError `observatory-invalid` when the folder that the observatory names cannot be written to */
export function makeImageFolder({ folder }: ImageFolder): void {
  makeOutputFolder(folder, {
    shown: `the folder of the frames, ${folder},`,
    code: 'observatory-invalid',
    hint: 'Say with `folder` under `images` of the observatory file where frames are to be written.',
  });
}
