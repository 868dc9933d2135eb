import type { EpochMs } from '../../../sky/index.js';
import type { Stretch } from '../options.js';

/** The cable between client and server. While it is cut, no call gets through; the control page is on another one. */
export class Network {
  #lost: readonly Stretch[] = [];

  lost(now: EpochMs): boolean {
    return this.#lost.some((stretch) => stretch.from <= now && now < stretch.to);
  }

  cut(stretch: Stretch): void {
    this.#lost = [...this.#lost, stretch];
  }

  restore(now: EpochMs): void {
    this.#lost = this.#lost.filter((stretch) => stretch.to <= now);
  }
}
