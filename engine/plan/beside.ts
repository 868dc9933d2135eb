import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { readText } from './read-text.js';

/** A file beside a plan, or why it is not read. */
export type Beside =
  | { readonly ok: true; readonly path: string; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

/**
 * Reads a file that a plan names: from the folder of the plan or from below it, and from nowhere else, also not by a link.
 * @param what for messages: "the file of blocks"
 */
export function readBeside(plan: string, name: string, what: string): Beside {
  const folder = dirname(plan);
  const path = join(folder, name);
  if (isAbsolute(name) || leads(folder, path)) {
    return {
      ok: false,
      message: `"${name}" is outside the folder of this file`,
      hint: 'files are read from this folder or from below it',
    };
  }
  // Before it is read: what a link leads to may be anything.
  if (existsSync(path) && leads(realpathSync(folder), realpathSync(path))) {
    return { ok: false, message: `"${name}" is a link that leads out of the folder of this file` };
  }
  const text = readText(path, what);
  if (typeof text !== 'string') {
    return { ok: false, message: `${text.message} (${path})`, ...(text.hint !== undefined && { hint: text.hint }) };
  }
  return { ok: true, path, text };
}

/** Whether a path is outside a folder. */
function leads(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '..' || way.startsWith('../') || way.startsWith('..\\') || isAbsolute(way);
}
