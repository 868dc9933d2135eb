import { splitFrameKey } from '../journal/fold.js';
import type { AnalysisRecord, FileRecord, JournalRecord } from '../journal/records.js';
import { kindOf } from '../story/story.js';

/** One frame on disk. What was not measured is absent. */
export interface ListedFrame {
  readonly key: string;
  /** Of its set, in the plan. */
  readonly set: string;
  /** Start of the exposure where the journal has it, else when it was saved; ms since 1970 */
  readonly at: number;
  readonly target: string | undefined;
  /** "L 180 s" */
  readonly kind: string;
  /** In its set, with the passes around it: "7", "2/7". */
  readonly number: string;
  readonly path: string;
  /** Of the sensor, C. */
  readonly temperature: number | undefined;
  /** What it cost beside its exposure, s. */
  readonly dead: number | undefined;
  readonly analysis: AnalysisRecord | undefined;
}

/** The frames that a night has put on disk, in the order in which they were taken. */
export function frameList(records: readonly JournalRecord[]): readonly ListedFrame[] {
  const files = new Map<string, FileRecord>();
  const analyses = new Map<string, AnalysisRecord>();
  const dead = new Map<string, number>();
  for (const record of records) {
    if (record.type === 'file') files.set(record.key, record);
    if (record.type === 'analysis') analyses.set(record.key, record);
    if (record.type === 'overhead') dead.set(record.key, record.seconds);
  }
  const frames = [...files.values()].map(({ key, t, path, exposure }): ListedFrame => {
    const { start, target, temperature } = exposure;
    const { set: whole, n } = splitFrameKey(key) ?? { set: key, n: 0 };
    const [set = key, ...passes] = whole.split('@');
    return {
      key,
      set,
      at: Date.parse(typeof start === 'string' ? start : t),
      target: typeof target === 'string' ? target : undefined,
      kind: kindOf(exposure),
      number: [...passes, ...(n > 0 ? [String(n)] : [])].join('/'),
      path,
      temperature: typeof temperature === 'number' ? temperature : undefined,
      dead: dead.get(key),
      analysis: analyses.get(key),
    };
  });
  return frames.sort((a, b) => a.at - b.at);
}
