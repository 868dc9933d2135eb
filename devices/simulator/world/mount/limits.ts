import type { Degrees, Horizontal } from '../../../../sky/index.js';
import { RADIANS_PER_DEGREE } from '../../../../sky/units.js';
import type { MountOptions } from '../../options.js';
import type { Place } from './axes.js';

type Limits = Pick<
  MountOptions,
  'kind' | 'hardStop' | 'hourAngleLimit' | 'zenithLimit' | 'lowestAltitude' | 'stopsAtHorizon'
>;

/** Hour angle at which a declination stands at an altitude in the west; NaN when it never does. */
function hourAngleAt(altitude: Degrees, declination: Degrees, latitude: Degrees): Degrees {
  const [a, d, l] = [altitude, declination, latitude].map((angle) => angle * RADIANS_PER_DEGREE) as [
    number,
    number,
    number,
  ];
  return Math.acos((Math.sin(a) - Math.sin(d) * Math.sin(l)) / (Math.cos(d) * Math.cos(l))) / RADIANS_PER_DEGREE;
}

/**
 * How far a place may still turn before the mount's firmware stops following it, degrees of hour angle; Infinity when
 * it never does.
 * @param primary where the primary axis stands
 */
export function roomToTrack(limits: Limits, latitude: Degrees, place: Place, primary: Degrees): Degrees {
  const rooms = [Infinity];
  const { hourAngle, declination } = place;
  switch (limits.kind) {
    case 'german':
      if (limits.hardStop !== undefined) rooms.push(180 + limits.hardStop - primary);
      break;
    case 'fork':
      if (limits.hourAngleLimit !== undefined) rooms.push(limits.hourAngleLimit - hourAngle);
      break;
    case 'alt-az': {
      // Beside the zenith the azimuth would have to turn faster than it can.
      const enters = -hourAngleAt(90 - limits.zenithLimit, declination, latitude);
      if (limits.zenithLimit > 0 && hourAngle <= -enters) rooms.push(enters - hourAngle);
    }
  }
  if (limits.stopsAtHorizon) {
    const sets = hourAngleAt(limits.lowestAltitude, declination, latitude);
    if (!Number.isNaN(sets)) rooms.push(sets - hourAngle);
  }
  return Math.max(0, Math.min(...rooms));
}

/** Why a mount does not slew to a place; undefined when it does. */
export function outOfReach(limits: Limits, { altitude }: Horizontal, hourAngle: Degrees): string | undefined {
  const high = `that is ${altitude.toFixed(1)} degrees high`;
  if (altitude < limits.lowestAltitude) return `${high}; the limit is ${String(limits.lowestAltitude)}`;
  if (limits.kind === 'alt-az' && altitude > 90 - limits.zenithLimit) {
    return `${high}; the mount cannot follow within ${String(limits.zenithLimit)} degrees of the zenith`;
  }
  const { hourAngleLimit } = limits;
  if (limits.kind === 'fork' && hourAngleLimit !== undefined && Math.abs(hourAngle) > hourAngleLimit) {
    return `that is ${Math.abs(hourAngle).toFixed(1)} degrees from the meridian; the limit is ${String(hourAngleLimit)}`;
  }
  return undefined;
}
