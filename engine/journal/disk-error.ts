import { NocturneError } from '../errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Turns an error of `node:fs` into one that says which file and what to do; others pass as they are.
 * @param code for what is not a full disk
 */
export function asDiskError(
  error: unknown,
  code: 'image-unsaved' | 'journal-unreadable',
  doing: string,
  path: string,
): unknown {
  if (!isSystemError(error)) return error;
  if (FULL.has(error.code))
    return new NocturneError('disk-full', `No space left while ${doing} ${path}`, { cause: error });
  return new NocturneError(code, `${diskReason(error)}, while ${doing} ${path}`, {
    cause: error,
    ...(FORBIDDEN.has(error.code) ? { hint: 'Check that this user may write there.' } : {}),
  });
}

const REASONS: Readonly<Partial<Record<string, string>>> = {
  EACCES: 'permission is denied',
  EDQUOT: 'no room is left to this user on that disk',
  EEXIST: 'there is a file of that name',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'a name in its path is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file and no folder',
  EPERM: 'permission is denied',
  EROFS: 'that disk can only be read',
};

/** What an error of `node:fs` means, in words. */
export function diskReason({ code, message }: Error & { readonly code: string }): string {
  return REASONS[code] ?? message;
}

/** True for the errors of `node:fs`, or only for those with a code. */
export function isSystemError(error: unknown, code?: string): error is NodeJS.ErrnoException & { code: string } {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (code === undefined || error.code === code)
  );
}
