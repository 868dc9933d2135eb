import { hourAngle, separation, toApparent, type J2000 } from '../../sky/index.js';
import type { StepKind } from '../steps/step.js';
import { type Candidate, chooseTarget } from './choose.js';
import { brokenLimit, type Facts, limitHolds } from './limit-values.js';
import { type Observatory, type Timing, USUAL_TIMING } from './observatory.js';
import type {
  AnyNode,
  ChooseNode,
  FrameSet,
  Limit,
  Plan,
  RepeatNode,
  StepNode,
  TargetNode,
  TimeExpression,
} from './plan.js';
import { nextFrame } from './next-frame.js';
import { skyPositionAt } from './target-time.js';

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

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How far ahead limits are looked for that do not hold now, when the plan has no end. */
const LOOK_AHEAD = 24 * HOUR;
/** A repeat that takes no time would go on for ever. */
const MOST_PASSES = 10_000;

/**
 * Goes through a plan on paper: no devices, no clouds, nothing fails. It waits, points, exposes and flips as a run would,
 * with the times that the observatory says things take.
 */
export function paperNight(plan: Plan, options: PaperOptions): PaperNight {
  const night = new Night(options);
  night.all(plan.startup);
  night.bounded = true;
  night.all(plan.steps);
  night.bounded = false;
  night.all(plan.shutdown);
  return { events: night.events, end: night.now };
}

class Night {
  readonly events: PaperEvent[] = [];
  now: number;
  /** Whether the end of the night holds: it does for the steps, not for the shutdown. */
  bounded = false;
  readonly #timing: Timing;
  readonly #done = new Map<string, number>();
  #pointing: J2000 | undefined;
  #filter: string | undefined;
  #parked = true;

  constructor(readonly options: PaperOptions) {
    this.now = options.start;
    this.#timing = options.observatory.timing ?? USUAL_TIMING;
  }

