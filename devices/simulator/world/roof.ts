import type { EpochMs } from '../../../sky/index.js';
import type { RoofOptions, Stretch } from '../options.js';
import { along, resting, type Travel, travel } from './travel.js';

/** `stopped` is neither open nor closed: somebody aborted the motion, or the roof is jammed. */
export type RoofState = 'open' | 'closed' | 'opening' | 'closing' | 'stopped';

/** Motions that are remembered: a night with many clouds. */
const KEPT = 500;

/** A roll-off roof on rails: 0 is closed, 1 open. */
export class Roof {
  #motion: Travel;
  /** What it did before, oldest first. */
  #past: readonly Travel[] = [];
  #jams: readonly Stretch[] = [];

  constructor(readonly options: RoofOptions) {
    this.#motion = resting(options.open ? 1 : 0);
  }

  /** How far open, 0 to 1. */
  opening(now: EpochMs): number {
    this.#notice(now);
    return along(this.#motion, now);
  }

  /** How far open it was at a time that has passed. */
  openingThen(then: EpochMs): number {
    const motion = [...this.#past, this.#motion].findLast(({ start }) => start <= then);
    return along(motion ?? this.#motion, then);
  }

  state(now: EpochMs): RoofState {
    this.#notice(now);
    const { from, to, end } = this.#motion;
    if (now < end) return to > from ? 'opening' : 'closing';
    if (to === 1) return 'open';
    return to === 0 ? 'closed' : 'stopped';
  }

  moving(now: EpochMs): boolean {
    this.#notice(now);
    return now < this.#motion.end;
  }

  move(to: 0 | 1, now: EpochMs): void {
    if (this.jammed(now)) return;
    this.#begin(travel(this.opening(now), to, now, 1 / this.options.seconds));
  }

  stop(now: EpochMs): void {
    this.#begin(resting(this.opening(now), now));
  }

  jammed(now: EpochMs): boolean {
    return this.#jams.some((jam) => jam.from <= now && now < jam.to);
  }

  /** For this long it stops where it is, and does not move. */
  jam(stretch: Stretch): void {
    this.#jams = [...this.#jams, stretch];
  }

  /** Somebody pulls out what was stuck. */
  free(now: EpochMs): void {
    this.#notice(now);
    this.#jams = this.#jams.filter((jam) => jam.to <= now);
  }

  #begin(motion: Travel): void {
    this.#past = [...this.#past.slice(-KEPT), this.#motion];
    this.#motion = motion;
  }

  /** A jam that has begun by now stopped the motion of then. */
  #notice(now: EpochMs): void {
    const { start, end } = this.#motion;
    const jam = this.#jams.find(({ from }) => from > start && from < end && from <= now);
    if (jam) this.#begin(resting(along(this.#motion, jam.from), jam.from));
  }
}
