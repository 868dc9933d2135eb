import { airmass, type EpochMs, type Horizontal, toApparent, toHorizontal } from '../../../sky/index.js';
import type { FilterOptions, Setup } from '../options.js';
import type { Scene } from './camera/scene.js';
import type { Dome } from './dome.js';
import type { FilterWheel } from './filter-wheel.js';
import type { FlatPanel } from './flat-panel.js';
import type { Focuser } from './focuser.js';
import type { Mount } from './mount/mount.js';
import type { TruePointing } from './mount/pointing.js';
import type { Roof } from './roof.js';
import type { Rotator } from './rotator.js';
import { skyBrightness } from './sky/brightness.js';
import type { StarSource } from './sky/star-list.js';
import type { Weather } from './weather.js';

/** The parts that stand between the sky and the sensor. */
export interface LightPath {
  readonly setup: Setup;
  readonly mount: Mount;
  readonly focuser: Focuser;
  readonly wheel: FilterWheel;
  readonly rotator: Rotator;
  readonly roof: Roof;
  /** undefined under a roll-off roof */
  readonly dome: Dome | undefined;
  readonly panel: FlatPanel;
  readonly weather: Weather;
}

/** The scene of a world: what its mount, weather, dome and cover let the camera see. */
export class WorldScene implements Scene {
  constructor(
    readonly path: LightPath,
    readonly stars: StarSource,
  ) {}

  pointing(now: EpochMs): TruePointing {
    return this.path.mount.truth(now);
  }

  turnsBetween(from: EpochMs, to: EpochMs): readonly EpochMs[] {
    return this.path.mount.turnsBetween(from, to);
  }

  filter(): FilterOptions | undefined {
    return this.path.wheel.inBeam();
  }

  defocus(now: EpochMs): number {
    return this.path.focuser.defocus(now, this.filter()?.focusOffset ?? 0, this.path.weather.temperature(now));
  }

  seeing(now: EpochMs): number {
    return this.path.weather.seeing(now);
  }

  airmass(now: EpochMs): number {
    return airmass(this.#direction(now).altitude);
  }

  transparency(now: EpochMs): number {
    return this.path.weather.transparency(now) * this.#opening(now);
  }

  skyBrightness(now: EpochMs): number | undefined {
    const opening = this.#opening(now);
    if (opening === 0) return undefined;
    const { weather, site, darkByDay } = this.path.setup;
    const light = { dark: weather.skyBrightness, darkByDay };
    return skyBrightness(this.pointing(now).position, now, site, light) - 2.5 * Math.log10(opening);
  }

  glow(now: EpochMs): number {
    return this.path.panel.glow(now);
  }

  angle(now: EpochMs): number {
    return this.path.setup.camera.angle + this.path.rotator.mechanical(now);
  }

  #direction(now: EpochMs): Horizontal {
    return toHorizontal(toApparent(this.pointing(now).position, now), now, this.path.setup.site);
  }

  /** Share of the aperture that is free: roof or slit, and the cover. */
  #opening(now: EpochMs): number {
    const { dome, roof, panel } = this.path;
    const { azimuth, altitude } = this.#direction(now);
    if (dome && !dome.clears(azimuth, altitude, now)) return 0;
    return roof.opening(now) * panel.opening(now);
  }
}
