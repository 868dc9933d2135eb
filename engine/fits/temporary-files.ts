import { rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { type Clock, type Milliseconds, SystemClock } from '../../devices/clock.js';
import { isSystemError } from '../journal/disk-error.js';
import { filesBelow } from './files-below.js';

/** How the names of files end that are not whole yet. */
const TEMPORARY = '.nocturne-part';

/** No save takes so long: what is older has been left behind, by whomever. */
const OLD: Milliseconds = 86_400_000;
/** Which computer this is: several may save into one folder of the network. */
const HOST = hostname()
  .replace(/[^A-Za-z0-9]+/g, '-')
  .slice(0, 40);

let order = 0;

/** A path that no other save takes, in this process or in another: `.dome-pc-4711-12.nocturne-part` */
export function temporaryIn(folder: string): string {
  return join(folder, `.${HOST}-${String(process.pid)}-${String(order++)}${TEMPORARY}`);
}

/**
 * Removes what saves that were cut off have left in a folder and below it. What another process of this computer, or a
 * process of another computer, may be writing at this moment is left alone. To be called before the first save.
 * @returns the paths removed
 */
export function removeTemporaries(folder: string, clock: Clock): Promise<readonly string[]> {
  return clock.track(remove(folder));
}

async function remove(folder: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const path of await filesBelow(folder)) {
    if (!path.endsWith(TEMPORARY)) continue;
    if (!isAbandoned(path) && !(await isOld(path))) continue;
    await rm(path, { force: true });
    removed.push(path);
  }
  return removed;
}

/** Whether it is of a process of this computer that is no more, or of an earlier one with this process's number. */
function isAbandoned(path: string): boolean {
  const [, host, process_] = /^\.(.*)-(\d+)-\d+$/.exec(basename(path, TEMPORARY)) ?? [];
  if (host !== HOST) return false;
  const pid = Number(process_);
  return pid === process.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM says that it is there, and another user's.
    return !isSystemError(error, 'ESRCH');
  }
}

/** Files carry the time of this computer, whatever date the observatory has. */
async function isOld(path: string): Promise<boolean> {
  try {
    return new SystemClock().now() - (await stat(path)).mtimeMs > OLD;
  } catch (error) {
    // Given its name, or removed, by whoever was writing it.
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
