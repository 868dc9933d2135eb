import type { Driver } from './drivers/driver.js';
import { driversOf } from './drivers/index.js';
import type { WorldOptions } from './options.js';
import { Observatory } from './world/observatory.js';
import { type Snapshot, snapshotOf } from './world/snapshot.js';
import { type Truth, truthOf } from './world/truth.js';

/** A simulated observatory, the drivers that Alpaca clients talk to, and what is to be told of it. */
export class World extends Observatory {
  /** In the order in which the management interface lists them. */
  readonly drivers: readonly Driver[];

  constructor(options: WorldOptions) {
    super(options);
    this.drivers = driversOf(this);
  }

  /** For displays. */
  snapshot(): Snapshot {
    return snapshotOf(this);
  }

  /** What no driver tells. */
  get truth(): Truth {
    return truthOf(this);
  }
}

/**
 * Builds a simulated observatory on a clock.
 *
 * ```ts
 * const world = createWorld({ clock: new SystemClock(), seed: 7 });
 * const server = new SimulatorServer(world, { port: 11111 });
 * const { url } = await server.listen();
 * ```
 */
export function createWorld(options: WorldOptions): World {
  return new World(options);
}
