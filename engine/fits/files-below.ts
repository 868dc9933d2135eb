import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../journal/disk-error.js';

/** The paths of all files in a folder and below it; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
