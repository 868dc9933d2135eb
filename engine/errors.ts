/**
 * Every error that Nocturne itself raises, in one table: docs/errors.md and the tests are held against it. `exit` is the
 * exit code of a command that ends with it; `retryable` says whether trying the same again can help.
 */
export const ERRORS = {
  'plan-invalid': { exit: 2, retryable: false, what: 'The sequence file has errors.' },
  'observatory-invalid': { exit: 2, retryable: false, what: 'The observatory file has errors.' },
  'file-unreadable': { exit: 2, retryable: false, what: 'A file cannot be read.' },
  usage: { exit: 2, retryable: false, what: 'The command line is not understood.' },
  'filter-unknown': { exit: 2, retryable: false, what: 'The filter wheel has no filter of that name.' },
  'observatory-unreachable': { exit: 3, retryable: true, what: 'A server or device of the observatory does not answer.' },
  'device-missing': { exit: 3, retryable: false, what: 'The observatory has no device for what a step needs.' },
  'device-unfit': { exit: 3, retryable: false, what: 'A device cannot do what a step needs.' },
  interlock: { exit: 4, retryable: false, what: 'A step was refused, since it could damage the observatory.' },
  'below-limit': { exit: 4, retryable: false, what: 'The telescope would point below a limit.' },
  'not-parked': { exit: 4, retryable: false, what: 'The mount is parked, or is not, where a step needs the opposite.' },
  'pointing-off': { exit: 4, retryable: true, what: 'After a slew the mount does not point where it was sent.' },
  'flip-failed': { exit: 4, retryable: true, what: 'The mount did not change its pointing state.' },
  'cooling-failed': { exit: 4, retryable: true, what: 'The camera did not reach its temperature.' },
  'night-incomplete': { exit: 4, retryable: false, what: 'The night ended before the plan was done.' },
  'frame-encode': { exit: 4, retryable: false, what: 'An image cannot be written as FITS.' },
  'file-name-pattern': { exit: 2, retryable: false, what: 'The pattern of file names is not usable.' },
  'disk-full': { exit: 4, retryable: true, what: 'The disk is full.' },
  'disk-write': { exit: 4, retryable: true, what: 'A file cannot be written.' },
  'journal-corrupt': { exit: 4, retryable: false, what: 'A journal cannot be read.' },
  'journal-write': { exit: 4, retryable: true, what: 'The journal cannot be written.' },
  'already-running': { exit: 3, retryable: false, what: 'Another run drives the same observatory.' },
  'not-secured': { exit: 5, retryable: true, what: 'The mount is not parked or the roof is not closed.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What commands end with: 0 done, 1 a fault of Nocturne itself, then the codes of the table, 130 interrupted. */
export const EXIT = {
  done: 0,
  internal: 1,
  plan: 2,
  observatory: 3,
  incomplete: 4,
  notSecured: 5,
  interrupted: 130,
} as const;

export interface ErrorOptions {
  /** What the observer may do about it. */
  readonly hint?: string;
  /** Overrides the table. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class NocturneError extends Error {
  override readonly name = 'NocturneError';
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.retryable = options.retryable ?? ERRORS[code].retryable;
  }

  get exitCode(): number {
    return ERRORS[this.code].exit;
  }
}
