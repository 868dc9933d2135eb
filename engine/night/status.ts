import type { Clock } from '../../devices/clock.js';
import type { Verdict } from '../journal/records.js';

/** What a run is doing at a moment, for the live view and for `status`. Times in ms since 1970. */
export interface NightStatus {
  readonly plan: string;
  readonly observatory: string;
  /** State of the night machine: securing, waiting, reopening, observing, paused, closing, closed. */
  readonly activity: string;
  readonly held: boolean;
  readonly safety: {
    readonly verdict: Verdict;
    readonly reason: string;
    /** When the watch said so last, in the time of the observatory; undefined until it has spoken. */
    readonly at?: number | undefined;
  };
  readonly target?: string | undefined;
  /** The step under way, in words, */
  readonly step?: string | undefined;
  /** and what it is doing just now. */
  readonly doing?: string | undefined;
  /** 0..1 of the step, where known. */
  readonly fraction?: number | undefined;
  readonly exposure?: ExposureStatus | undefined;
  readonly frames: { readonly done: number; readonly total: number };
  readonly lastFrame?: LastFrame | undefined;
  /** When the target crosses the meridian next, for a mount that flips. */
  readonly nextFlip?: number | undefined;
  readonly waitingUntil?: number | undefined;
  readonly start: number;
  /** Infinity when the plan has no end. */
  readonly end: number;
  /** Estimated end of the plan's steps. */
  readonly expectedEnd?: number | undefined;
  readonly alarm?: string | undefined;
  /** What was read back when the observatory was secured last; undefined since it was opened again. */
  readonly secured?: { readonly parked: boolean; readonly closed: boolean } | undefined;
}

/** The frame that was looked at last, a little behind the one that was saved last. */
export interface LastFrame {
  readonly key: string;
  readonly stars?: number | undefined;
  /** Median half-flux radius, px; absent when there were too few stars. */
  readonly hfr?: number | undefined;
  /** Path of its picture. */
  readonly preview?: string | undefined;
}

export interface ExposureStatus {
  readonly title: string;
  readonly start: number;
  /** ms */
  readonly duration: number;
}

/** How far ahead a flip is told of a night of which no end is known, ms. */
const SOON = 6 * 3_600_000;

/** The flip that is to come; undefined when the place where the mount points crosses the meridian after the night. */
export function flipAhead({ nextFlip, activity, end, expectedEnd }: NightStatus, now: number): number | undefined {
  const last = Number.isFinite(end) ? end : (expectedEnd ?? now + SOON);
  if (nextFlip === undefined || activity === 'closing' || nextFlip <= now || nextFlip > last) return undefined;
  return nextFlip;
}

/** Holds the status and tells listeners of each change; one that throws is not asked again. */
export class StatusBoard {
  #status: NightStatus;
  readonly #listeners = new Set<(status: NightStatus, at: number) => void>();

  constructor(
    private readonly clock: Clock,
    first: NightStatus,
  ) {
    this.#status = first;
  }

  get status(): NightStatus {
    return this.#status;
  }

  update(change: Partial<NightStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const listener of this.#listeners) {
      try {
        listener(this.#status, this.clock.now());
      } catch {
        this.#listeners.delete(listener);
      }
    }
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (status: NightStatus, at: number) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