  get #end(): number {
    return this.bounded ? this.options.end : Infinity;
  }

  get #facts(): Facts {
    return { safe: true, timeOf: this.options.timeOf, framesDone: (id) => this.#doneOf(id) };
  }

  /** Of a set of frames, or of all of a target's. */
  #doneOf(id: string): number {
    let sum = 0;
    for (const [set, n] of this.#done) if (set === id || set.startsWith(`${id}/`)) sum += n;
    return sum;
  }

  all(nodes: readonly AnyNode[]): void {
    for (const node of nodes) if (this.now < this.#end) this.#one(node);
  }

  #spend(seconds: number): { readonly from: number; readonly to: number } {
    const from = this.now;
    this.now += seconds * 1000;
    return { from, to: this.now };
  }

  #one(node: AnyNode): void {
    const { observatory, steps } = this.options;
    switch (node.node) {
      case 'step': {
        const seconds = this.#secondsOf(node, steps.get(node.kind)?.estimate(node.body, { observatory }) ?? 0);
        const until = untilOf(node.body);
        const at = until && this.options.timeOf(until);
        const taken = this.#spend(at === undefined ? seconds : Math.max(0, (at - this.now) / 1000));
        this.#after(node.kind, node.body);
        this.events.push({ kind: 'step', title: node.title, ...taken });
        return;
      }
      case 'expose':
        for (let n = 1; n <= node.frames.count && this.#fits(node.frames); n++) this.#frame(undefined, node.frames, n);
        return;
      case 'target':
        this.#target(node);
        return;
      case 'repeat':
        this.#repeat(node);
        return;
      case 'parallel':
        this.#parallel(node.steps);
        return;
      case 'when':
        this.all(this.#hold(node.if) ? node.steps : node.else);
        return;
      case 'try':
        this.all(node.steps);
        this.all(node.finally);
        return;
      case 'choose':
        this.#choose(node);
        return;
    }
  }

  /** What a step takes where what was done before says more than its own estimate. */
  #secondsOf({ kind, body }: StepNode, estimate: number): number {
    if (kind === 'park' && this.#parked) return 0;
    if (kind === 'filter') return nameOf(body) === this.#filter ? 0 : this.#timing.filterChange;
    return estimate;
  }

  /** What a step leaves behind that later steps depend on. */
  #after(kind: string, body: unknown): void {
    if (kind === 'filter') this.#filter = nameOf(body);
    if (kind === 'slew' || kind === 'park') this.#pointing = undefined;
    if (kind === 'park') this.#parked = true;
    if (kind === 'unpark') this.#parked = false;
  }

  #hold(limits: readonly Limit[], position?: J2000): boolean {
    const { site } = this.options.observatory;
    return limits.filter(isForeseen).every((limit) => limitHolds(limit, position, this.now, site, this.#facts));
  }

  #parallel(branches: readonly AnyNode[]): void {
    const from = this.now;
    let to = from;
    for (const branch of branches) {
      this.now = from;
      this.#one(branch);
      to = Math.max(to, this.now);
    }
    this.now = to;
  }

  #repeat(node: RepeatNode): void {
    const until = node.until && this.options.timeOf(node.until);
    for (let pass = 1; pass <= Math.min(node.count ?? Infinity, MOST_PASSES); pass++) {
      if (this.now >= Math.min(this.#end, until ?? Infinity) || !this.#hold(node.while ?? [])) return;
      const before = this.now;
      this.all(node.steps);
      for (const step of node.steps) this.#forget(step);
      if (this.now === before && node.count === undefined) return;
    }
  }

  /** The next pass takes its frames anew. */
  #forget(node: AnyNode): void {
    if (node.node === 'target') for (const set of node.frames) this.#done.delete(set.id);
  }

  #fits({ exposure }: FrameSet): boolean {
    return this.now + (exposure + this.#timing.frame) * 1000 <= this.#end;
  }

  #frame(target: string | undefined, frames: FrameSet, n: number): void {
    if (frames.filter !== undefined && frames.filter !== this.#filter) {
      this.#spend(this.#timing.filterChange);
      this.#filter = frames.filter;
    }
    this.events.push({ kind: 'frame', target, frames, n, ...this.#spend(frames.exposure) });
    this.#spend(this.#timing.frame);
    this.#done.set(frames.id, (this.#done.get(frames.id) ?? 0) + 1);
  }

  #target(node: TargetNode): void {
    for (;;) {
      const opens = this.#opens(node, this.now);
      if (opens.at === undefined) {
        this.#leave(node, opens.reason);
        return;
      }
      if (opens.at > this.now) {
        const taken = this.#spend((opens.at - this.now) / 1000);
        this.events.push({ kind: 'wait', target: node.name, reason: opens.reason, ...taken });
      }
      const position = skyPositionAt(node.position, this.now, this.options.observatory.site);
      this.#point(node, position);
      for (;;) {
        const ended = this.#exposeOnce(node, position);
        if (ended === 'again') break;
        if (ended === 'done') return;
      }
    }
  }

  /** One frame, and the flip after it; `again` when the target has to be waited for, `done` when it is left. */
  #exposeOnce(node: TargetNode, position: J2000): 'on' | 'again' | 'done' {
    const next = nextFrame(node, (set) => this.#done.get(set.id) ?? 0);
    if (!next) return 'done';
    const { observatory } = this.options;
    const length = (next.frames.exposure + this.#timing.frame) * 1000;
    if (this.now + length > this.#endOf(node)) {
      this.#leave(node, 'its time is over');
      return 'done';
    }
    const broken =
      brokenLimit(foreseen(node.while), position, this.now, observatory, this.#facts) ??
      brokenLimit(foreseen(node.while), position, this.now + length, observatory, this.#facts);
    if (broken !== undefined) {
      const opens = this.#opens(node, this.now + length);
      if (opens.at === undefined) {
        this.#leave(node, broken);
        return 'done';
      }
      const taken = this.#spend((opens.at - this.now) / 1000);
      this.events.push({ kind: 'wait', target: node.name, reason: broken, ...taken });
      return 'again';
    }
    this.#frameOverMeridian(node, position, next.frames, next.n);
    return 'on';
  }

  #hourAngle(position: J2000): number {
    return hourAngle(toApparent(position, this.now).ra, this.now, this.options.observatory.site);
  }

  #frameOverMeridian(node: TargetNode, position: J2000, frames: FrameSet, n: number): void {
    const { meridian } = this.options.observatory;
    const flips = meridian.whenNoSide !== 'never flip' && frames.type === 'light';
    const before = this.#hourAngle(position);
    const after = before + frames.exposure / 3600;
    const crosses = flips && before < 0 && after >= 0 && after < 6;
    const crossing = node.crossing ?? meridian.crossing ?? 'finish';
    if (crosses && (crossing !== 'finish' || after * HOUR > meridian.trackPast)) {
      const taken = this.#spend(-before * 3600);
      this.events.push({ kind: 'wait', target: node.name, reason: 'the meridian flip', ...taken });
      this.#flip(node);
      this.#frame(node.name, frames, n);
      return;
    }
    this.#frame(node.name, frames, n);
    if (crosses) this.#flip(node);
  }

  #flip(node: TargetNode): void {
    const { slewRate, slewSettle } = this.#timing;
    const seconds = 180 / slewRate + slewSettle + this.options.observatory.meridian.settle / 1000;
    this.events.push({ kind: 'flip', target: node.name, ...this.#spend(seconds) });
  }

  #point(node: TargetNode, position: J2000): void {
    const { slewRate, slewSettle } = this.#timing;
    const way = this.#pointing ? separation(this.#pointing, position) : 60;
    this.events.push({ kind: 'acquire', target: node.name, ...this.#spend(way / slewRate + slewSettle) });
    this.#pointing = position;
  }

  #leave(node: TargetNode, reason: string): void {
    this.events.push({ kind: 'leave', target: node.name, reason, from: this.now, to: this.now });
  }

  #endOf({ until }: TargetNode): number {
    return Math.min(this.#end, (until && this.options.timeOf(until)) ?? Infinity);
  }

  /** The soonest moment from `since` on at which every limit of a target holds. */
  #opens(node: TargetNode, since: number): { readonly at: number | undefined; readonly reason: string } {
    const { observatory, timeOf } = this.options;
    if (!nextFrame(node, (set) => this.#done.get(set.id) ?? 0))
      return { at: undefined, reason: 'all its frames are taken' };
    const end = Math.min(this.#endOf(node), since + LOOK_AHEAD);
    const begins = (node.from && timeOf(node.from)) ?? since;
    const first = Math.max(since, begins);
    const why = (at: number): string | undefined =>
      brokenLimit(
        foreseen(node.while),
        skyPositionAt(node.position, at, observatory.site),
        at,
        observatory,
        this.#facts,
      );
    const reason = (first > since ? `it begins at ${node.from?.text ?? ''}` : why(first)) ?? '';
    for (let at = first; at < end; at += MINUTE) if (why(at) === undefined) return { at, reason };
    return { at: undefined, reason: reason === '' ? 'its time is over' : reason };
  }

  #choose(node: ChooseNode): void {
    const until = Math.min(this.#end, (node.until && this.options.timeOf(node.until)) ?? Infinity);
    let current: { id: string; since: number; position: J2000 } | undefined;
    while (this.now < until) {
      const candidates = node.targets.map((target) => this.#candidate(target, until));
      const { target, reason } = chooseTarget({
        candidates,
        now: this.now,
        stay: node.stay,
        ...(current && { current: { id: current.id, since: current.since } }),
      });
      if (!target) {
        const open = candidates.filter(({ remaining }) => remaining > 0);
        const next = Math.min(...open.map((each) => this.#opens(each.node, this.now + MINUTE).at ?? Infinity));
        if (!Number.isFinite(next) || next >= until) return;
        const taken = this.#spend((next - this.now) / 1000);
        this.events.push({ kind: 'wait', target: 'any target', reason, ...taken });
        current = undefined;
        continue;
      }
      if (current?.id !== target.id) {
        const position = skyPositionAt(target.position, this.now, this.options.observatory.site);
        current = { id: target.id, since: this.now, position };
        this.#point(target, position);
      }
      const next = nextFrame(target, (set) => this.#done.get(set.id) ?? 0);
      if (!next || this.now + next.frames.exposure * 1000 > until) return;
      this.#frameOverMeridian(target, current.position, next.frames, next.n);
    }
  }

  #candidate(node: ChooseNode['targets'][number], until: number): Candidate {
    const { observatory } = this.options;
    const remaining = node.frames.reduce(
      (sum, set) => sum + (set.count - (this.#done.get(set.id) ?? 0)) * (set.exposure + this.#timing.frame),
      0,
    );
    const end = Math.min(until, this.#endOf(node));
    const why = (at: number): string | undefined =>
      brokenLimit(
        foreseen(node.while),
        skyPositionAt(node.position, at, observatory.site),
        at,
        observatory,
        this.#facts,
      );
    const begins = (node.from && this.options.timeOf(node.from)) ?? -Infinity;
    const next = nextFrame(node, (set) => this.#done.get(set.id) ?? 0);
    const length = ((next?.frames.exposure ?? 0) + this.#timing.frame) * 1000;
    const against =
      this.now < begins ? `it begins at ${node.from?.text ?? ''}` : (why(this.now) ?? why(this.now + length));
    let sets = this.now;
    if (against === undefined) while (sets < end && why(sets) === undefined) sets += 10 * MINUTE;
    return { node, remaining: this.now + length > end ? 0 : remaining, against, until: Math.min(sets, end) };
  }
}

function nameOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : undefined;
}

/** A wait's `until`. */
function untilOf(body: unknown): TimeExpression | undefined {
  return typeof body === 'object' && body !== null && 'until' in body ? (body.until as TimeExpression) : undefined;
}

/** Nobody knows the weather of a night to come: it is taken to be fine. */
function isForeseen({ quantity }: Limit): boolean {
  return !WEATHER.has(quantity);
}

const WEATHER: ReadonlySet<string> = new Set<Limit['quantity']>([
  'cloud-cover',
  'humidity',
  'wind-speed',
  'wind-gust',
  'rain-rate',
  'temperature',
  'sky-temperature',
  'sky-quality',
  'seeing',
]);

/** Those limits that can be looked up for a night to come. */
export function foreseen(limits: readonly Limit[]): readonly Limit[] {
  return limits.filter(isForeseen);
}
