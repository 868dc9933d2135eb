import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NocturneError } from '../../errors.js';
import { usage } from '../arguments.js';
import { isFolder, JOURNAL_FILE, type KnownNight, newestUnfinished, nightIn, shown } from './night-folder.js';
import { readRunnablePlan, type ReadPlan } from './plan-file.js';

/** Which sequence is to be run, and which night it takes up again. */
export interface RunChoice extends ReadPlan {
  readonly night: KnownNight | undefined;
}

export interface RunWords {
  /** A sequence file, the folder of a night, or both, in any order. */
  readonly operands: readonly string[];
  readonly resume: boolean;
  /** Where the nights are. */
  readonly nights: string;
}

/**
 * Makes sense of `run SEQUENCE`, `run SEQUENCE --resume`, `run --resume` and `run --resume FOLDER`.
 * @throws FileProblems, NocturneError `usage`, `journal-unreadable`
 */
export function chooseRun({ operands, resume, nights }: RunWords): RunChoice {
  const folders = operands.filter((word) => isFolder(word) || word.endsWith(JOURNAL_FILE));
  const [file, second] = operands.filter((word) => !folders.includes(word));
  const [folder, another] = folders;
  if (second !== undefined || another !== undefined) {
    throw usage('run', `one sequence is run at a time, and "${second ?? another ?? ''}" is another one`);
  }
  if (folder !== undefined && !resume) {
    if (existsSync(join(folder, JOURNAL_FILE)) || folder.endsWith(JOURNAL_FILE)) {
      throw usage('run', `${folder} is the folder of a night`, `To take it up again: nocturne run --resume ${folder}`);
    }
    throw usage('run', `${folder} is a folder, and no sequence`, 'Name a sequence file in it.');
  }
  if (file === undefined && !resume) throw usage('run', '`nocturne run` needs a sequence file');
  if (folder !== undefined) {
    const night = nightIn(folder.endsWith(JOURNAL_FILE) ? dirname(folder) : folder);
    return { ...readRunnablePlan(file ?? planFileOf(night)), night };
  }
  if (file !== undefined) {
    const read = readRunnablePlan(file);
    return { ...read, night: resume ? newestUnfinished(nights, read.plan.name) : undefined };
  }
  const night = newestUnfinished(nights);
  if (!night) {
    throw new NocturneError('usage', `there is no unfinished night in ${nights}`, {
      hint: 'Begin one with `nocturne run SEQUENCE`, or say with --out where the nights are.',
    });
  }
  return { ...readRunnablePlan(planFileOf(night)), night };
}

function planFileOf({ folder, progress }: KnownNight): string {
  const file = progress.night?.plan.file;
  if (file !== undefined && existsSync(file)) return file;
  throw new NocturneError(
    'plan-unreadable',
    `the night in ${shown(folder)} was begun with ${file ?? 'a sequence'}, which is not there`,
    { hint: `Name the sequence: nocturne run SEQUENCE --resume ${shown(folder)}` },
  );
}
