import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { reasonOf } from '../../devices/clock.js';

/** Bytes that a tool may give back: those of an unpacked frame. */
const LARGEST = 2 ** 30;

/**
 * Runs `fpack` or `funpack` (CFITSIO) on an open file, by its standard input: in a path they take brackets and
 * parentheses for orders of their own. It leaves the processor to the night.
 * @param output where what it gives goes; absent: it is given back
 * @throws Error when it is missing (`ENOENT`, `spawn`) or fails; the signal's reason
 */
export function runTool(
  command: 'fpack' | 'funpack',
  args: readonly string[],
  input: FileHandle,
  { output, signal }: { readonly output?: FileHandle; readonly signal?: AbortSignal | undefined } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, '-S', '-'], { stdio: [input.fd, output?.fd ?? 'pipe', 'pipe'] });
    const [given, complaints]: [Buffer[], Buffer[]] = [[], []];
    let bytes = 0;
    const stop = (): void => {
      child.kill('SIGKILL');
    };
    child.stdout?.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > LARGEST) stop();
      else given.push(part);
    });
    child.stderr?.on('data', (part: Buffer) => complaints.push(part));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (then: () => void): void => {
      signal?.removeEventListener('abort', stop);
      then();
    };
    child.once('spawn', () => {
      standBack(child.pid);
    });
    child.once('error', (error) => {
      settle(() => {
        reject(error);
      });
    });
    child.once('close', (code) => {
      settle(() => {
        if (signal?.aborted) reject(reasonOf(signal));
        else if (code === 0 && bytes <= LARGEST) resolve(Buffer.concat(given));
        else reject(new Error(Buffer.concat(complaints).toString().trim() || `${command} ended with ${String(code)}`));
      });
    });
  });
}

function standBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: it packs all the same.
  }
}
