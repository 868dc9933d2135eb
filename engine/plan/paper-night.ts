import { chooseTarget } from './choose.js';
import { PaperFrames } from './paper-frames.js';
import { PaperLog, type PaperNight, type PaperOptions } from './paper-events.js';
import { PaperSky } from './paper-sky.js';
import type {
  AnyNode,
  ChooseNode,
  ExposeNode,
  Plan,
  Position,
  RepeatNode,
  StepNode,
  TargetNode,
  TimeExpression,
} from './plan.js';
import { secondsOfStep } from './step-time.js';
import { skyPositionAt } from './target-time.js';
import { everyNode, framesOf } from './walk.js';

/** A pass of a repeat that took no longer did nothing, s, */
const EMPTY_PASS = 1;
/** and the next one waits so long, s: as in a run. */
const PASS_PAUSE = 60;
/** A repeat that is bounded by nothing on paper would go on for ever. */
const MOST_PASSES = 10_000;

/**
 * Goes through a plan on paper: no devices, no clouds, nothing fails. It waits, points, exposes and flips as a run would,
 * with the times that the observatory says things take.
 */
export function paperNight(plan: Plan, options: PaperOptions): PaperNight {
  const night = new Night(options);
  night.all(plan.startup);
  night.log.end = options.end;
  night.all(plan.steps);
  night.log.end = Infinity;
  night.all(plan.shutdown);
  return { events: night.log.events, end: night.log.now };
}

class Night {
  readonly log: PaperLog;
  readonly #sky: PaperSky;
  readonly #frames: PaperFrames;

  constructor(readonly options: PaperOptions) {
    this.log = new PaperLog(options.start);
    this.#sky = new PaperSky(options, this.log);
    this.#frames = new PaperFrames(options.observatory, this.log);
  }

  all(nodes: readonly AnyNode[]): void {
    for (const node of nodes) if (this.log.now < this.log.end) this.#one(node);
  }

  #one(node: AnyNode): void {
    switch (node.node) {
      case 'step':
        this.log.events.push({ kind: 'step', title: node.title, ...this.#step(node) });
        return;
      case 'expose':
        this.#expose(node);
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
        this.all(this.#sky.hold(node.if) ? node.steps : node.else);
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

  /** What a step takes, where what was done before says more than its own estimate; and what it leaves behind. */
  #step(node: StepNode): ReturnType<PaperLog['spend']> {
    const { log } = this;
    const { kind, body } = node;
    switch (kind) {
      case 'park':
        return this.#frames.park();
      case 'unpark': {
        const seconds = this.#frames.mount.parked ? secondsOfStep(node, this.options) : 0;
        this.#frames.mount.unpark();
        return log.spend(seconds);
      }
      case 'slew': {
        const to = valueOf<Position>(body, 'to');
        if (to) return this.#frames.slew(skyPositionAt(to, log.now, this.options.observatory.site));
        return log.spend(secondsOfStep(node, this.options));
      }
      case 'filter': {
        const from = log.now;
        const name = valueOf<string>(body, 'name');
        if (name !== undefined) this.#frames.turnTo(name);
        return { from, to: log.now };
      }
      default: {
        const until = valueOf<TimeExpression>(body, 'until');
        const at = until && this.options.timeOf(until);
        return log.spend(at === undefined ? secondsOfStep(node, this.options) : (at - log.now) / 1000);
      }
    }
  }

  #expose({ frames }: ExposeNode): void {
    for (let n = 1; n <= frames.count && this.log.now < this.log.end; n++) this.#frames.expose(undefined, frames, n);
  }

  /** Branches that begin together; what they expose, they expose with one camera. */
  #parallel(branches: readonly AnyNode[]): void {
    const { log } = this;
    const from = log.now;
    const exposed = log.exposed;
    let to = from;
    for (const branch of branches) {
      log.now = from;
      this.#one(branch);
      to = Math.max(to, log.now);
    }
    log.now = Math.min(log.end, Math.max(to, from + log.exposed - exposed));
  }

  #repeat(node: RepeatNode): void {
    const { log } = this;
    const until = node.until && this.options.timeOf(node.until);
    // A time that does not occur in this night lets nothing begin.
    if (node.until && until === undefined) return;
    for (let pass = 1; pass <= Math.min(node.count ?? Infinity, MOST_PASSES); pass++) {
      if (log.now >= Math.min(log.end, until ?? Infinity) || !this.#sky.hold(node.while ?? [])) return;
      const before = log.now;
      this.all(node.steps);
      for (const inside of everyNode(node.steps)) for (const set of framesOf(inside)) log.forget(set);
      if (log.now - before >= EMPTY_PASS * 1000 || pass === 1) continue;
      // Without an end to the night, nothing would ever change.
      if (node.count === undefined && until === undefined && !Number.isFinite(log.end)) return;
      log.spend(PASS_PAUSE);
    }
  }

  #leave(node: TargetNode, reason: string): void {
    this.log.events.push({ kind: 'leave', target: node.name, reason, from: this.log.now, to: this.log.now });
  }

  /** Waits for a target until its frames are taken, or its limits no longer hold in this night. */
  #target(node: TargetNode): void {
    for (;;) {
      if (!this.#sky.next(node)) return;
      const opens = this.#sky.opens(node);
      if (opens.at === undefined) {
        this.#leave(node, opens.reason);
        return;
      }
      if (opens.at > this.log.now) {
        const taken = this.log.spend((opens.at - this.log.now) / 1000);
        this.log.events.push({ kind: 'wait', target: node.name, reason: opens.reason, ...taken });
      }
      this.#frames.acquire(node, this.#sky.positionOf(node));
      while (this.#exposeNext(node));
    }
  }

  /** One frame, and the flip with it; false when there is none left, or it has to be waited for. */
  #exposeNext(node: TargetNode): boolean {
    const next = this.#sky.next(node);
    if (!next) return false;
    const length = this.#sky.lengthOf(next.frames);
    const { now } = this.log;
    if (now + length > this.#sky.endOf(node) || this.#sky.against(node, now, length) !== undefined) return false;
    this.#frames.exposeAcrossMeridian(node, this.#sky.positionOf(node), next.frames, next.n);
    return true;
  }

  #choose(node: ChooseNode): void {
    const { log } = this;
    const until = Math.min(log.end, (node.until && this.options.timeOf(node.until)) ?? Infinity);
    const out = new Set<string>();
    let current: { id: string; since: number } | undefined;
    while (log.now < until) {
      const targets = node.targets.filter(({ id }) => !out.has(id));
      const candidates = targets.map((target) => this.#sky.candidate(target, until));
      const { now } = log;
      const { target, reason } = chooseTarget({ candidates, now, stay: node.stay, ...(current && { current }) });
      if (!target) {
        const opens = candidates.flatMap(({ remaining, opens: at }) => (remaining > 0 && at !== undefined ? [at] : []));
        const next = Math.max(now + 1000, Math.min(...opens));
        if (opens.length === 0 || next >= until) return;
        log.events.push({ kind: 'wait', target: 'any target', reason, ...log.spend((next - now) / 1000) });
        current = undefined;
        continue;
      }
      if (current?.id !== target.id) {
        current = { id: target.id, since: now };
        this.#frames.acquire(target, this.#sky.positionOf(target));
      } else if (!this.#exposeNext(target)) {
        out.add(target.id);
      }
    }
  }
}

/** What a step's body says under a key. */
function valueOf<T>(body: unknown, key: string): T | undefined {
  return typeof body === 'object' && body !== null && key in body
    ? ((body as Readonly<Record<string, unknown>>)[key] as T)
    : undefined;
}
