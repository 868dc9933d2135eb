import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The absolute path of a folder or file that an observer has written: `~/` is the own home, the rest is beside a file. */
export function folderOf(written: string, beside: string): string {
  if (written === '~' || written.startsWith('~/')) return join(homedir(), written.slice(1));
  return resolve(beside, written);
}
