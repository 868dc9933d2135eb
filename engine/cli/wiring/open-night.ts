import { createHash } from 'node:crypto';
import type { NightIdentity } from '../../fits/frame.js';
import { NocturneError } from '../../errors.js';
import type { Progress } from '../../journal/fold.js';
import type { Journal } from '../../journal/journal.js';
import { JOURNAL_FORMAT } from '../../journal/records.js';
import type { Observatory } from '../../plan/observatory.js';
import type { Plan } from '../../plan/plan.js';
import type { NightDate } from '../../plan/times.js';
import { version } from '../version.js';

/** What makes a journal one of a rehearsal, which is never resumed with a real telescope. */
export interface RehearsalNote {
  readonly seed: number;
  readonly clouds: readonly string[];
}

/**
 * Writes the first record of a night, or that it was taken up again.
 * @returns what its frames have in common
 */
export async function openNight(
  journal: Journal,
  plan: Plan,
  observatory: Observatory,
  date: NightDate,
  rehearsal?: RehearsalNote,
): Promise<NightIdentity> {
  if (journal.progress.night) {
    await journal.appendDurably({ type: 'resumed', version: version() });
  } else {
    await journal.appendDurably({
      type: 'night',
      version: version(),
      format: JOURNAL_FORMAT,
      plan: { name: plan.name, hash: plan.hash, file: plan.file },
      observatory: { ...withoutPaths(observatory), ...(rehearsal && { rehearsal }) },
      sequence: withoutPlaces({
        date,
        night: plan.night,
        startup: plan.startup,
        steps: plan.steps,
        shutdown: plan.shutdown,
      }),
    });
  }
  const { night } = journal.progress;
  return {
    run: createHash('sha256')
      .update(`${night?.t ?? ''} ${plan.name}`)
      .digest('hex')
      .slice(0, 16),
    // A night that goes on keeps the names of its files, whatever the date is by now.
    night: recordedDate(night?.sequence) ?? date,
    sequence: plan.name,
    observatory,
    version: version(),
  };
}

function recordedDate(sequence: unknown): NightDate | undefined {
  if (typeof sequence !== 'object' || sequence === null || !('date' in sequence)) return undefined;
  return typeof sequence.date === 'string' ? sequence.date : undefined;
}

/** Refuses a journal that cannot be this plan's. @throws NocturneError `journal-mismatch` */
export function requireSameNight({ night }: Progress, plan: Plan, observatory: Observatory, folder: string): void {
  if (!night) return;
  const mismatch = (what: string, hint: string): NocturneError =>
    new NocturneError('journal-mismatch', `the night in ${folder} is ${what}`, { hint });
  if (night.plan.name !== plan.name) {
    throw mismatch(
      `one of "${night.plan.name}", and ${plan.file} is "${plan.name}"`,
      `Resume it with ${night.plan.file}, or begin a new night without --resume.`,
    );
  }
  const known = observatoryIn(night.observatory);
  if (known.rehearsed) {
    throw mismatch('a rehearsal, which has taken no frames', 'Begin a night with `nocturne run`, without --resume.');
  }
  if (known.name !== undefined && known.name !== observatory.name) {
    throw mismatch(
      `one of the observatory "${known.name}", and this is "${observatory.name}"`,
      'Resume it with the same --observatory, or begin a new night without --resume.',
    );
  }
}

/** What a journal says of its observatory. */
export function observatoryIn(recorded: unknown): { readonly name?: string; readonly rehearsed: boolean } {
  if (typeof recorded !== 'object' || recorded === null) return { rehearsed: false };
  const rehearsed = 'rehearsal' in recorded;
  return 'name' in recorded && typeof recorded.name === 'string' ? { name: recorded.name, rehearsed } : { rehearsed };
}

/** An observatory as the journal keeps it: the same on every computer. */
function withoutPaths({ file: _, images, ...rest }: Observatory): object {
  return { ...rest, images: { name: images.name } };
}

/** Where a node stands in its file says nothing once it has been read. */
function withoutPlaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'place' ? undefined : inner)));
}
