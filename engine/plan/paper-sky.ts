import type { J2000 } from '../../sky/index.js';
import type { Candidate } from './choose.js';
import { foreseen } from './foreseen.js';
import { brokenLimit, type Facts, limitHolds } from './limit-values.js';
import { nextFrame } from './next-frame.js';
import type { PaperLog, PaperOptions } from './paper-events.js';
import type { ChosenTarget, FrameSet, Limit, TargetNode } from './plan.js';
import { timingOf } from './step-time.js';
import { placeFrom } from './target-time.js';

const MINUTE = 60_000;
/** How far ahead limits are looked for that do not hold now, when the plan has no end. */
const LOOK_AHEAD = 24 * 60 * MINUTE;
/** How exactly it is known when a target sets. */
const SETS_WITHIN = 10 * MINUTE;

export interface PaperOpening {
  /** ms since 1970; undefined when there is none */
  readonly at: number | undefined;
  readonly reason: string;
}

/** What the sky lets a night on paper do, and when. */
export class PaperSky {
  readonly #places = new Map<string, (at: number) => J2000>();
  readonly #opening = new Map<string, PaperOpening>();
  readonly #setting = new Map<string, number>();

  constructor(
    readonly options: PaperOptions,
    readonly log: PaperLog,
  ) {}

  get #facts(): Facts {
    return { safe: true, timeOf: this.options.timeOf, framesDone: (id) => this.log.framesDone(id) };
  }

  /** Where a target is; what does not move is fixed when it is first asked for, as in a run. */
  positionOf({ id, position }: TargetNode, at = this.log.now): J2000 {
    const known = this.#places.get(id);
    if (known) return known(at);
    const place = placeFrom(position, this.log.now, this.options.observatory.site);
    this.#places.set(id, place);
    return place(at);
  }

  /** Whether limits that stand for no target hold now. */
  hold(limits: readonly Limit[]): boolean {
    const { site } = this.options.observatory;
    return foreseen(limits).every((limit) => limitHolds(limit, undefined, this.log.now, site, this.#facts));
  }

  /** The limit that is broken when a frame is begun, or when it has ended. */
  against(node: TargetNode, at: number, length: number): string | undefined {
    const { observatory } = this.options;
    const limits = foreseen(node.while);
    const broken = (when: number): string | undefined =>
      brokenLimit(limits, this.positionOf(node, when), when, observatory, this.#facts);
    return broken(at) ?? broken(at + length);
  }

  endOf({ until }: TargetNode): number {
    return Math.min(this.log.end, (until && this.options.timeOf(until)) ?? Infinity);
  }

  next(node: TargetNode): ReturnType<typeof nextFrame> {
    return nextFrame(node, (set) => this.log.doneOf(set));
  }

  /** ms for a frame */
  lengthOf({ exposure }: FrameSet): number {
    return (exposure + timingOf(this.options.observatory).frame) * 1000;
  }

  /** The soonest moment at which every limit of a target holds, and goes on to hold for its next frame. */
  opens(node: TargetNode, latest = Infinity): PaperOpening {
    const { now } = this.log;
    const next = this.next(node);
    if (!next) return { at: undefined, reason: 'all its frames are taken' };
    const length = this.lengthOf(next.frames);
    const end = Math.min(this.endOf(node), latest, now + LOOK_AHEAD);
    const first = Math.max(now, (node.from && this.options.timeOf(node.from)) ?? now);
    const reason = first > now ? `it begins at ${node.from?.text ?? ''}` : this.against(node, now, length);
    if (first + length > end) return { at: undefined, reason: reason ?? 'its time is over' };
    for (let at = first; at + length <= end; at += MINUTE) {
      if (this.against(node, at, length) === undefined) return { at, reason: reason ?? '' };
    }
    return { at: undefined, reason: reason ?? this.against(node, first, length) ?? 'its time is over' };
  }

  /** How a target stands for election. */
  candidate(node: ChosenTarget, until: number): Candidate & { readonly opens: number | undefined } {
    const { now } = this.log;
    const timing = timingOf(this.options.observatory);
    const remaining = node.frames.reduce(
      (sum, set) => sum + (set.count - this.log.doneOf(set)) * (set.exposure + timing.frame),
      0,
    );
    const opening =
      remaining > 0 ? this.#opensOnce(node, until) : { at: undefined, reason: 'all its frames are taken' };
    const against = opening.at === now ? undefined : opening.reason;
    const sets = against === undefined ? this.#setsOnce(node, Math.min(until, this.endOf(node))) : now;
    return { node, remaining, against, until: sets, opens: opening.at };
  }

  /** What has been found holds until then: the sky does not change its mind. */
  #opensOnce(node: ChosenTarget, until: number): PaperOpening {
    const known = this.#opening.get(node.id);
    if (known && (known.at === undefined || known.at > this.log.now)) return known;
    const opens = this.opens(node, until);
    // How many frames are done does change.
    if (opens.at !== this.log.now && !node.while.some(({ quantity }) => quantity === 'frames-done')) {
      this.#opening.set(node.id, opens);
    }
    return opens;
  }

  #setsOnce(node: ChosenTarget, until: number): number {
    const { now } = this.log;
    const known = this.#setting.get(node.id);
    if (known !== undefined && known > now) return known;
    const end = Math.min(until, now + LOOK_AHEAD);
    let at = now;
    while (at < end && this.against(node, at, 0) === undefined) at += SETS_WITHIN;
    this.#setting.set(node.id, Math.min(at, end));
    return Math.min(at, end);
  }
}
