import type { JournalRecord, Verdict } from '../journal/records.js';
import { kindOf } from './story.js';

/** What a night came to. Times in ms since 1970, lengths in s. */
export interface NightSummary {
  readonly begun: number;
  readonly ended: number;
  readonly outcome: string | undefined;
  readonly frames: readonly FrameCount[];
  /** Those that the mount read back. */
  readonly flips: readonly Flip[];
  readonly interruptions: readonly Interruption[];
  /** Each with how often it came. */
  readonly errors: readonly { readonly text: string; readonly times: number }[];
  readonly resumed: number;
  /** Longest time that securing took, s; undefined when it was never needed while open. */
  readonly longestSecuring: number | undefined;
}

export interface Flip {
  readonly at: number;
  /** Absent for a flip that no target needed. */
  readonly target?: string | undefined;
  /** What the mount read back. */
  readonly reason: string;
}

export interface FrameCount {
  readonly target: string | undefined;
  /** "L 180 s" */
  readonly kind: string;
  readonly count: number;
  /** s */
  readonly exposure: number;
}

export interface Interruption {
  readonly verdict: Exclude<Verdict, 'safe'>;
  readonly from: number;
  /** When it was safe again; undefined when it never was. */
  readonly to: number | undefined;
  /** When observing went on; undefined when it did not. */
  readonly resumed: number | undefined;
}

/** Reads a journal as a whole. */
export function summarize(records: readonly JournalRecord[]): NightSummary {
  const frames = new Map<string, FrameCount>();
  const flips: Flip[] = [];
  let target: string | undefined;
  const interruptions: Interruption[] = [];
  const errors = new Map<string, number>();
  const begun = new Map<string, { readonly kind: string; readonly title: string }>();
  let outcome: string | undefined;
  let resumed = 0;
  let observed = false;
  let longestSecuring: number | undefined;

  const lastInterruption = (change: (last: Interruption) => Interruption): void => {
    const last = interruptions.pop();
    if (last) interruptions.push(change(last));
  };
  for (const record of records) {
    const at = Date.parse(record.t);
    switch (record.type) {
      case 'resumed':
        resumed++;
        observed = false;
        outcome = undefined;
        break;
      case 'begin':
        begun.set(record.key, record);
        if (record.kind === 'acquire') target = record.title.replace(/^acquire /u, '');
        break;
      case 'end': {
        const title = begun.get(record.key)?.title ?? record.key;
        if (record.outcome === 'failed') count(errors, `${title}: ${record.reason ?? 'no reason given'}`);
        break;
      }
      case 'alarm':
        count(errors, record.message);
        break;
      case 'file':
        addFrame(frames, record.exposure);
        break;
      case 'verdict':
        if (record.verdict === 'safe') {
          lastInterruption((last) => (last.to === undefined ? { ...last, to: at } : last));
        } else if (observed && interruptions.every(({ to }) => to !== undefined)) {
          interruptions.push({ verdict: record.verdict, from: at, to: undefined, resumed: undefined });
        }
        break;
      case 'activity':
        if (record.state === 'observing') {
          observed = true;
          lastInterruption((last) => ({ ...last, resumed: last.resumed ?? at }));
        }
        if (record.state === 'closing') observed = false;
        break;
      case 'secured':
        if (observed) longestSecuring = Math.max(longestSecuring ?? 0, record.seconds);
        break;
      case 'ended':
        outcome = record.outcome;
        break;
      case 'night':
      case 'located':
      case 'frame-begin':
      case 'analysis':
      case 'overhead':
      case 'pass':
      case 'branch':
      case 'carried':
        break;
      case 'decision':
        // A flip is a step of its own, or comes between two frames: each ends with this.
        if (record.about === 'flip' && record.action === 'flipped') flips.push({ at, target, reason: record.reason });
        break;
    }
  }
  return {
    begun: Date.parse(records[0]?.t ?? ''),
    ended: Date.parse(records.at(-1)?.t ?? ''),
    outcome,
    frames: [...frames.values()],
    flips,
    interruptions,
    errors: [...errors].map(([text, times]) => ({ text, times })),
    resumed,
    longestSecuring,
  };
}

function count(errors: Map<string, number>, text: string): void {
  errors.set(text, (errors.get(text) ?? 0) + 1);
}

function addFrame(frames: Map<string, FrameCount>, facts: Readonly<Record<string, unknown>>): void {
  const target = typeof facts['target'] === 'string' ? facts['target'] : undefined;
  const seconds = typeof facts['exposure'] === 'number' ? facts['exposure'] : 0;
  const kind = kindOf(facts);
  const key = `${target ?? ''}\n${kind}`;
  const known = frames.get(key) ?? { target, kind, count: 0, exposure: 0 };
  frames.set(key, { ...known, count: known.count + 1, exposure: known.exposure + seconds });
}
