import type { Degrees, EpochMs } from '../../../../sky/index.js';
import type { Hazards } from '../hazards.js';
import type { Stretch } from './path.js';

/** Records what happens to the tube while nobody looks: that it touches the pier, or that the drive stops before. */
export class PierWatch {
  readonly #stopped = new WeakSet<Stretch>();
  /** The tube is at the pier, and that has been recorded. */
  #touching = false;

  constructor(
    readonly hazards: Hazards,
    readonly trackPast: Degrees,
  ) {}

  /**
   * @param past how far the tube is past the meridian
   * @param speed deg/s at which it goes on
   */
  look(stretch: Stretch, past: Degrees, speed: number, now: EpochMs): void {
    if (stretch.kind === 'rest' && stretch.why === 'limit' && !this.#stopped.has(stretch)) {
      this.#stopped.add(stretch);
      const where = Number.isFinite(past)
        ? `${past.toFixed(1)} degrees past the meridian`
        : 'at the limit of the mount';
      const detail = `tracking stopped ${where}`;
      this.hazards.record({ at: stretch.start, kind: 'mount stopped at its limit', detail });
    }
    const touching = stretch.kind !== 'slew' && past > this.trackPast;
    if (touching && !this.#touching) {
      const at = Math.max(stretch.start, Math.round(now - ((past - this.trackPast) / speed) * 1000));
      const detail = `the tube is more than ${String(this.trackPast)} degrees past the meridian`;
      this.hazards.record({ at, kind: 'mount touched the pier', detail });
    }
    this.#touching = touching;
  }
}
