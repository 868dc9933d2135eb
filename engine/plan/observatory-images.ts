import { NocturneError } from '../errors.js';
import { NamePattern } from '../fits/file-name.js';
import { checkHeaderChanges } from '../fits/header-changes.js';
import { folderOf } from './folder.js';
import { DEFAULT_IMAGE_NAME, type Observatory } from './observatory.js';
import type { ObservatoryFile } from './observatory-schema.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';

type PlaceOf = (...path: string[]) => Place;

/** What `images` of an observatory file becomes. @param beside folder of the file */
export function imagesOf(
  { folder, name, header, 'copy-to': copyTo, ...rest }: ObservatoryFile['images'],
  beside: string,
): Observatory['images'] {
  return {
    folder: folderOf(folder, beside),
    name: name ?? DEFAULT_IMAGE_NAME,
    ...(header && { header }),
    ...(copyTo !== undefined && { copyTo: folderOf(copyTo, beside) }),
    ...rest,
  };
}

/** What cannot be done of it. */
export function wrongImages(read: ObservatoryFile, placeOf: PlaceOf): Problem[] {
  const { images } = read;
  const problems = wrongImageName(read, placeOf);
  for (const message of checkHeaderChanges(images.header ?? {})) {
    problems.push({ severity: 'error', code: 'wrong-value', message, place: placeOf('images', 'header') });
  }
  const copyTo = images['copy-to'];
  if (copyTo !== undefined && `${folderOf(copyTo, '/')}/`.startsWith(`${folderOf(images.folder, '/')}/`)) {
    const message = 'the second copy cannot be in the folder of the frames';
    const hint = 'name a folder on another disk';
    problems.push({ severity: 'error', code: 'wrong-value', message, hint, place: placeOf('images', 'copy-to') });
  }
  return problems;
}

function wrongImageName({ images }: ObservatoryFile, placeOf: PlaceOf): Problem[] {
  if (images.name === undefined) return [];
  try {
    new NamePattern(images.name);
    return [];
  } catch (error) {
    if (!(error instanceof NocturneError)) throw error;
    const { message, hint } = error;
    return [{ severity: 'error', code: 'wrong-value', message, hint, place: placeOf('images', 'name') }];
  }
}
