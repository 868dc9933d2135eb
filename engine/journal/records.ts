/**
 * What a journal is made of. A record states a fact at the moment it became one; records are never changed, so the state
 * of a night is what folding them gives (fold.ts). The first record of a file is `night`.
 */

/** A position fixed on the sky: J2000, hours and degrees. */
export interface LocatedAt {
  readonly ra: number;
  readonly dec: number;
}

/** The layout of the records. A reader refuses a journal with a higher number. */
export const JOURNAL_FORMAT = 1;

export type Outcome = 'done' | 'failed' | 'stopped' | 'skipped';
/** The lists of a `when`. */
export type Branch = 'steps' | 'else';
export type Verdict = 'safe' | 'unsafe' | 'unknown';
/** Values that a decision rested on, an exposure's settings: whatever JSON holds. */
export type Facts = Readonly<Record<string, unknown>>;

interface Stamped {
  /** ISO 8601 in UTC, to the millisecond: 2026-11-21T23:10:05.250Z */
  readonly t: string;
}

/** What the night is made of; the first record. */
export interface NightRecord extends Stamped {
  readonly type: 'night';
  /** Of Nocturne. */
  readonly version: string;
  readonly format: number;
  readonly plan: { readonly name: string; readonly hash: string; readonly file: string };
  readonly observatory: unknown;
  /** The plan in canonical form: enough to take the night up again without its file. */
  readonly sequence: unknown;
}
/** The night was taken up again after a stop or a crash. */
export interface ResumedRecord extends Stamped {
  readonly type: 'resumed';
  readonly version: string;
}
export interface BeginRecord extends Stamped {
  readonly type: 'begin';
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly attempt: number;
}
/** A position that depends on when it was first acquired, fixed from now on. */
export interface LocatedRecord extends Stamped, LocatedAt {
  readonly type: 'located';
  readonly key: string;
}
export interface FrameBeginRecord extends Stamped {
  readonly type: 'frame-begin';
  readonly key: string;
}
/** A frame stands under its final name, durably: now, and only now, it counts. */
export interface FileRecord extends Stamped {
  readonly type: 'file';
  readonly key: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** How it was exposed: filter, duration, temperature and the like. */
  readonly exposure: Facts;
}
/** A frame that an earlier night of the plan took: it counts here too, and is not taken again. */
export interface CarriedRecord extends Stamped {
  readonly type: 'carried';
  readonly key: string;
  readonly path: string;
  readonly sha256: string;
  /** When that night was begun, ISO. */
  readonly night: string;
}
/** What a frame looks like, measured after it was saved; lengths in pixels, levels in units of the converter. */
export interface AnalysisRecord extends Stamped {
  readonly type: 'analysis';
  readonly key: string;
  readonly stars: number;
  readonly hfr?: number;
  readonly fwhm?: number;
  readonly eccentricity?: number;
  readonly background: number;
  readonly noise: number;
  /** Share of the pixels that are saturated, 0..1. */
  readonly saturated: number;
  /** The picture of it, from the folder of the journal. */
  readonly preview?: string;
}
/** What a frame cost beside its exposure, by cause. s */
export interface OverheadRecord extends Stamped {
  readonly type: 'overhead';
  readonly key: string;
  readonly seconds: number;
  /** filter, settle, download and the like; s each */
  readonly causes: Readonly<Record<string, number>>;
}
export interface EndRecord extends Stamped {
  readonly type: 'end';
  readonly key: string;
  readonly outcome: Outcome;
  readonly reason?: string;
}
/** Pass `n` (from 1) of a repeat has been finished. */
export interface PassRecord extends Stamped {
  readonly type: 'pass';
  readonly key: string;
  readonly n: number;
}
/** Which list of a `when` is done: decided once, whatever the sky does later. */
export interface BranchRecord extends Stamped {
  readonly type: 'branch';
  readonly key: string;
  readonly branch: Branch;
  readonly reason: string;
}
export interface VerdictRecord extends Stamped {
  readonly type: 'verdict';
  readonly verdict: Verdict;
  readonly reason: string;
}
export interface DecisionRecord extends Stamped {
  readonly type: 'decision';
  readonly about: string;
  readonly action: string;
  readonly reason: string;
  readonly facts?: Facts;
}
/** What the night as a whole is doing: securing, waiting, observing and so on. */
export interface ActivityRecord extends Stamped {
  readonly type: 'activity';
  readonly state: string;
}
export interface AlarmRecord extends Stamped {
  readonly type: 'alarm';
  readonly message: string;
}
/** The observatory was made safe, as far as the devices confirm it. */
export interface SecuredRecord extends Stamped {
  readonly type: 'secured';
  readonly parked: boolean;
  readonly closed: boolean;
  /** From the trip to the last confirmation, s. */
  readonly seconds: number;
}
export interface EndedRecord extends Stamped {
  readonly type: 'ended';
  readonly outcome: string;
  /** On disk, and asked for by the sequence. */
  readonly frames?: { readonly done: number; readonly total: number };
}

export type JournalRecord =
  | NightRecord
  | ResumedRecord
  | BeginRecord
  | LocatedRecord
  | FrameBeginRecord
  | FileRecord
  | CarriedRecord
  | AnalysisRecord
  | OverheadRecord
  | EndRecord
  | PassRecord
  | BranchRecord
  | VerdictRecord
  | DecisionRecord
  | ActivityRecord
  | AlarmRecord
  | SecuredRecord
  | EndedRecord;

type WithoutTime<R> = R extends JournalRecord ? Omit<R, 't'> : never;
/** A record as it is handed to a journal, which stamps it with the time. */
export type JournalEntry = WithoutTime<JournalRecord>;

export type RecordType = JournalRecord['type'];

type FieldsOf<T extends RecordType> = Extract<JournalRecord, { readonly type: T }>;

/** The fields that each type of record cannot do without, and what JSON calls their types. */
export const REQUIRED_FIELDS: {
  readonly [T in RecordType]: Readonly<Partial<Record<keyof FieldsOf<T>, 'string' | 'number' | 'boolean' | 'object'>>>;
} = {
  night: { version: 'string', format: 'number', plan: 'object' },
  resumed: { version: 'string' },
  begin: { key: 'string', kind: 'string', title: 'string', attempt: 'number' },
  located: { key: 'string', ra: 'number', dec: 'number' },
  'frame-begin': { key: 'string' },
  file: { key: 'string', path: 'string', sha256: 'string', bytes: 'number', exposure: 'object' },
  carried: { key: 'string', path: 'string', sha256: 'string', night: 'string' },
  analysis: { key: 'string', stars: 'number', background: 'number', noise: 'number', saturated: 'number' },
  overhead: { key: 'string', seconds: 'number', causes: 'object' },
  end: { key: 'string', outcome: 'string' },
  pass: { key: 'string', n: 'number' },
  branch: { key: 'string', branch: 'string', reason: 'string' },
  verdict: { verdict: 'string', reason: 'string' },
  decision: { about: 'string', action: 'string', reason: 'string' },
  activity: { state: 'string' },
  alarm: { message: 'string' },
  secured: { parked: 'boolean', closed: 'boolean', seconds: 'number' },
  ended: { outcome: 'string' },
};
