import { hourAngle, type J2000, toApparent } from '../../sky/index.js';
import type { Observatory } from './observatory.js';

/** How a mount stands: the angles of its two axes, deg, both 0 in the park position, at the pole. */
interface Axes {
  readonly primary: number;
  readonly secondary: number;
}

const PARKED: Axes = { primary: 0, secondary: 0 };
const QUARTER = 90;

/** Where a mount stands on paper, and how far it has to turn: what slews and flips take depends on it. */
export class PaperMount {
  #pointing: { readonly position: J2000; readonly flipped: boolean } | undefined;
  parked = true;

  constructor(readonly observatory: Observatory) {}

  /** Whether it changes sides at the meridian. */
  get flips(): boolean {
    return this.observatory.meridian.whenNoSide !== 'never flip';
  }

  park(): void {
    this.#pointing = undefined;
    this.parked = true;
  }

  unpark(): void {
    this.parked = false;
  }

  hourAngle(position: J2000, at: number): number {
    return hourAngle(toApparent(position, at).ra, at, this.observatory.site);
  }

  /** deg that its axes turn, the longer of the two, to point at a position anew; the position is taken up. */
  turnTo(position: J2000, at: number): number {
    const before = this.#axes(at);
    this.#pointing = { position, flipped: this.flips && this.hourAngle(position, at) >= 0 };
    return longer(before, this.#axes(at));
  }

  /** deg that they turn to the park position */
  turnToPark(at: number): number {
    return longer(this.#axes(at), PARKED);
  }

  #axes(at: number): Axes {
    if (!this.#pointing) return PARKED;
    const { position, flipped } = this.#pointing;
    const angle = this.hourAngle(position, at) * 15;
    const fromPole = QUARTER - Math.abs(position.dec);
    if (!this.flips) return { primary: angle, secondary: fromPole };
    return flipped
      ? { primary: angle - QUARTER, secondary: -fromPole }
      : { primary: angle + QUARTER, secondary: fromPole };
  }
}

function longer(from: Axes, to: Axes): number {
  return Math.max(Math.abs(to.primary - from.primary), Math.abs(to.secondary - from.secondary));
}
