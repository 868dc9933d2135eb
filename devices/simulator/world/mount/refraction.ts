import { type Air, type Degrees, type EpochMs, toApparentAltitude, toTrueAltitude } from '../../../../sky/index.js';
import { altAzGeometry } from './alt-az.js';
import type { Place } from './axes.js';

/** What the air does to the directions of stars at a site. */
export interface Refraction {
  /** From where something is to where it is seen. */
  lift(place: Place, now: EpochMs): Place;
  /** From where something is seen to where it is. */
  drop(place: Place, now: EpochMs): Place;
}

export function refractionAt(latitude: Degrees, air: (now: EpochMs) => Air): Refraction {
  const horizon = altAzGeometry(latitude);
  const turned = (place: Place, altitude: (from: Degrees) => Degrees): Place => {
    const { primary: azimuth, secondary } = horizon.toAxes(place, 'normal');
    return horizon.toSky({ primary: azimuth, secondary: altitude(secondary) });
  };
  return {
    lift: (place, now) => turned(place, (altitude) => toApparentAltitude(altitude, air(now))),
    drop: (place, now) => turned(place, (altitude) => toTrueAltitude(altitude, air(now))),
  };
}
