import type { EpochMs } from '../../../sky/index.js';
import { along, resting, type Travel, travel } from './travel.js';

/** s for the cover to swing, and for the light to settle */
const SWING = 4;
const WARM_UP = 1.5;
export const MAX_BRIGHTNESS = 100;

/**
 * A cover before the telescope with a light inside: closed and lit, it gives flats. Its motor counts steps and has no end
 * switches, as many have not: until it has moved to an end, and after it was stopped, it does not know where it stands.
 */
export class FlatPanel {
  #cover: Travel;
  #known = false;
  #brightness = 0;
  #settled: EpochMs = 0;

  constructor(open: boolean) {
    this.#cover = resting(open ? 1 : 0);
  }

  /** 0 closed to 1 open */
  opening(now: EpochMs): number {
    return along(this.#cover, now);
  }

  cover(now: EpochMs): 'open' | 'closed' | 'moving' | 'unknown' {
    if (now < this.#cover.end) return 'moving';
    if (!this.#known) return 'unknown';
    return this.#cover.to === 1 ? 'open' : 'closed';
  }

  swing(to: 0 | 1, now: EpochMs): void {
    this.#known = true;
    this.#cover = travel(this.opening(now), to, now, 1 / SWING);
  }

  halt(now: EpochMs): void {
    if (now >= this.#cover.end) return;
    this.#cover = resting(this.opening(now), now);
    this.#known = false;
  }

  get brightness(): number {
    return this.#brightness;
  }

  light(brightness: number, now: EpochMs): void {
    this.#brightness = brightness;
    this.#settled = now + WARM_UP * 1000;
  }

  changing(now: EpochMs): boolean {
    return now < this.#settled;
  }

  /** Share of the full light that falls into the telescope: none unless the cover is closed. */
  glow(now: EpochMs): number {
    return this.opening(now) === 0 ? this.#brightness / MAX_BRIGHTNESS : 0;
  }
}
