/** What can go wrong between the engine and its files. */
export type StorageCode =
  /** No room, or a quota is reached. Nothing is lost: the frame is kept in memory and saved when there is room. */
  | 'disk-full'
  /** The file system refused or did not answer in time. */
  | 'disk-write'
  /** A pattern of file names that cannot be used. */
  | 'file-name-pattern'
  /** A line of a journal that is neither a record nor the torn end of one. */
  | 'journal-corrupt'
  /** A journal that cannot be read, or that this version does not understand. */
  | 'journal-unreadable'
  /** A file that is not FITS, or is damaged. */
  | 'fits-invalid';

export interface StorageErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

/** An error of files, with a code that the documentation lists and, where there is one, what to do about it. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(
    readonly code: StorageCode,
    message: string,
    options: StorageErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Turns an error of `node:fs` into one that says which file and what to do. Others pass as they are. */
export function asStorageError(error: unknown, doing: string, path: string): unknown {
  if (error instanceof StorageError || !isSystemError(error)) return error;
  if (FULL.has(error.code)) {
    return new StorageError('disk-full', `No space left while ${doing} ${path}`, {
      cause: error,
      retryable: true,
      hint: 'Free space on that disk; the frame is saved as soon as there is room.',
    });
  }
  return new StorageError('disk-write', `${error.code} while ${doing} ${path}: ${error.message}`, {
    cause: error,
    retryable: true,
    hint:
      error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS'
        ? 'Check that this user may write there.'
        : 'Check the disk and its mount.',
  });
}

/** True for the errors of `node:fs`, optionally only those with a code. */
export function isSystemError(error: unknown, code?: string): error is NodeJS.ErrnoException & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (code === undefined || error.code === code)
  );
}
