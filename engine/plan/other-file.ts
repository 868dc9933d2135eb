import type { Located } from './document.js';
import type { Problem } from './problem.js';

/** What a file that was taken for one kind of file probably is instead; everything else that is wrong with it follows. */
export function otherFile(
  text: string,
  { entries, place }: Located,
  wanted: 'sequence' | 'observatory',
): Problem | undefined {
  const found = (message: string, hint: string): Problem => ({
    severity: 'error',
    code: 'wrong-value',
    message,
    hint,
    place,
  });
  if (/^\s*<(?:\?xml|SequenceQueue|SchedulerList)/u.test(text)) {
    return found('this is an XML file, not YAML', '`nocturne import` makes a sequence of what Ekos wrote');
  }
  if (entries?.has('$type') || entries?.has('$id')) {
    return found('this is a file of N.I.N.A.', '`nocturne import` makes a sequence of it');
  }
  if (/^SIMPLE {2}=/u.test(text)) return found('this is a FITS file', '`nocturne fits` shows what is in it');
  const isSequence = entries?.has('steps') || entries?.has('sequence');
  const isObservatory = entries?.has('site') && entries.has('devices');
  if (wanted === 'sequence' && isObservatory && !isSequence) {
    return found('this is an observatory, not a sequence', 'a sequence names it: `observatory: FILE`');
  }
  if (wanted === 'observatory' && isSequence && !isObservatory) {
    return found('this is a sequence, not an observatory', 'an observatory file has `site:` and `devices:`');
  }
  return undefined;
}
