import { refuse, within } from '../errors.js';

/**
 * Gain or offset of a camera: a number from 0 to the highest, or, where the camera has names for a few of them, the index of
 * a name. The names stand for values at equal distances, the first for 0 and the last for the highest.
 */
export class CameraSetting {
  #chosen: number;

  /** @param names undefined: numbers */
  constructor(
    readonly what: 'gain' | 'offset',
    readonly highest: number,
    readonly names: readonly string[] | undefined,
    value: number,
  ) {
    this.#chosen = names ? Math.round((value / highest) * (names.length - 1)) : value;
  }

  /** What clients read and write: the value, or the index of its name. */
  get chosen(): number {
    return this.#chosen;
  }

  choose(number: number): void {
    this.#chosen = within(number, 0, this.names ? this.names.length - 1 : this.highest, `the ${this.what}`);
  }

  /** What the electronics are set to. */
  get value(): number {
    if (!this.names) return this.#chosen;
    return Math.round((this.#chosen / Math.max(1, this.names.length - 1)) * this.highest);
  }

  lowestValue(): number {
    return this.names ? this.#noNumbers() : 0;
  }

  highestValue(): number {
    return this.names ? this.#noNumbers() : this.highest;
  }

  list(): readonly string[] {
    return this.names ?? refuse('notImplemented', `the ${this.what} is a number between its smallest and its largest`);
  }

  #noNumbers(): never {
    return refuse('notImplemented', `the ${this.what} is the index of one of its names`);
  }
}
