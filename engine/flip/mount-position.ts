import type { EquatorialSystem, Telescope } from '../../devices/roles/index.js';
import {
  type Apparent,
  apparent,
  bodyPosition,
  hourAngle,
  j2000,
  type J2000,
  toApparent,
  toJ2000,
  wrapHours,
} from '../../sky/index.js';
import { NocturneError } from '../errors.js';
import type { Site } from '../plan/observatory.js';
import type { SkyPosition } from '../steps/step.js';
import { SIDEREAL_HOURS_PER_MS } from './meridian.js';

/** As the mount takes and gives it: hours and degrees, in its own equatorial system. */
export interface MountPosition {
  readonly rightAscension: number;
  readonly declination: number;
}

/** Where on the sky a position is at a moment: a body of the solar system moves. */
export function placeAt({ ra, dec, body }: SkyPosition, at: number, site: Site): J2000 {
  return body ? bodyPosition(body, at, site) : j2000(ra, dec);
}

/**
 * A position of the catalogue in the coordinates that the mount takes.
 * @throws NocturneError `device-unable` for mounts in B1950 or J2050
 */
export async function toMount(
  telescope: Telescope,
  position: SkyPosition,
  at: number,
  signal: AbortSignal,
): Promise<MountPosition> {
  return inSystemOf(telescope, toApparent(j2000(position.ra, position.dec), at), at, signal);
}

/**
 * Where the mount would have to point now to stand as it will stand on a position `later` ms from `now`: what
 * DestinationSideOfPier is asked about the future. The hour angle is LST - RA, so a later time is a SMALLER right ascension
 * of date now, by the sidereal time that passes.
 */
export async function toMountLater(
  telescope: Telescope,
  position: SkyPosition,
  { now, later, site }: { readonly now: number; readonly later: number; readonly site: Site },
  signal: AbortSignal,
): Promise<MountPosition> {
  const { ra, dec } = toApparent(placeAt(position, now + later, site), now);
  return inSystemOf(telescope, apparent(wrapHours(ra - later * SIDEREAL_HOURS_PER_MS), dec), now, signal);
}

/** A place of date in the mount's own equatorial system. */
export async function inSystemOf(
  telescope: Telescope,
  place: Apparent,
  at: number,
  signal: AbortSignal,
): Promise<MountPosition> {
  const { ra, dec } = (await isJ2000(telescope, signal)) ? toJ2000(place, at) : place;
  return { rightAscension: ra, declination: dec };
}

/** Where the mount says that it points, as a position of the catalogue. */
export async function pointingOf(telescope: Telescope, at: number, signal: AbortSignal): Promise<J2000> {
  const ra = await telescope.rightAscension({ signal });
  const dec = await telescope.declination({ signal });
  return (await isJ2000(telescope, signal)) ? j2000(ra, dec) : toJ2000(apparent(ra, dec), at);
}

const systems = new WeakMap<Telescope, EquatorialSystem>();

/** A setting of the driver: it is asked for once. */
async function isJ2000(telescope: Telescope, signal: AbortSignal): Promise<boolean> {
  const system = systems.get(telescope) ?? (await telescope.equatorialSystem({ signal }));
  systems.set(telescope, system);
  switch (system) {
    case 'j2000':
      return true;
    case 'topocentric':
    case 'other':
      return false;
    case 'j2050':
    case 'b1950':
      throw new NocturneError('device-unable', `the mount works in ${system} coordinates`, {
        hint: 'set the driver to J2000 or to the equinox of date (JNow)',
      });
  }
}

/** Hour angle of a position at the site, -12..12 h. */
export function hourAngleOf(position: SkyPosition, at: number, site: Site): number {
  return hourAngle(toApparent(placeAt(position, at, site), at).ra, at, site);
}
