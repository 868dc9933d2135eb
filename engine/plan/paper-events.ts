import type { StepKind } from '../steps/step.js';
import type { Observatory } from './observatory.js';
import type { FrameSet, TimeExpression } from './plan.js';

/** Something that a night is expected to hold. Times in ms since 1970. */
export type PaperEvent = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'step'; readonly title: string }
  | { readonly kind: 'wait'; readonly target: string; readonly reason: string }
  | { readonly kind: 'acquire'; readonly target: string }
  | { readonly kind: 'flip'; readonly target: string }
  | { readonly kind: 'frame'; readonly target: string | undefined; readonly frames: FrameSet; readonly n: number }
  | { readonly kind: 'leave'; readonly target: string; readonly reason: string }
);

export interface PaperNight {
  readonly events: readonly PaperEvent[];
  readonly end: number;
}

export interface PaperOptions {
  readonly observatory: Observatory;
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly start: number;
  /** Infinity when the plan does not say. */
  readonly end: number;
  readonly timeOf: (expression: TimeExpression) => number | undefined;
}

/** What time it is on paper, what has been done by then, and what is in the beam. */
export class PaperLog {
  readonly events: PaperEvent[] = [];
  now: number;
  /** No work goes on after it. */
  end = Infinity;
  filter: string | undefined;
  /** ms that the camera has been busy */
  exposed = 0;
  /** In this pass of the repeats around. */
  readonly #done = new Map<string, number>();
  readonly #inAll = new Map<string, number>();

  constructor(start: number) {
    this.now = start;
  }

  /** Lets time pass, at most to the end: what is under way then is stopped. */
  spend(seconds: number): { readonly from: number; readonly to: number } {
    const from = this.now;
    this.now = Math.max(from, Math.min(this.end, from + seconds * 1000));
    return { from, to: this.now };
  }

  doneOf(set: FrameSet): number {
    return this.#done.get(set.id) ?? 0;
  }

  /** Of a set of frames, or of all of a target's, in all passes. */
  framesDone(id: string): number {
    let sum = 0;
    for (const [set, n] of this.#inAll) if (set === id || set.startsWith(`${id}/`)) sum += n;
    return sum;
  }

  count(set: FrameSet): void {
    this.#done.set(set.id, this.doneOf(set) + 1);
    this.#inAll.set(set.id, (this.#inAll.get(set.id) ?? 0) + 1);
  }

  /** The next pass of a repeat takes its frames anew. */
  forget(set: FrameSet): void {
    this.#done.delete(set.id);
  }
}
