import type { Telescope } from '../../devices/roles/index.js';
import { apparent, hourAngle, j2000, type J2000, separation, toApparent, toJ2000 } from '../../sky/index.js';
import { NocturneError } from '../errors.js';
import { brokenLimit } from '../plan/limit-values.js';
import type { Observatory } from '../plan/observatory.js';
import { requireOpenRoof } from './interlocks.js';
import type { SkyPosition, StepContext } from './step.js';

/** How far from its target a mount may stand after a slew, deg. Pointing models do better than this by far. */
const TOLERANCE = 0.5;

interface MountPosition {
  readonly rightAscension: number;
  readonly declination: number;
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
  if (await isJ2000(telescope, signal)) return { rightAscension: position.ra, declination: position.dec };
  const { ra, dec } = toApparent(j2000(position.ra, position.dec), at);
  return { rightAscension: ra, declination: dec };
}

/** Where the mount says that it points, as a position of the catalogue. */
export async function pointingOf(telescope: Telescope, at: number, signal: AbortSignal): Promise<J2000> {
  const ra = await telescope.rightAscension({ signal });
  const dec = await telescope.declination({ signal });
  return (await isJ2000(telescope, signal)) ? j2000(ra, dec) : toJ2000(apparent(ra, dec), at);
}

async function isJ2000(telescope: Telescope, signal: AbortSignal): Promise<boolean> {
  const system = await telescope.equatorialSystem({ signal });
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

/** Hour angle of a catalogue position at the site, -12..12 h. */
export function hourAngleOf(position: SkyPosition, at: number, site: Observatory['site']): number {
  return hourAngle(toApparent(j2000(position.ra, position.dec), at).ra, at, site);
}

/**
 * Slews to a position and verifies where the mount stands afterwards.
 * @throws NocturneError `interlock`, `target-out-of-reach`, `device-lied`
 */
export async function pointAt(context: StepContext, telescope: Telescope, position: SkyPosition): Promise<void> {
  const { signal, clock } = context;
  await requireUnparked(telescope, 'slewing', signal);
  await requireOpenRoof(context, 'slewing');
  requireAboveLimits(context, position);
  if (!(await telescope.tracking({ signal }))) await telescope.track(true, { signal });
  const to = await toMount(telescope, position, clock.now(), signal);
  context.session.hourAngleAtSlew = hourAngleOf(position, clock.now(), context.observatory.site);
  context.report({ doing: 'slewing' });
  await telescope.slew(to, { signal });
  const standing = await pointingOf(telescope, clock.now(), signal);
  const off = separation(standing, j2000(position.ra, position.dec));
  if (off > TOLERANCE) {
    throw new NocturneError(
      'device-lied',
      `after the slew the mount stands ${off.toFixed(2)} deg from where it was sent`,
      { hint: "check the mount's alignment, site and clock" },
    );
  }
}

/** @throws NocturneError `interlock` */
export async function requireUnparked(telescope: Telescope, what: string, signal: AbortSignal): Promise<void> {
  if (!(await telescope.atPark({ signal }))) return;
  throw new NocturneError('interlock', `${what} was refused: the mount is parked`, { hint: 'put `unpark` before it' });
}

/** Refuses positions below the site's horizon or outside the observatory's own limits. */
function requireAboveLimits({ observatory, clock }: StepContext, position: SkyPosition): void {
  const broken = brokenLimit([], position, clock.now(), observatory);
  if (broken === undefined) return;
  throw new NocturneError('target-out-of-reach', `the slew was refused: ${broken}`);
}
