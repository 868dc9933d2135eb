import type { Clock } from '../../clock.js';
import type { filterWheelMembers } from '../../roles/filter-wheel.js';
import { within } from '../errors.js';
import type { FilterWheel } from '../world/filter-wheel.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

export class FilterWheelDriver extends Driver implements Served<typeof filterWheelMembers> {
  readonly #wheel: FilterWheel;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, wheel: FilterWheel) {
    super(info, clock, connectTime);
    this.#wheel = wheel;
  }

  focusOffsets(): readonly number[] {
    return this.#wheel.filters.map((filter) => filter.focusOffset);
  }

  names(): readonly string[] {
    return this.#wheel.filters.map((filter) => filter.name);
  }

  position(): number {
    return this.#wheel.position(this.now()) ?? -1;
  }

  setPosition(position: number): void {
    this.#wheel.select(within(position, 0, this.#wheel.filters.length - 1, 'a filter number'), this.now());
  }
}
