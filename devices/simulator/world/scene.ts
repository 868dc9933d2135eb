import { airmass, type EpochMs, type Site, toApparent, toHorizontal } from '../../../sky/index.js';
import type { FilterOptions, Setup } from '../options.js';
import type { Scene } from './camera/scene.js';
import type { FilterWheel } from './filter-wheel.js';
import type { Focuser } from './focuser.js';
import type { Mount } from './mount/mount.js';
import type { TruePointing } from './mount/pointing.js';
import type { Roof } from './roof.js';
import type { StarSource } from './sky/star-list.js';
import type { Weather } from './weather.js';

/** The parts that stand between the sky and the sensor. */
export interface LightPath {
  readonly setup: Setup;
  readonly site: Site;
  readonly mount: Mount;
  readonly focuser: Focuser;
  readonly wheel: FilterWheel;
  readonly roof: Roof;
  readonly weather: Weather;
}

/** The scene of a world: what its mount, weather and roof let the camera see. */
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

  seeing(): number {
    return this.path.setup.weather.seeing;
  }

  airmass(now: EpochMs): number {
    const position = toApparent(this.pointing(now).position, now);
    return airmass(toHorizontal(position, now, this.path.site).altitude);
  }

  transparency(now: EpochMs): number {
    return this.path.weather.transparency(now) * this.path.roof.opening(now);
  }

  skyBrightness(now: EpochMs): number | undefined {
    const open = this.path.roof.opening(now);
    return open > 0 ? this.path.setup.weather.skyBrightness - 2.5 * Math.log10(open) : undefined;
  }

  angle(): number {
    return this.path.setup.camera.angle;
  }
}
