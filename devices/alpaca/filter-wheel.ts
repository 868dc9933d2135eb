import { deviceMembers } from '../roles/device.js';
import { type FilterWheel, filterWheelMembers } from '../roles/filter-wheel.js';
import type { OperationOptions } from '../roles/member.js';
import { complete } from './completion.js';
import { deviceClass } from './device-class.js';

const FilterWheelMembers = deviceClass('filterwheel', { ...deviceMembers, ...filterWheelMembers });

/** Position while the wheel turns. */
const TURNING = -1;

export class AlpacaFilterWheel extends FilterWheelMembers implements FilterWheel {
  async select(position: number, options: OperationOptions = {}): Promise<void> {
    let seen = TURNING;
    await complete(
      this.link.clock,
      {
        place: this.place('select'),
        deadline: 120_000,
        start: (signal) => this.setPosition(position, { signal }),
        look: async (signal) => {
          seen = await this.position({ signal });
          return { over: seen !== TURNING };
        },
        // Some wheels read the old filter for a while, before or instead of -1.
        problem: async () => (seen === position ? undefined : `the wheel stands at filter ${String(seen)}`),
        grace: 20_000,
      },
      options,
    );
  }
}
