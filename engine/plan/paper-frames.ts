import type { J2000 } from '../../sky/index.js';
import type { PaperLog } from './paper-events.js';
import { PaperMount } from './paper-mount.js';
import type { Observatory } from './observatory.js';
import type { FrameSet, TargetNode } from './plan.js';
import { secondsToSlew, secondsToTurn, timingOf } from './step-time.js';
import type { Timing } from './timing.js';

const HOUR = 3_600_000;

/** What mount, wheel and camera do on paper. */
export class PaperFrames {
  readonly mount: PaperMount;
  readonly #timing: Timing;

  constructor(
    readonly observatory: Observatory,
    readonly log: PaperLog,
  ) {
    this.mount = new PaperMount(observatory);
    this.#timing = timingOf(observatory);
  }

  turnTo(filter: string): void {
    this.log.spend(secondsToTurn(this.observatory, this.log.filter, filter));
    this.log.filter = filter;
  }

  /** Exposes one frame; one that the end of the night cuts short is none. */
  expose(target: string | undefined, frames: FrameSet, n: number): void {
    const { log } = this;
    const begun = log.now;
    if (frames.filter !== undefined) this.turnTo(frames.filter);
    const taken = log.spend(frames.exposure);
    if (taken.to - taken.from >= frames.exposure * 1000) {
      log.events.push({ kind: 'frame', target, frames, n, ...taken });
      log.count(frames);
    }
    log.spend(this.#timing.frame);
    log.exposed += log.now - begun;
  }

  /** A frame of a target, and the flip that falls due before or after it. */
  exposeAcrossMeridian(node: TargetNode, position: J2000, frames: FrameSet, n: number): void {
    const { meridian } = this.observatory;
    const flips = this.mount.flips && frames.type === 'light';
    const before = this.mount.hourAngle(position, this.log.now);
    const after = before + frames.exposure / 3600;
    const crosses = flips && before < 0 && after >= 0 && after < 6;
    const crossing = node.crossing ?? meridian.crossing ?? 'finish';
    if (crosses && (crossing !== 'finish' || after * HOUR > meridian.trackPast)) {
      const taken = this.log.spend(-before * 3600);
      this.log.events.push({ kind: 'wait', target: node.name, reason: 'the meridian flip', ...taken });
      this.#flip(node, position);
      this.expose(node.name, frames, n);
      return;
    }
    this.expose(node.name, frames, n);
    if (crosses) this.#flip(node, position);
  }

  #flip(node: TargetNode, position: J2000): void {
    const way = this.mount.turnTo(position, this.log.now);
    const seconds = secondsToSlew(this.#timing, way) + this.observatory.meridian.settle / 1000;
    this.log.events.push({ kind: 'flip', target: node.name, ...this.log.spend(seconds) });
  }

  acquire(node: TargetNode, position: J2000): void {
    this.log.events.push({ kind: 'acquire', target: node.name, ...this.slew(position) });
  }

  slew(position: J2000): ReturnType<PaperLog['spend']> {
    return this.log.spend(secondsToSlew(this.#timing, this.mount.turnTo(position, this.log.now)));
  }

  park(): ReturnType<PaperLog['spend']> {
    const seconds = this.mount.parked ? 0 : secondsToSlew(this.#timing, this.mount.turnToPark(this.log.now));
    this.mount.park();
    return this.log.spend(seconds);
  }
}
