import type { Clock } from '../../devices/clock.js';

/** What the shutter waits for, beside the exposure itself; keys of the journal's `overhead` records. */
export type DeadTimeCause =
  /** From the frame before to this one: choosing what comes next, and writing it down. */
  | 'choosing'
  | 'filter'
  /** Binning, gain and sub-frame. */
  | 'camera'
  /** Both places in memory hold frames that are being saved. */
  | 'disk'
  /** From the end of the exposure until the camera has an image. */
  | 'readout'
  /** What the header says of the exposure's end. */
  | 'header'
  | 'download'
  /** A meridian flip that takes longer than the download beside it. */
  | 'flip'
  /** The last frame of a set is waited for. */
  | 'saving';

/** Divides the time that a frame costs beside its exposure among its causes, without gaps: the parts sum to the whole. */
export class DeadTime {
  readonly #causes = new Map<DeadTimeCause, number>();
  #at: number;

  /** @param from when the shutter had nothing more to do for the frame before, ms since 1970 */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    from: number,
  ) {
    this.#at = from;
  }

  /** What has passed since the last mark was for this. */
  mark(cause: DeadTimeCause): void {
    const now = this.clock.now();
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + Math.max(0, now - this.#at));
    this.#at = now;
  }

  /** The shutter was open until a moment that has passed: all that is left is dead time again. */
  exposed(until: number): void {
    this.#at = Math.max(this.#at, until);
  }

  /** s */
  get seconds(): number {
    return [...this.#causes.values()].reduce((sum, ms) => sum + ms, 0) / 1000;
  }

  /** s each; what took no time is left out. */
  get causes(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#causes].filter(([, ms]) => ms > 0).map(([cause, ms]) => [cause, Math.round(ms) / 1000]),
    );
  }
}
