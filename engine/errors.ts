/** Everything that Nocturne itself reports as an error: one table, from which docs/errors.md is made. */

/** What the commands end with. */
export const EXIT = {
  ok: 0,
  /** Nocturne itself failed. */
  failed: 1,
  /** The plan, the command line or a file that they name is wrong; nothing was moved. */
  plan: 2,
  /** The observatory is described wrongly, cannot be reached, or lacks what the plan needs. */
  observatory: 3,
  /** The night ended in order, but not all of the plan was done. */
  incomplete: 4,
  /** The observatory could not be brought into a safe state. */
  unsafe: 5,
  /** Ended by Ctrl-C or a signal, in order. */
  interrupted: 130,
} as const;

export type ExitName = keyof typeof EXIT;

interface ErrorDefinition {
  /** What it means, for people. */
  readonly meaning: string;
  /** What can be done about it, unless the place where it is thrown knows better. */
  readonly hint: string;
  /** Whether trying the same again may help. */
  readonly retryable: boolean;
  readonly exit: ExitName;
}

export const ERRORS = {
  usage: {
    meaning: 'The command line is not understood.',
    hint: 'Run the command with --help to see what it takes.',
    retryable: false,
    exit: 'plan',
  },
  'plan-unreadable': {
    meaning: 'The sequence file cannot be opened.',
    hint: 'Check the path, and that you may read the file.',
    retryable: false,
    exit: 'plan',
  },
  'plan-invalid': {
    meaning: 'The sequence has errors; each is shown with its place.',
    hint: 'Correct them and run `nocturne check` on the file.',
    retryable: false,
    exit: 'plan',
  },
  'filter-unknown': {
    meaning: 'The plan asks for a filter that the wheel does not have.',
    hint: 'Use one of the names of the wheel, or name its filters in the observatory file.',
    retryable: false,
    exit: 'plan',
  },
  'step-unavailable': {
    meaning: 'The plan holds something that can be checked and previewed, but not yet be carried out.',
    hint: 'Take it out of the plan to run the rest.',
    retryable: false,
    exit: 'plan',
  },
  'observatory-unreadable': {
    meaning: 'The observatory file cannot be opened.',
    hint: 'Check the path; it is taken relative to the sequence file, or to the folder you are in on the command line.',
    retryable: false,
    exit: 'observatory',
  },
  'observatory-invalid': {
    meaning: 'The observatory file has errors; each is shown with its place.',
    hint: 'Correct them; sequences/alpaca.observatory.yaml shows every key.',
    retryable: false,
    exit: 'observatory',
  },
  'connect-failed': {
    meaning: 'Devices could not be connected.',
    hint: 'Check that the server runs, that its address is right, and that its devices are switched on.',
    retryable: true,
    exit: 'observatory',
  },
  'device-missing': {
    meaning: 'A step needs a device that the observatory does not have.',
    hint: 'Name the device in the observatory file, or take the step out of the plan.',
    retryable: false,
    exit: 'observatory',
  },
  'device-unable': {
    meaning: 'A device cannot do what a step asks of it.',
    hint: 'Look at what the driver can do with `nocturne inspect`.',
    retryable: false,
    exit: 'observatory',
  },
  'device-lied': {
    meaning: 'A device says that it has done something, and its state says otherwise.',
    hint: 'Look at the device; its driver may need to be restarted.',
    retryable: true,
    exit: 'incomplete',
  },
  interlock: {
    meaning: 'A step was refused because it could damage the observatory.',
    hint: 'Put the step that makes it safe before it: `park` before `close`, `open` before `unpark`.',
    retryable: false,
    exit: 'incomplete',
  },
  'target-out-of-reach': {
    meaning: 'A slew would point the telescope where a limit of the observatory forbids it.',
    hint: 'Give the target limits under `while`, so that it is waited for or passed over.',
    retryable: false,
    exit: 'incomplete',
  },
  'flip-failed': {
    meaning: 'The mount did not come to the other pointing state.',
    hint: 'The mount was stopped. Check its limits and its settings for the meridian before the next night.',
    retryable: false,
    exit: 'incomplete',
  },
  'exposure-failed': {
    meaning: 'The camera did not deliver the exposure.',
    hint: 'Look at the cable and the power of the camera.',
    retryable: true,
    exit: 'incomplete',
  },
  'cooling-failed': {
    meaning: 'The camera did not come to its temperature.',
    hint: 'Choose a higher set point, or give it more time.',
    retryable: true,
    exit: 'incomplete',
  },
  'image-unsaved': {
    meaning: 'A frame could not be written to disk.',
    hint: 'Check that the image folder exists and can be written to.',
    retryable: true,
    exit: 'incomplete',
  },
  'disk-full': {
    meaning: 'There is no room left for the frames of the night.',
    hint: 'Make room in the image folder, or choose another one.',
    retryable: true,
    exit: 'incomplete',
  },
  'file-name-pattern': {
    meaning: 'The pattern of the file names cannot be used.',
    hint: 'Correct `images: { name: ... }` in the observatory file; docs/frames.md lists the tokens.',
    retryable: false,
    exit: 'observatory',
  },
  'fits-invalid': {
    meaning: 'A file is not FITS, or it is damaged.',
    hint: 'Look at it with `fitsverify`; a damaged frame has to be taken again.',
    retryable: false,
    exit: 'failed',
  },
  'journal-unreadable': {
    meaning: 'The journal of the night cannot be read or written.',
    hint: 'Check the folder of the night; a journal that is damaged before its last line is not used.',
    retryable: false,
    exit: 'plan',
  },
  'journal-corrupt': {
    meaning: 'A line of a journal is neither a record nor the torn end of one.',
    hint: 'A crash only ever tears the last line: something else changed this file. Repair or remove that line.',
    retryable: false,
    exit: 'plan',
  },
  'journal-mismatch': {
    meaning: 'The journal belongs to another plan or another observatory.',
    hint: 'Resume with the plan that it was written for, or begin a new night.',
    retryable: false,
    exit: 'plan',
  },
  'already-running': {
    meaning: 'Another run of Nocturne holds this observatory or this night.',
    hint: 'End the other run first.',
    retryable: false,
    exit: 'observatory',
  },
  'night-over': {
    meaning: 'The time of the night is over.',
    hint: 'Look at `night:` in the plan, and at the clock of the observatory.',
    retryable: false,
    exit: 'incomplete',
  },
  'secure-failed': {
    meaning: 'The observatory could not be brought into a safe state.',
    hint: 'Go and look NOW: the telescope may not be parked, or the roof not closed.',
    retryable: true,
    exit: 'unsafe',
  },
  interrupted: {
    meaning: 'The run was ended from outside.',
    hint: 'Take it up again with `nocturne run --resume`.',
    retryable: false,
    exit: 'interrupted',
  },
  'server-not-found': {
    meaning: 'No Alpaca server answers.',
    hint: 'Check that the server runs, and that its address is right: nocturne discover http://host:port',
    retryable: true,
    exit: 'observatory',
  },
  'night-not-found': {
    meaning: 'No running night was found that the command could be meant for.',
    hint: 'Begin one with `nocturne run`; `nocturne status` lists what runs. Only the user who began a night may command it.',
    retryable: true,
    exit: 'observatory',
  },
  'night-ambiguous': {
    meaning: 'Several nights run, and it was not said which one is meant.',
    hint: 'Name its folder with --night.',
    retryable: false,
    exit: 'plan',
  },
  'night-silent': {
    meaning: 'A running night does not answer.',
    hint: 'It may be hung: look at its log. Its guard, if there is one, closes the observatory.',
    retryable: true,
    exit: 'failed',
  },
  'night-refuses': {
    meaning: 'A running night does not do what was asked of it.',
    hint: 'See what it is doing with `nocturne status`.',
    retryable: false,
    exit: 'failed',
  },
  'control-unavailable': {
    meaning: 'A night cannot open the socket by which it is commanded.',
    hint: 'The night goes on without it. Set NOCTURNE_RUNTIME_DIR to a folder that only you may enter, with a short path.',
    retryable: false,
    exit: 'failed',
  },
  internal: {
    meaning: 'Nocturne itself has a fault.',
    hint: 'Please report it, with the log of the night.',
    retryable: false,
    exit: 'failed',
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** Instead of the table's. */
  readonly hint?: string;
  /** Instead of the table's. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * An error with a code of the table.
 * @example throw new NocturneError('device-missing', 'the step "focus" needs a focuser, and the observatory has none');
 */
export class NocturneError extends Error {
  override readonly name = 'NocturneError';
  readonly hint: string;
  readonly retryable: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { hint, retryable, cause }: ErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint ?? ERRORS[code].hint;
    this.retryable = retryable ?? ERRORS[code].retryable;
  }

  /** The number that a command ends with because of it. */
  get exitCode(): number {
    return EXIT[ERRORS[this.code].exit];
  }
}

/** Whether trying again may help: what the error says of itself, and false for one that says nothing. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}
