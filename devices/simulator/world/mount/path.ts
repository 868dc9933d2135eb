import type { Degrees, EpochMs } from '../../../../sky/index.js';
import { along, type Travel } from '../travel.js';
import type { Axes, PointingState } from './axes.js';

/** Why the axes stand still. */
export type Rest = 'idle' | 'parked' | 'home' | 'limit';

/** A place in the sky that is followed; it drifts where guiding or offset rates are on. */
export interface Followed {
  readonly ra: Degrees;
  readonly dec: Degrees;
  /** Added to ra and dec, deg/s. */
  readonly raRate: number;
  readonly decRate: number;
  readonly state: PointingState;
}

/** One stretch of what the axes do, from `start` until the next stretch starts. */
export type Stretch = { readonly start: EpochMs } & (
  | { readonly kind: 'rest'; readonly axes: Axes; readonly why: Rest }
  | { readonly kind: 'slew'; readonly primary: Travel; readonly secondary: Travel }
  | { readonly kind: 'follow'; readonly place: Followed }
  | { readonly kind: 'move'; readonly axes: Axes; readonly rates: Axes }
);

/** Where the axes of a stretch stand; `follow` needs the sky and is passed in. */
export function axesOf(stretch: Stretch, now: EpochMs, follow: (place: Followed, seconds: number) => Axes): Axes {
  const seconds = (now - stretch.start) / 1000;
  switch (stretch.kind) {
    case 'rest':
      return stretch.axes;
    case 'slew':
      return { primary: along(stretch.primary, now), secondary: along(stretch.secondary, now) };
    case 'follow':
      return follow(stretch.place, seconds);
    case 'move':
      return {
        primary: stretch.axes.primary + stretch.rates.primary * seconds,
        secondary: stretch.axes.secondary + stretch.rates.secondary * seconds,
      };
  }
}

/** How much of the past is kept: the longest exposure that can be rendered with every wobble. */
const KEPT: EpochMs = 2 * 3_600_000;

/** What the axes did and, as things stand, will do. Stretches stand in the order of their start. */
export class Path {
  #stretches: Stretch[];

  constructor(first: Stretch) {
    this.#stretches = [first];
  }

  at(now: EpochMs): Stretch {
    const stretches = this.#stretches;
    for (let i = stretches.length - 1; i > 0; i--) {
      const stretch = stretches[i];
      if (stretch && stretch.start <= now) return stretch;
    }
    const first = stretches[0];
    if (!first) throw new Error('a path always has a first stretch');
    return first;
  }

  /** Forgets everything from `now` on, and plans this instead. */
  replace(now: EpochMs, planned: readonly Stretch[]): void {
    const current = this.at(now);
    const from = this.#stretches.findIndex((s) => s === current || s.start >= now - KEPT);
    const past = this.#stretches.slice(from).filter((s) => s.start < now);
    this.#stretches = [...past, ...planned];
  }

  /** The starts of stretches within a time, to look closely there. */
  turnsBetween(from: EpochMs, to: EpochMs): readonly EpochMs[] {
    return this.#stretches.map((s) => s.start).filter((start) => start > from && start < to);
  }
}
