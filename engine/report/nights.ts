import type { JournalRecord } from '../journal/records.js';
import { type FrameRow, frameTable } from './frame-table.js';

export interface NightJournal {
  /** Where it is. */
  readonly folder: string;
  readonly records: readonly JournalRecord[];
}

/** How far several nights have brought one plan. */
export interface PlanProgress {
  readonly plan: string;
  readonly nights: readonly {
    readonly folder: string;
    /** ms since 1970 */
    readonly begun: number;
    /** Frames that no earlier night had taken already. */
    readonly frames: number;
    /** s of those */
    readonly exposure: number;
    /** undefined when it was cut off */
    readonly outcome: string | undefined;
  }[];
  readonly rows: readonly FrameRow[];
}

/**
 * Folds the nights of one plan. A frame has the same key in every night, so that one that two nights took counts once;
 * only what stands inside of a `repeat` is taken anew in each night, and counts each time.
 */
export function acrossNights(journals: readonly NightJournal[]): PlanProgress {
  const inOrder = [...journals].sort((a, b) => begunOf(a) - begunOf(b));
  const all = inOrder.flatMap(({ records }, i) => records.map((record) => ofNight(record, i)));
  const seen = new Set<string>();
  const nights = inOrder.map(({ folder, records }, i) => {
    let frames = 0;
    let exposure = 0;
    let outcome: string | undefined;
    for (const record of records) {
      if (record.type === 'resumed') outcome = undefined;
      if (record.type === 'ended') outcome = record.outcome;
      if (record.type !== 'file') continue;
      const { key } = ofNight(record, i);
      if (seen.has(key)) continue;
      seen.add(key);
      frames++;
      const { exposure: seconds } = record.exposure;
      if (typeof seconds === 'number') exposure += seconds;
    }
    return { folder, begun: begunOf({ records }), frames, exposure, outcome };
  });
  const [first] = inOrder;
  const [record] = first?.records ?? [];
  return {
    plan: record?.type === 'night' ? record.plan.name : 'unknown plan',
    nights,
    rows: frameTable(all),
  };
}

/** A frame of a pass through a repeat is another one in another night: its key is given the night as a pass around. */
function ofNight<R extends JournalRecord>(record: R, night: number): R {
  if (!('key' in record) || !record.key.includes('@')) return record;
  return { ...record, key: record.key.replace('@', `@night${String(night + 1)}@`) };
}

function begunOf({ records }: Pick<NightJournal, 'records'>): number {
  return Date.parse(records[0]?.t ?? '') || 0;
}
