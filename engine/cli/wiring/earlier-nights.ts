import type { JournalEntry } from '../../journal/records.js';
import type { Observatory } from '../../plan/observatory.js';
import type { Plan } from '../../plan/plan.js';
import { observatoryIn } from './open-night.js';
import { nightsUnder } from './night-folder.js';

/** A frame on disk that need not be taken again. */
export type CarriedFrame = Omit<Extract<JournalEntry, { readonly type: 'carried' }>, 'type'>;

/**
 * The frames that earlier nights of a plan took at the same observatory, each once. Those of a pass through a `repeat` are
 * not among them: to repeat means to take them again.
 */
export function framesOfEarlierNights(
  parent: string,
  plan: Pick<Plan, 'name'>,
  observatory: Pick<Observatory, 'name'>,
): readonly CarriedFrame[] {
  const frames = new Map<string, CarriedFrame>();
  // In the order in which they were begun: a later one may have carried the same frames.
  const nights = [...nightsUnder(parent)].sort((a, b) => a.begun.localeCompare(b.begun));
  for (const { progress, begun } of nights) {
    const { night, files } = progress;
    if (night?.plan.name !== plan.name) continue;
    const known = observatoryIn(night.observatory);
    if (known.rehearsed || known.name !== observatory.name) continue;
    for (const [key, { path, sha256 }] of files) {
      if (!key.includes('@') && !frames.has(key)) frames.set(key, { key, path, sha256, night: begun });
    }
  }
  return [...frames.values()];
}
