import { type Apparent, type Degrees, type EpochMs, type Horizontal, toHorizontal } from '../../../sky/index.js';
import type { PointingState } from './mount/axes.js';
import type { Observatory } from './observatory.js';
import type { RoofState } from './roof.js';

/** How the observatory stands, for displays. Reading it changes nothing. */
export interface Snapshot {
  readonly time: EpochMs;
  readonly mount: {
    /** Of date, as the mount believes. */
    readonly position: Apparent;
    readonly horizontal: Horizontal;
    readonly pointingState: PointingState;
    readonly tracking: boolean;
    readonly slewing: boolean;
    readonly parked: boolean;
  };
  readonly roof: { readonly state: RoofState /** 0..1 */; readonly opening: number; readonly jammed: boolean };
  /** undefined under a roll-off roof */
  readonly dome: DomeSnapshot | undefined;
  readonly camera: {
    readonly state: 'idle' | 'exposing' | 'reading' | 'error';
    /** C */
    readonly temperature: number;
    /** % of the exposure */
    readonly completed: number;
  };
  /** Name of the filter in the beam; undefined while the wheel turns. */
  readonly filter: string | undefined;
  /** steps */
  readonly focuser: number;
  readonly weather: {
    readonly cloudy: boolean;
    readonly raining: boolean;
    /** Gusts at or above the limit. */
    readonly windy: boolean;
    readonly safe: boolean;
    /** C */
    readonly temperature: number;
  };
  /** How many there were. */
  readonly hazards: number;
}

/** Where the opening of a dome stands, degrees. */
export interface DomeSnapshot {
  readonly azimuth: Degrees;
  /** undefined for a slit over all altitudes */
  readonly altitude: Degrees | undefined;
  /** Whether the telescope sees out of it. */
  readonly clears: boolean;
}

export function snapshotOf(observatory: Observatory): Snapshot {
  const { mount, roof, dome, camera, wheel, focuser, weather, hazards } = observatory;
  const now = observatory.clock.now();
  observatory.settle(now);
  const position = mount.position(now);
  const horizontal = toHorizontal(position, now, mount.site);
  const filter = wheel.position(now);
  return {
    time: now,
    mount: {
      position,
      horizontal,
      pointingState: mount.state(now),
      tracking: mount.tracking(now),
      slewing: mount.slewing(now),
      parked: mount.parked(now),
    },
    roof: { state: roof.state(now), opening: roof.opening(now), jammed: roof.jammed(now) },
    dome: dome && {
      azimuth: dome.azimuth(now),
      altitude: dome.altitude(now),
      clears: dome.clears(horizontal.azimuth, horizontal.altitude, now),
    },
    camera: {
      state: camera.state(now),
      temperature: camera.cooler.temperature(now),
      completed: camera.completed(now),
    },
    filter: filter === undefined ? undefined : wheel.filters[filter]?.name,
    focuser: focuser.position(now),
    weather: {
      cloudy: weather.cloudy(now),
      raining: weather.raining(now),
      windy: weather.gust(now) >= weather.options.windLimit,
      safe: weather.safe(now),
      temperature: weather.temperature(now),
    },
    hazards: hazards.count,
  };
}
