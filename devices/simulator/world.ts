import type { Clock } from '../clock.js';
import type { EpochMs } from '../../sky/index.js';
import { CameraDriver } from './drivers/camera.js';
import type { Driver, DriverInfo } from './drivers/driver.js';
import { FilterWheelDriver } from './drivers/filter-wheel.js';
import { FocuserDriver } from './drivers/focuser.js';
import { RoofDriver } from './drivers/dome.js';
import { SafetyMonitorDriver } from './drivers/safety-monitor.js';
import { TelescopeDriver } from './drivers/telescope.js';
import { refuse } from './errors.js';
import { Faults } from './faults.js';
import { type Setup, setupOf, type WorldOptions } from './options.js';
import { Camera, type Frame } from './world/camera/camera.js';
import { FilterWheel } from './world/filter-wheel.js';
import { Focuser } from './world/focuser.js';
import { Hazards } from './world/hazards.js';
import { Mount } from './world/mount/mount.js';
import { Roof } from './world/roof.js';
import { WorldScene } from './world/scene.js';
import { hash } from './world/random.js';
import { CATALOGUE_LIMIT, TYCHO_2 } from './world/sky/catalogue.js';
import { randomStars } from './world/sky/random-stars.js';
import { combined, type StarSource } from './world/sky/star-list.js';
import { type Snapshot, snapshotOf } from './world/snapshot.js';
import { type Truth, truthOf } from './world/truth.js';
import { Weather } from './world/weather.js';

/** A simulated observatory: its parts, and the drivers that Alpaca clients talk to. Nothing runs unless it is looked at. */
export class World {
  readonly clock: Clock;
  readonly setup: Setup;
  readonly faults = new Faults();
  readonly hazards = new Hazards();
  readonly weather: Weather;
  readonly mount: Mount;
  readonly wheel: FilterWheel;
  readonly focuser: Focuser;
  readonly roof: Roof;
  readonly camera: Camera;
  /** In the order in which the management interface lists them. */
  readonly drivers: readonly Driver[];

  constructor(options: WorldOptions) {
    const setup = setupOf(options);
    const { clock } = options;
    const now = clock.now();
    this.clock = clock;
    this.setup = setup;
    this.weather = new Weather(setup.weather, setup.site);
    this.mount = new Mount(setup.mount, setup.site, this.hazards, now);
    this.wheel = new FilterWheel(setup.filters);
    this.focuser = new Focuser(setup.focuser);
    this.roof = new Roof(setup.roof);
    const stars: StarSource = options.stars ?? combined(TYCHO_2, randomStars(setup.seed, CATALOGUE_LIMIT, 15));
    const path = {
      setup,
      site: setup.site,
      mount: this.mount,
      focuser: this.focuser,
      wheel: this.wheel,
      roof: this.roof,
      weather: this.weather,
    };
    const air = (at: EpochMs): number => this.weather.temperature(at);
    this.camera = new Camera(setup.camera, setup.optics, new WorldScene(path, stars), setup.seed, air, now);
    this.drivers = this.#drivers();
  }

  /** For displays. */
  snapshot(): Snapshot {
    return snapshotOf(this);
  }

  /** What no driver tells. */
  get truth(): Truth {
    return truthOf(this);
  }

  /** The last frame. */
  async frame(now: EpochMs): Promise<Frame> {
    return this.camera.frame(now) ?? refuse('invalidOperation', 'there is no image');
  }

  /** The mount leaves its place. */
  mountMoves(now: EpochMs): void {
    const state = this.roof.state(now);
    if (state !== 'open') {
      const detail = `the mount began to move while the roof was ${state}`;
      this.hazards.record({ at: now, kind: 'mount moved under a closed roof', detail });
    }
  }

  moveRoof(to: 0 | 1): void {
    const now = this.clock.now();
    const parked = this.mount.parked(now);
    if (!parked && this.roof.options.interlock) {
      refuse('invalidOperation', 'the interlock keeps the roof where it is until the mount is parked');
    }
    if (this.roof.jammed) refuse('driver', 'the roof is jammed');
    const already = this.roof.state(now) === (to === 1 ? 'open' : 'closed');
    if (already) return;
    if (!parked) {
      const detail = `the roof began to ${to === 1 ? 'open' : 'close'} while the mount was not parked`;
      this.hazards.record({ at: now, kind: 'roof moved over an unparked mount', detail });
    }
    this.roof.move(to, now);
  }

  #drivers(): readonly Driver[] {
    const { clock } = this;
    const { connectTime, seed } = this.setup;
    const info = (type: DriverInfo['type'], name: string, description: string): DriverInfo => ({
      type,
      number: 0,
      name,
      description,
      uniqueId: `nocturne-${type}-${hash(seed).toString(16)}-0`,
    });
    return [
      new TelescopeDriver(info('telescope', 'Simulated mount', 'German equatorial mount'), clock, connectTime, this),
      new CameraDriver(info('camera', 'Simulated camera', 'Cooled monochrome camera'), clock, connectTime, this),
      new FilterWheelDriver(
        info('filterwheel', 'Simulated filter wheel', 'Filter wheel'),
        clock,
        connectTime,
        this.wheel,
      ),
      new FocuserDriver(
        info('focuser', 'Simulated focuser', 'Absolute focuser'),
        clock,
        connectTime,
        this.focuser,
        this.weather,
      ),
      new RoofDriver(info('dome', 'Simulated roof', 'Roll-off roof'), clock, connectTime, this),
      new SafetyMonitorDriver(
        info('safetymonitor', 'Simulated safety monitor', 'Clouds and rain'),
        clock,
        connectTime,
        this.weather,
      ),
    ];
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
