import { setIdOf, splitFrameKey } from '../journal/fold.js';
import type { JournalRecord } from '../journal/records.js';
import { kindOf } from '../story/story.js';
import { median } from './median.js';

/** The frames of one set of a plan. */
export interface FrameRow {
  /** Of the set, in the plan. */
  readonly id: string;
  readonly target: string | undefined;
  /** "L 180 s" */
  readonly kind: string;
  /** On disk, each counted once. */
  readonly done: number;
  /** What the plan asks for; undefined when it does not say, or goes round and round. */
  readonly wanted: number | undefined;
  /** s on disk */
  readonly exposure: number;
  /** Median half-flux radius of the frames that were measured, px. */
  readonly hfr: number | undefined;
}

/** What was taken, set by set, in the order of the plan. Frames of several nights of a plan may be given together. */
export function frameTable(records: readonly JournalRecord[]): readonly FrameRow[] {
  const sets = new Map<string, { frames: Map<string, number>; target?: string; kind: string; hfrs: number[] }>();
  const wanted = new Map<string, number>();
  const set = (key: string) => {
    const id = setOf(key);
    const known = sets.get(id) ?? { frames: new Map<string, number>(), kind: '', hfrs: [] };
    sets.set(id, known);
    return known;
  };
  for (const record of records) {
    if (record.type === 'night') for (const [id, count] of setsIn(record.sequence)) wanted.set(id, count);
    if (record.type === 'file') {
      const { exposure, target } = record.exposure;
      const known = set(record.key);
      known.frames.set(record.key, typeof exposure === 'number' ? exposure : 0);
      known.kind = kindOf(record.exposure);
      if (typeof target === 'string') known.target = target;
    }
    if (record.type === 'analysis' && record.hfr !== undefined) set(record.key).hfrs.push(record.hfr);
  }
  const order = [...new Set([...wanted.keys(), ...sets.keys()])];
  return order.flatMap((id): FrameRow[] => {
    const known = sets.get(id);
    const count = wanted.get(id);
    if (!known && count === undefined) return [];
    const again = [...(known?.frames.keys() ?? [])].some((key) => key.includes('@'));
    return [
      {
        id,
        target: known?.target ?? (id.includes('/') ? id.split('/')[0] : undefined),
        kind: known?.kind ?? id.split('/').at(-1) ?? id,
        done: known?.frames.size ?? 0,
        wanted: again ? undefined : count,
        exposure: [...(known?.frames.values() ?? [])].reduce((sum, seconds) => sum + seconds, 0),
        hfr: median(known?.hfrs ?? []),
      },
    ];
  });
}

function setOf(key: string): string {
  return setIdOf(splitFrameKey(key)?.set ?? key);
}

/** The sets of frames of a plan as a journal keeps it: id and count. The record may be of an older version. */
function setsIn(value: unknown): readonly (readonly [id: string, count: number])[] {
  if (Array.isArray(value)) return value.flatMap(setsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { id, count, exposure } = value as Record<string, unknown>;
  if (typeof id === 'string' && typeof count === 'number' && typeof exposure === 'number') return [[id, count]];
  return Object.values(value).flatMap(setsIn);
}
