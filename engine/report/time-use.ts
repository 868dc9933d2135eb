import type { JournalRecord } from '../journal/records.js';

/** What the time of a night goes to. The order is that of the report: what is wanted first. */
export const CAUSES = {
  exposing: 'exposing',
  readout: 'between exposures',
  pointing: 'pointing',
  focusing: 'focusing',
  flipping: 'meridian flips',
  steps: 'other steps',
  opening: 'opening',
  'waiting for targets': 'waiting for targets',
  'waiting for the night': 'waiting for the night',
  unsafe: 'unsafe',
  settling: 'waiting for it to stay safe',
  securing: 'parking and closing',
  paused: 'paused by the operator',
  lost: 'exposures cut off or failed',
  closing: 'closing down',
  down: 'not running',
} as const;
export type Cause = keyof typeof CAUSES;

/** A stretch of the night; ms since 1970, its end excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cause: Cause;
}

const STEP_CAUSES: Readonly<Record<string, Cause>> = {
  acquire: 'pointing',
  slew: 'pointing',
  flip: 'flipping',
  focus: 'focusing',
  frame: 'readout',
  wait: 'waiting for targets',
};

interface Begun {
  readonly kind: string;
  readonly at: number;
}

/** Where the time went, from the first record to the last, without gaps and without anything counted twice. */
export function timeUse(records: readonly JournalRecord[]): readonly Stretch[] {
  const base: Stretch[] = [];
  const exposures: Stretch[] = [];
  /** Frames whose exposure has begun and whose fate is not known yet. */
  const exposing = new Map<string, number>();
  let step: (Begun & { readonly key: string }) | undefined;
  let activity = 'securing';
  let unsafe = false;
  let before = true;
  let targetWaits = false;
  let from = timeOf(records[0]);
  let last = from;

  const cause = (): Cause => {
    switch (activity) {
      case 'observing':
        if (step) return STEP_CAUSES[step.kind] ?? 'steps';
        return targetWaits ? 'waiting for targets' : 'steps';
      case 'reopening':
        return 'opening';
      case 'waiting':
        return unsafe ? 'unsafe' : before ? 'waiting for the night' : 'settling';
      case 'paused':
        return 'paused';
      case 'closing':
        return 'closing';
      case 'securing':
        return unsafe ? 'unsafe' : 'securing';
      default:
        return 'steps';
    }
  };
  const mark = (at: number, as: Cause = cause()): void => {
    if (at > from) base.push({ from, to: at, cause: as });
    from = Math.max(from, at);
  };
  const lose = (at: number, key?: string): void => {
    for (const [frame, begun] of exposing) {
      if (key !== undefined && frame !== key) continue;
      if (at > begun) exposures.push({ from: begun, to: at, cause: 'lost' });
      exposing.delete(frame);
    }
  };

  for (const record of records) {
    const at = timeOf(record);
    switch (record.type) {
      case 'resumed':
        mark(last);
        mark(at, 'down');
        lose(last);
        step = undefined;
        activity = 'securing';
        unsafe = false;
        break;
      case 'begin':
        mark(at);
        step = { key: record.key, kind: record.kind, at };
        targetWaits = false;
        break;
      case 'frame-begin':
        exposing.set(record.key, at);
        break;
      case 'file': {
        const begun = exposing.get(record.key);
        const { exposure } = record.exposure;
        exposing.delete(record.key);
        if (begun !== undefined && typeof exposure === 'number') {
          exposures.push({ from: begun, to: Math.min(at, begun + exposure * 1000), cause: 'exposing' });
        }
        break;
      }
      case 'end':
        mark(at);
        if (record.outcome !== 'done') lose(at, record.key);
        if (step?.key === record.key) step = undefined;
        break;
      case 'decision':
        mark(at);
        targetWaits = record.action === 'wait';
        break;
      case 'verdict':
        mark(at);
        unsafe = record.verdict !== 'safe';
        break;
      case 'activity':
        mark(at);
        activity = record.state;
        if (activity === 'reopening' || activity === 'observing') before = false;
        if (activity !== 'observing') step = undefined;
        break;
      default:
        break;
    }
    last = at;
  }
  mark(last);
  return merged(painted(base, exposures));
}

/** Seconds by cause, in the order of the causes; those without any are left out. */
export function totals(stretches: readonly Stretch[]): readonly { readonly cause: Cause; readonly seconds: number }[] {
  return (Object.keys(CAUSES) as Cause[])
    .map((cause) => ({
      cause,
      seconds: stretches.reduce((sum, s) => (s.cause === cause ? sum + (s.to - s.from) / 1000 : sum), 0),
    }))
    .filter(({ seconds }) => seconds > 0);
}

/** Lays stretches over others; of those that overlap among themselves the earlier one holds. */
function painted(base: readonly Stretch[], over: readonly Stretch[]): readonly Stretch[] {
  const layer = [...over].sort((a, b) => a.from - b.from);
  const result: Stretch[] = [];
  let next = 0;
  for (const { from, to, cause } of base) {
    let at = from;
    while (at < to) {
      while (next < layer.length && (layer[next]?.to ?? 0) <= at) next++;
      const top = layer[next];
      if (!top || top.from >= to) {
        result.push({ from: at, to, cause });
        break;
      }
      if (top.from > at) result.push({ from: at, to: top.from, cause });
      const end = Math.min(to, top.to);
      result.push({ from: Math.max(at, top.from), to: end, cause: top.cause });
      at = end;
    }
  }
  return result;
}

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (last?.cause === stretch.cause && last.to === stretch.from) {
      result[result.length - 1] = { ...last, to: stretch.to };
    } else {
      result.push(stretch);
    }
  }
  return result;
}

function timeOf(record: JournalRecord | undefined): number {
  return record ? Date.parse(record.t) : 0;
}
