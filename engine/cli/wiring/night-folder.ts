import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { NocturneError } from '../../errors.js';
import { fold, type Progress } from '../../journal/fold.js';
import { parseJournal } from '../../journal/read.js';
import type { JournalRecord } from '../../journal/records.js';
import { makeOutputFolder } from '../output.js';

export const JOURNAL_FILE = 'journal.ndjson';
export const LOG_FILE = 'log.ndjson';
export const LOCK_FILE = 'run.lock';

/** A night that has a journal. */
export interface KnownNight {
  /** Absolute. */
  readonly folder: string;
  readonly progress: Progress;
  /** When it was begun, ISO. */
  readonly begun: string;
  /** Of its last record, ms since 1970. */
  readonly lastMoment: number;
  readonly records: readonly JournalRecord[];
}

/** The folder of a night that has not been: `2026-11-21-first-light`, with a number when that is taken. */
export function newNightFolder(parent: string, date: string, plan: string): string {
  const name = join(resolve(parent), `${date}-${slug(plan)}`);
  for (let n = 1; ; n++) {
    const folder = n === 1 ? name : `${name}-${String(n)}`;
    if (!existsSync(join(folder, JOURNAL_FILE))) return folder;
  }
}

/**
 * Makes the folder in which a night is written down, before anything moves.
 * @throws NocturneError `journal-unreadable` when it cannot be made or written to
 */
export function makeNightFolder(folder: string): void {
  const hint = 'say with --out where nights are to be written';
  makeOutputFolder(folder, { shown: shown(folder), code: 'journal-unreadable', hint });
}

/** Letters and digits of any script, the rest as hyphens. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return plain.slice(0, 60) || 'night';
}

/** A night whose plan was gone through to its end. What was left out in it would be left out again. */
const OVER: ReadonlySet<string | undefined> = new Set(['completed', 'ended with frames missing']);

/** The newest night under a folder that did not come to its end, of one plan or of any. */
export function newestUnfinished(parent: string, plan?: string): KnownNight | undefined {
  return newestOf(
    nightsUnder(parent)
      .filter(({ progress }) => !OVER.has(progress.outcome))
      .filter(({ progress }) => plan === undefined || progress.night?.plan.name === plan),
  );
}

/** Every night under a folder whose journal can be read. */
export function nightsUnder(parent: string): readonly KnownNight[] {
  return folders(parent)
    .map((folder) => readableNight(folder))
    .filter((night): night is KnownNight => night !== undefined);
}

export function newestOf(nights: readonly KnownNight[]): KnownNight | undefined {
  return nights.reduce<KnownNight | undefined>(
    (newest, night) => (newest === undefined || night.begun > newest.begun ? night : newest),
    undefined,
  );
}

/** @returns undefined for a folder without a journal, and for a journal without a whole line */
export function readNight(folder: string): KnownNight | undefined {
  const path = join(folder, JOURNAL_FILE);
  if (!existsSync(path)) return undefined;
  const { records } = parseJournal(readFileSync(path), shown(path));
  const [first] = records;
  if (!first) return undefined;
  const lastMoment = Date.parse(records.at(-1)?.t ?? first.t);
  return { folder, progress: fold(records), begun: first.t, lastMoment, records };
}

/** A journal that something else has damaged stands in nobody's way unless it is asked for by name. */
function readableNight(folder: string): KnownNight | undefined {
  try {
    return readNight(folder);
  } catch (error) {
    if (error instanceof NocturneError) return undefined;
    throw error;
  }
}

/** The night in a folder that was named. @throws NocturneError `journal-unreadable` */
export function nightIn(folder: string): KnownNight {
  const night = readNight(resolve(folder));
  if (night) return night;
  throw new NocturneError('journal-unreadable', `${folder} holds no journal of a night`, {
    hint: `Name the folder that has ${JOURNAL_FILE} in it.`,
  });
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A path as a person wants to read it: relative where that is shorter. */
export function shown(path: string): string {
  const from = relative(process.cwd(), path);
  return from !== '' && from.length < path.length ? from : path;
}

function folders(parent: string): readonly string[] {
  if (!isFolder(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(resolve(parent), entry.name));
}
