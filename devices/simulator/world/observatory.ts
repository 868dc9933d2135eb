import type { Clock } from '../../clock.js';
import type { GuideDirection } from '../../roles/telescope.js';
import { type Air, type EpochMs, toEquatorial, toJ2000 } from '../../../sky/index.js';
import { refuse } from '../errors.js';
import { Faults } from '../faults.js';
import { setupOf } from '../defaults.js';
import type { Setup, WorldOptions } from '../options.js';
import { Camera, type Frame } from './camera/camera.js';
import type { Print, PrintKind } from './camera/print.js';
import { Dome } from './dome.js';
import { FlatPanel } from './flat-panel.js';
import { FilterWheel } from './filter-wheel.js';
import { Focuser } from './focuser.js';
import { Hazards } from './hazards.js';
import { Mount } from './mount/mount.js';
import { Roof } from './roof.js';
import { WorldScene } from './scene.js';
import { Rotator } from './rotator.js';
import { skyBrightness } from './sky/brightness.js';
import { MOUNT_OUTLET, POWER_BOX, Switchboard } from './switchboard.js';
import { CATALOGUE_LIMIT, TYCHO_2 } from './sky/catalogue.js';
import { randomStars } from './sky/random-stars.js';
import { combined, type StarSource } from './sky/star-list.js';
import { Network } from './network.js';
import { Weather } from './weather.js';

/** ms of rain that an open roof takes before it counts: time enough to close. */
const DRY_FOR = 120_000;

/** The parts of a simulated observatory and what ties them together. Nothing runs unless it is looked at. */
export class Observatory {
  readonly clock: Clock;
  readonly setup: Setup;
  readonly faults = new Faults();
  readonly hazards = new Hazards();
  readonly weather: Weather;
  readonly mount: Mount;
  readonly wheel: FilterWheel;
  readonly focuser: Focuser;
  readonly roof: Roof;
  /** undefined under a roll-off roof */
  readonly dome: Dome | undefined;
  readonly rotator = new Rotator();
  readonly panel = new FlatPanel(true);
  readonly switches: Switchboard;
  /** When no call reaches the server: somebody tripped over the cable. */
  readonly network = new Network();
  readonly camera: Camera;
  /** Showers, by when they began, that have been looked at. */
  readonly #soaked = new Set<EpochMs>();

  constructor(options: WorldOptions) {
    const setup = setupOf(options);
    const { clock } = options;
    const now = clock.now();
    this.clock = clock;
    this.setup = setup;
    this.weather = new Weather(setup.weather, setup.site, setup.seed);
    const refracting = (at: EpochMs): Air => ({
      pressureHPa: this.weather.pressure(at),
      temperatureC: this.weather.temperature(at),
    });
    this.mount = new Mount(
      setup.mount,
      setup.site,
      this.hazards,
      now,
      setup.weather.refraction ? refracting : undefined,
    );
    this.switches = new Switchboard(POWER_BOX, (id, value, at) => {
      if (id === MOUNT_OUTLET && value === 0) this.mount.cut(at);
    });
    const air = (at: EpochMs): number => this.weather.temperature(at);
    this.wheel = new FilterWheel(setup.filters);
    this.focuser = new Focuser(setup.focuser, air, now, setup.filters[0]?.focusOffset ?? 0);
    this.roof = new Roof(setup.roof);
    this.dome = setup.dome ? new Dome(setup.dome) : undefined;
    const stars: StarSource = options.stars ?? combined(TYCHO_2, randomStars(setup.seed, CATALOGUE_LIMIT, 15));
    this.camera = new Camera(setup.camera, setup.optics, new WorldScene(this, stars), setup.seed, air, now);
  }

  /** The last frame. */
  async frame(now: EpochMs): Promise<Frame> {
    return (await this.clock.track(this.camera.develop(now))) ?? refuse('invalidOperation', 'there is no image');
  }

  /** A frame in one of the forms in which it is sent. */
  print(kind: PrintKind, frame: Frame): Promise<Print> {
    return this.clock.track(this.camera.print(kind, frame));
  }

  /** Of the sky overhead, V mag/arcsec2; clouds that hide the stars shine with the light from below. */
  zenithBrightness(now: EpochMs): number {
    const { site, weather, darkByDay } = this.setup;
    const zenith = toJ2000(toEquatorial({ azimuth: 0, altitude: 90 }, now, site), now);
    const clear = skyBrightness(zenith, now, site, { dark: weather.skyBrightness, darkByDay });
    return this.weather.cloudy(now) ? Math.min(clear, 18.5) : clear;
  }

  mountPowered(): boolean {
    return this.switches.value(MOUNT_OUTLET, this.clock.now()) > 0;
  }

  /** A guiding pulse, by the mount's own port or the camera's. */
  guide(direction: GuideDirection, rates: { readonly ra: number; readonly dec: number }, milliseconds: number): void {
    const now = this.clock.now();
    const sign = direction === 'north' || direction === 'east' ? 1 : -1;
    const axis = direction === 'north' || direction === 'south' ? 'dec' : 'ra';
    this.mount.pulse(axis, sign * rates[axis], milliseconds, now);
  }

  /** Records what has gone wrong by now without anybody looking. */
  settle(now: EpochMs): void {
    this.mount.settle(now);
    for (const shower of this.weather.showers(now)) {
      const wet = shower.from + DRY_FOR;
      if (this.#soaked.has(shower.from) || wet > Math.min(shower.to, now)) continue;
      this.#soaked.add(shower.from);
      if (this.roof.openingThen(wet) === 0) continue;
      const detail = `the roof stood open ${String(DRY_FOR / 1000)} s after it had begun to rain`;
      this.hazards.record({ at: wet, kind: 'rain fell through the open roof', detail });
    }
  }

  /** The mount leaves its place; under a dome it may at any time. */
  mountMoves(now: EpochMs): void {
    const state = this.roof.state(now);
    if (state !== 'open' && !this.dome) {
      const detail = `the mount began to move while the roof was ${state}`;
      this.hazards.record({ at: now, kind: 'mount moved under a closed roof', detail });
    }
  }

  moveRoof(to: 0 | 1): void {
    const now = this.clock.now();
    const parked = this.mount.parked(now);
    const inTheWay = !parked && !this.dome;
    if (inTheWay && this.roof.options.interlock) {
      refuse('invalidOperation', 'the interlock keeps the roof where it is until the mount is parked');
    }
    if (this.roof.jammed(now)) refuse('driver', 'the roof is jammed');
    const already = this.roof.state(now) === (to === 1 ? 'open' : 'closed');
    if (already) return;
    if (inTheWay) {
      const detail = `the roof began to ${to === 1 ? 'open' : 'close'} while the mount was not parked`;
      this.hazards.record({ at: now, kind: 'roof moved over an unparked mount', detail });
    }
    this.roof.move(to, now);
  }
}
