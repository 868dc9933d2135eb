import type { Branch, LocatedAt, JournalRecord, NightRecord, Outcome, Verdict } from './records.js';

export interface SavedFrame {
  readonly path: string;
  readonly sha256: string;
}

/** What the records so far amount to: what is done, and what was last known. */
export interface Progress {
  readonly night: NightRecord | undefined;
  /** How often the night was taken up again. */
  readonly resumed: number;
  /** Finished frames: frame key without its number -> the numbers. */
  readonly frames: ReadonlyMap<string, ReadonlySet<number>>;
  /** Frame key -> where it is. */
  readonly files: ReadonlyMap<string, SavedFrame>;
  /** Keys of frames that were begun, and of which neither file nor failure is known: a crash came between. */
  readonly open: ReadonlySet<string>;
  /** Key of a repeat -> its last finished pass. */
  readonly passes: ReadonlyMap<string, number>;
  /** Key of a `when` -> the list that was decided for. */
  readonly branches: ReadonlyMap<string, Branch>;
  /** Keys that ended with `done` and have not begun again since. */
  readonly ended: ReadonlySet<string>;
  /** Key -> how it ended last. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly located: ReadonlyMap<string, LocatedAt>;
  readonly lastVerdict: Verdict | undefined;
  readonly lastActivity: string | undefined;
  /** How the night ended; undefined while it goes on, and after a crash. */
  readonly outcome: string | undefined;
}

/** Splits a frame key into the key of its set (with passes) and its number; undefined when it is none. */
export function splitFrameKey(key: string): { readonly set: string; readonly n: number } | undefined {
  const at = key.lastIndexOf('#');
  const n = Number(key.slice(at + 1));
  return at > 0 && Number.isInteger(n) && n > 0 ? { set: key.slice(0, at), n } : undefined;
}

/** The id of a set, of the key that it has in a pass: "dark" of "dark@2". */
export function setIdOf(key: string): string {
  const at = key.indexOf('@');
  return at < 0 ? key : key.slice(0, at);
}

/** Folds records into progress, one by one, so that a running night and a resumed one see the same thing. */
export class ProgressFold implements Progress {
  night: NightRecord | undefined;
  resumed = 0;
  readonly frames = new Map<string, Set<number>>();
  readonly files = new Map<string, SavedFrame>();
  readonly open = new Set<string>();
  readonly passes = new Map<string, number>();
  readonly branches = new Map<string, Branch>();
  readonly ended = new Set<string>();
  readonly outcomes = new Map<string, Outcome>();
  readonly located = new Map<string, LocatedAt>();
  lastVerdict: Verdict | undefined;
  lastActivity: string | undefined;
  outcome: string | undefined;

  add(record: JournalRecord): void {
    switch (record.type) {
      case 'night':
        this.night = record;
        break;
      case 'resumed':
        this.resumed++;
        this.outcome = undefined;
        // What was known of the sky before a crash says nothing about now.
        this.lastVerdict = undefined;
        break;
      case 'begin':
        this.ended.delete(record.key);
        break;
      case 'located':
        this.located.set(record.key, { ra: record.ra, dec: record.dec });
        break;
      case 'file':
      case 'carried':
        this.#addFile(record.key, { path: record.path, sha256: record.sha256 });
        break;
      case 'end':
        // A frame that was exposed is saved behind the next one: until its file stands, a crash may come between.
        if (record.outcome !== 'done') this.open.delete(record.key);
        this.outcomes.set(record.key, record.outcome);
        if (record.outcome === 'done') this.ended.add(record.key);
        break;
      case 'pass':
        this.passes.set(record.key, Math.max(record.n, this.passes.get(record.key) ?? 0));
        break;
      case 'branch':
        this.branches.set(record.key, record.branch);
        break;
      case 'verdict':
        this.lastVerdict = record.verdict;
        break;
      case 'activity':
        this.lastActivity = record.state;
        break;
      case 'ended':
        this.outcome = record.outcome;
        break;
      case 'frame-begin':
        this.open.add(record.key);
        break;
      case 'analysis':
      case 'overhead':
      case 'decision':
      case 'alarm':
      case 'secured':
        break;
    }
  }

  #addFile(key: string, file: SavedFrame): void {
    this.files.set(key, file);
    this.open.delete(key);
    const frame = splitFrameKey(key);
    if (!frame) return;
    const numbers = this.frames.get(frame.set) ?? new Set<number>();
    this.frames.set(frame.set, numbers.add(frame.n));
  }
}

/** What these records amount to. */
export function fold(records: Iterable<JournalRecord>): Progress {
  const progress = new ProgressFold();
  for (const record of records) progress.add(record);
  return progress;
}
