import { stringify } from 'yaml';
import { formatDeclination, formatRightAscension } from '../../../sky/index.js';
import { formatExposure } from '../measures.js';

/** What an imported file comes to, before it is written as a sequence. */
export interface Draft {
  readonly name: string;
  readonly startup: readonly unknown[];
  readonly steps: readonly unknown[];
  readonly shutdown: readonly unknown[];
  /** What was left out or changed, for people. */
  readonly notes: readonly string[];
}

export interface DraftFrame {
  readonly type?: 'dark' | 'bias' | 'flat';
  readonly filter?: string;
  /** s */
  readonly exposure: number;
  readonly count: number;
  readonly binning?: number;
  readonly gain?: number;
  readonly offset?: number;
}

export interface DraftTarget {
  readonly name: string;
  /** h and deg, J2000 */
  readonly ra: number;
  readonly dec: number;
  readonly frames: readonly DraftFrame[];
  readonly while?: Readonly<Record<string, string>>;
  /** Times, as a plan has them. */
  readonly from?: string;
  readonly until?: string;
  readonly order?: 'rotate';
}

/** Where a file says nothing of what to take: a beginning that the observer completes. */
export const SOME_FRAMES: readonly DraftFrame[] = [{ filter: 'L', exposure: 180, count: 20 }];

/** A name without what may not stand in one. */
export function plainName(name: string): string {
  const plain = name
    .replace(/[/\\]/gu, '-')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, 80);
  return /^\.*$/u.test(plain) ? 'Unnamed' : plain;
}

export function targetStep({ name, ra, dec, frames, ...rest }: DraftTarget): unknown {
  return {
    target: {
      name: plainName(name),
      position: `${formatRightAscension(ra)} ${formatDeclination(dec)}`,
      ...(rest.while && { while: rest.while }),
      ...(rest.from !== undefined && { from: rest.from }),
      ...(rest.until !== undefined && { until: rest.until }),
      frames: frames.map(frameBody),
      ...(rest.order && { order: rest.order }),
    },
  };
}

export function frameBody({ exposure, ...frame }: DraftFrame): unknown {
  const { type, filter, count, ...rest } = frame;
  return {
    ...(type && { type }),
    ...(filter !== undefined && { filter }),
    ...(type === 'bias' ? {} : { exposure: formatExposure(exposure) }),
    count,
    ...rest,
  };
}

/** The draft as the text of a sequence file, with what was left out in comments at its head. */
export function draftText({ name, startup, steps, shutdown, notes }: Draft, source: string): string {
  const body = {
    sequence: plainName(name),
    observatory: 'simulator',
    night: { start: 'nautical dusk', end: 'nautical dawn' },
    startup,
    steps,
    shutdown,
  };
  const comments = [
    '# yaml-language-server: $schema=../schemas/sequence.schema.json',
    '#',
    `# Imported from ${source.replace(/\s+/gu, ' ')}. Put in your own observatory, and look at what was left out:`,
    ...notes.map((note) => `# - ${note.replace(/\s+/gu, ' ')}`),
    '',
  ];
  return `${comments.join('\n')}\n${stringify(body, { flowCollectionPadding: true, lineWidth: 120 })}`;
}

/**
 * With what other programs need not say. A night begins here with nothing connected, the roof closed and the mount parked,
 * and ends so.
 */
export function completed({ startup, steps, shutdown, ...draft }: Draft): Draft {
  const has = (kind: string, ...lists: readonly unknown[][]): boolean =>
    lists.flat().some((step) => step === kind || (typeof step === 'object' && step !== null && kind in step));
  const [first, middle, last] = [[...startup], [...steps], [...shutdown]];
  const opening = ['open', 'unpark'].filter((step) => !has(step, first, middle));
  const warming = has('cool', first, middle) && !has('warm', last) ? [{ warm: { over: '10 min' } }] : [];
  const closing = ['park', 'close'].filter((step) => !has(step, last));
  const added = [...opening, ...warming.map(() => 'warm'), ...closing];
  const note = `added: ${added.join(', ')}; take out open and close where there is no roof`;
  return {
    ...draft,
    startup: ['connect', ...first.filter((step) => step !== 'connect'), ...opening],
    steps,
    shutdown: [...warming, ...last.filter((step) => step !== 'disconnect'), ...closing, 'disconnect'],
    notes: added.length === 0 ? draft.notes : [...draft.notes, note],
  };
}

/** Counts what could not be taken over, so that each kind is told once. */
export class LeftOut {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get notes(): readonly string[] {
    return [...this.#counts].map(([what, count]) =>
      count === 1 ? `left out: ${what}` : `left out: ${what} (${String(count)} times)`,
    );
  }
}
