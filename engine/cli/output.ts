import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, NocturneError } from '../errors.js';
import { diskReason, isSystemError } from '../journal/disk-error.js';

/**
 * Writes a file that the command line names.
 * @param replace whether a file of that name may be there already
 * @throws NocturneError `usage`
 */
export function writeOutput(path: string, content: string | Uint8Array, { replace = true } = {}): void {
  try {
    writeFileSync(path, content, { flag: replace ? 'w' : 'wx' });
  } catch (cause) {
    const hint = isSystemError(cause, 'EEXIST')
      ? 'Choose another name: a file that exists is not replaced.'
      : 'Choose a folder that is there and that you may write to.';
    throw new NocturneError('usage', `${path} cannot be written: ${whyNot(cause, path)}`, { cause, hint });
  }
}

/**
 * Makes a folder that files are to be written to, before anything moves.
 * @param shown as it is to be told
 * @throws NocturneError with that code, when it cannot be made or written to
 */
export function makeOutputFolder(
  folder: string,
  { shown, code, hint }: { readonly shown: string; readonly code: ErrorCode; readonly hint: string },
): void {
  try {
    makeEach(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new NocturneError(code, `${shown} cannot be written to: ${whyNot(cause, firstMissing(folder))}`, {
      cause,
      hint,
    });
  }
}

/** One after the other: asked for all of them at once, Node looks for ever on file systems that take no folders, as /proc. */
function makeEach(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeEach(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Made meanwhile by another run.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Of the folders above and itself, the one that has to be made first. */
function firstMissing(folder: string): string {
  const above = dirname(folder);
  return above === folder || existsSync(above) ? folder : firstMissing(above);
}

/** Why a file or a folder cannot be written, in words. */
function whyNot(error: unknown, path: string): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  if (error.code !== 'ENOENT') return diskReason(error);
  const folder = dirname(path);
  return existsSync(folder) ? `nothing can be made in ${folder}` : `there is no folder ${folder}`;
}
