import { readFileSync, statSync } from 'node:fs';
import { nearFile } from './near-file.js';
import type { Problem } from './problem.js';

/** Files larger than this were not written by a person. */
const LARGEST = 2_000_000;

/**
 * The text of a file, or the problem of reading it. A byte order mark is left out.
 * @param what for messages: "the sequence"
 */
export function readText(path: string, what: string): string | Problem {
  const refuse = (message: string, hint?: string, line = 1, column = 1): Problem => ({
    severity: 'error',
    code: 'unreadable',
    message,
    ...(hint !== undefined && { hint }),
    place: { file: path, line, column, length: 1 },
  });
  const unreadable = (why: string, hint?: string): Problem => refuse(`${what} cannot be read: ${why}`, hint);
  let bytes: Buffer;
  try {
    const file = statSync(path);
    if (file.isDirectory()) return unreadable('it is a folder', 'name a file in it');
    // A pipe or a device may never come to its end.
    if (!file.isFile()) return unreadable('it is no ordinary file');
    if (file.size > LARGEST) {
      const size = (file.size / 1e6).toFixed(1);
      return refuse(`${what} is ${size} MB large, and at most ${String(LARGEST / 1e6)} MB are read`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return unreadable('there is no such file', nearFile(path, path));
    if (code === 'ENOTDIR') return unreadable('a part of its path is a file and no folder');
    if (code === 'EACCES') return unreadable('you may not read this file');
    return unreadable(error.message);
  }
  if (isUtf16(bytes)) return unreadable('it is a text in UTF-16', 'save it as UTF-8');
  if (bytes.includes(0)) return unreadable('it is no text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const { line, column } = firstWrong(bytes);
    const message = `${what} cannot be read: it is not a text in UTF-8`;
    return refuse(message, 'save it as UTF-8; the place is where it is first something else', line, column);
  }
}

/** By its byte order mark, or by the NUL that every other byte of a plain text in it is. */
function isUtf16(bytes: Buffer): boolean {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (first > 0 && second === 0 && third > 0 && fourth === 0) || (first === 0 && second > 0 && third === 0);
}

function firstWrong(bytes: Buffer): { readonly line: number; readonly column: number } {
  const before = bytes.toString('utf8').split('\ufffd')[0] ?? '';
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
