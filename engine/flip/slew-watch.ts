import type { Clock } from '../../devices/clock.js';
import type { Telescope } from '../../devices/roles/index.js';
import { j2000, separation } from '../../sky/index.js';
import type { SkyPosition } from '../steps/step.js';
import { pointingOf } from './mount-position.js';
import { inWords } from './words.js';

/** Time between two looks, ms. */
const EVERY = 1_000;
/** Farther than any correction of pointing goes, deg. */
const FAR = 5;
/** No German mount turns both of its axes over in less, ms. */
const LONG = 10_000;

export interface WatchedMount {
  readonly telescope: Telescope;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Watches where a mount says that it is while it slews to where it points already: one that flips goes far away and comes
 * back, or takes its time; one that has nothing to do stays.
 */
export class SlewWatch {
  /** deg from the goal */
  #farthest = 0;
  /** ms */
  #longest = 0;

  get turnedOver(): boolean {
    return this.#farthest > FAR || this.#longest > LONG;
  }

  get inWords(): string {
    const away = this.#farthest > FAR ? ` and ${this.#farthest.toFixed(0)} deg away from the target on its way` : '';
    return `${inWords(this.#longest)} long${away}`;
  }

  /** @throws what `slew` throws */
  async during(
    { telescope, clock, signal }: WatchedMount,
    goal: SkyPosition,
    slew: () => Promise<void>,
  ): Promise<void> {
    const begun = clock.now();
    const over = new AbortController();
    const look = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(EVERY, over.signal);
        const at = await pointingOf(telescope, clock.now(), over.signal);
        this.#farthest = Math.max(this.#farthest, separation(at, j2000(goal.ra, goal.dec)));
      }
    };
    // Only an observer: what it cannot read it does not know, and the slew goes on.
    const looking = look().catch(() => undefined);
    const stop = (): void => {
      over.abort(new Error('the slew is over'));
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      await slew();
      this.#longest = Math.max(this.#longest, clock.now() - begun);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await looking;
    }
  }
}
