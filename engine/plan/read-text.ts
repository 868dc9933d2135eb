import { readFileSync } from 'node:fs';
import type { Problem } from './problem.js';

/** Files larger than this were not written by a person. */
const LARGEST = 2_000_000;

/** The text of a file, or the problem of reading it. */
export function readText(path: string, what: string): string | Problem {
  const refuse = (message: string): Problem => ({
    severity: 'error',
    code: 'unreadable',
    message,
    place: { file: path, line: 1, column: 1, length: 1 },
  });
  try {
    const bytes = readFileSync(path);
    if (bytes.length > LARGEST) return refuse(`${what} is larger than ${String(LARGEST / 1e6)} MB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return refuse(`${what} cannot be read: there is no such file`);
    if (code === 'EISDIR') return refuse(`${what} cannot be read: it is a folder`);
    if (code === 'EACCES') return refuse(`${what} cannot be read: you may not read this file`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refuse(`${what} cannot be read: it is not a text in UTF-8`);
    return refuse(`${what} cannot be read: ${error.message}`);
  }
}
