import type { JournalRecord } from '../journal/records.js';
import { setIdOf, splitFrameKey } from '../journal/fold.js';
import { describeSeconds } from './durations.js';

/** How a line is meant. */
export type Tone = 'plain' | 'quiet' | 'good' | 'warning' | 'bad';

/** One thing that happened, as a person tells it. */
export interface StoryLine {
  /** ms since 1970 */
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
  /** Set for a frame on disk, so that several can be told in one line. */
  readonly frame?: FrameLine;
}

export interface FrameLine {
  /** Absent for frames without a target. */
  readonly target?: string | undefined;
  /** "L 180 s" */
  readonly kind: string;
  readonly n: number;
  /** How many the set has; 0 when that is not known. */
  readonly of: number;
}

/** Steps whose beginning nobody wants to read: their result is told. */
const TOLD_BY_THEIR_END = new Set(['frame', 'acquire', 'flip']);

/** Tells a journal as it grows: each record gives a line, or none. The same tale for a live night and a rehearsal. */
export class Story {
  readonly #kinds = new Map<string, { readonly kind: string; readonly title: string }>();
  #heardSafe = false;
  #unsafeSince: number | undefined;
  #observing = false;

  /** @param counts how many frames each set of the plan has, by its id */
  constructor(private readonly counts: ReadonlyMap<string, number>) {}

  add(record: JournalRecord): StoryLine | undefined {
    const at = Date.parse(record.t);
    const line = (tone: Tone, text: string): StoryLine => ({ at, tone, text });
    switch (record.type) {
      case 'night':
        return undefined;
      case 'resumed':
        this.#heardSafe = false;
        this.#unsafeSince = undefined;
        this.#observing = false;
        return line('plain', 'the night is taken up again');
      case 'begin':
        this.#kinds.set(record.key, record);
        return TOLD_BY_THEIR_END.has(record.kind) ? undefined : line('quiet', again(record));
      case 'end':
        return this.#ended(record, line);
      case 'file':
        return this.#frame(record, at);
      case 'verdict':
        return this.#verdict(record, at, line);
      case 'decision':
        return decision(record, line);
      case 'branch':
        return line(
          'plain',
          `${record.key}: ${record.branch === 'steps' ? 'its steps' : 'what stands under else'}, because ${record.reason}`,
        );
      case 'activity':
        return this.#activity(record.state, line);
      case 'secured': {
        const state = `${record.parked ? 'parked' : 'NOT PARKED'}, ${record.closed ? 'closed' : 'NOT CLOSED'}`;
        const safe = record.parked && record.closed;
        return line(safe ? 'good' : 'bad', `${state} (${describeSeconds(record.seconds)})`);
      }
      case 'alarm':
        return line('bad', `ALARM: ${record.message}`);
      case 'ended':
        return ended(record, line);
      case 'located':
      case 'frame-begin':
      case 'analysis':
      case 'overhead':
      case 'pass':
      case 'carried':
        return undefined;
    }
  }

  #ended(record: Extract<JournalRecord, { type: 'end' }>, line: Line): StoryLine | undefined {
    const begun = this.#kinds.get(record.key);
    const title = begun?.title ?? record.key;
    switch (record.outcome) {
      case 'failed':
        return line('bad', `${title} failed: ${record.reason ?? 'no reason given'}`);
      case 'skipped':
        return line('bad', `${title} is left out: ${record.reason ?? 'no reason given'}`);
      case 'stopped':
        return begun?.kind === 'frame' ? line('warning', `${title}: cut off`) : undefined;
      case 'done':
        return begun?.kind === 'acquire' ? line('plain', title.replace(/^acquire /u, 'on target: ')) : undefined;
    }
  }

  #frame({ key, exposure }: Extract<JournalRecord, { type: 'file' }>, at: number): StoryLine {
    const split = splitFrameKey(key);
    const n = split?.n ?? 1;
    const of = this.counts.get(split ? setIdOf(split.set) : '') ?? 0;
    const kind = kindOf(exposure);
    const target = typeof exposure['target'] === 'string' ? exposure['target'] : undefined;
    const text = `${target === undefined ? '' : `${target}  `}${kind}, ${String(n)}${of > 0 ? ` of ${String(of)}` : ''}`;
    return { at, tone: 'plain', text, frame: { target, kind, n, of } };
  }

  #verdict(
    { verdict, reason }: Extract<JournalRecord, { type: 'verdict' }>,
    at: number,
    line: Line,
  ): StoryLine | undefined {
    if (verdict === 'safe') {
      const first = !this.#heardSafe;
      const since = this.#unsafeSince;
      this.#heardSafe = true;
      this.#unsafeSince = undefined;
      if (since !== undefined) return line('good', `safe again after ${describeSeconds((at - since) / 1000)}`);
      return first ? line('quiet', reason) : undefined;
    }
    this.#unsafeSince ??= at;
    return line('warning', `${verdict.toUpperCase()}: ${reason}`);
  }

  #activity(state: string, line: Line): StoryLine | undefined {
    if (state === 'observing') {
      const before = this.#observing;
      this.#observing = true;
      return line('plain', before ? 'observing goes on' : 'observing');
    }
    if (state === 'paused') return line('warning', 'paused');
    return undefined;
  }
}

function ended({ outcome, frames }: Extract<JournalRecord, { type: 'ended' }>, line: Line): StoryLine {
  const count =
    frames && frames.done < frames.total ? `, ${String(frames.done)} of ${String(frames.total)} frames taken` : '';
  return line('plain', `the night is over: ${outcome}${count}`);
}

type Line = (tone: Tone, text: string) => StoryLine;

function again({ title, attempt }: { readonly title: string; readonly attempt: number }): string {
  return attempt > 1 ? `${title}, attempt ${String(attempt)}` : title;
}

/** "L 180 s", "dark 300 s" */
export function kindOf(exposure: Readonly<Record<string, unknown>>): string {
  const { filter, type, exposure: seconds } = exposure;
  const words = [
    ...(typeof filter === 'string' ? [filter] : []),
    ...(typeof type === 'string' && type !== 'light' ? [type] : []),
    ...(typeof seconds === 'number' ? [`${String(seconds)} s`] : []),
  ];
  return words.join(' ');
}

function decision(
  { about, action, reason, facts }: Extract<JournalRecord, { type: 'decision' }>,
  line: Line,
): StoryLine | undefined {
  if (about === 'flip') return flip(action, reason, line);
  if (about === 'night' && action === 'stop') return line('plain', `asked to end the night: ${reason}`);
  switch (action) {
    case 'wait': {
      const until = facts?.['until'];
      return line('quiet', `${about} waits: ${reason}${typeof until === 'string' ? `, until {${until}}` : ''}`);
    }
    case 'pass over':
      return line('warning', `${about} is passed over: ${reason}`);
    case 'finish':
      return line('plain', `${about} is finished: ${reason}`);
    case 'next target':
      return line('bad', `${about} was given up, on to the next target: ${reason}`);
    case 'end the night':
      return line('bad', `${about} was given up, and with it the night: ${reason}`);
    case 'skip':
      return undefined;
    default:
      return line('quiet', `${about}: ${action}, since ${reason}`);
  }
}

/** What a frame needs is decided before each; only what is out of the ordinary is told. */
function flip(action: string, reason: string, line: Line): StoryLine | undefined {
  if (action === 'expose' || action === 'continue') return undefined;
  if (action === 'flipped') return line('good', `meridian flip: ${reason}`);
  return line('quiet', `meridian: ${action}, since ${reason}`);
}
