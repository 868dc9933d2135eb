import { NotImplementedError, ProtocolError, SlavedError } from '../../devices/alpaca/errors.js';
import { poll } from '../../devices/clock.js';
import type { Dome } from '../../devices/roles/index.js';
import type { Degrees, Horizontal } from '../../sky/index.js';
import { RADIANS_PER_DEGREE } from '../../sky/units.js';
import { angleBetween, direction } from '../../sky/vector.js';
import { NocturneError } from '../errors.js';
import { orUntold } from './or-untold.js';
import type { StepContext } from './step.js';

/** How far the opening may stand beside where the telescope looks before it is brought there. */
const TOLERANCE: Degrees = 3;
/** And how far afterwards: domes are coarse, and slits wide. */
const FAR_OFF: Degrees = 10;
/** ms that a dome which follows by itself may take to come to rest. */
const REST_WITHIN = 300_000;

interface Abilities {
  readonly turns: boolean;
  readonly lifts: boolean;
  readonly follows: boolean;
  readonly shuts: boolean;
}

/** What domes have told of themselves: it does not change. */
const known = new WeakMap<Dome, Abilities>();

type Opening = Pick<StepContext, 'clock' | 'signal' | 'useIfPresent' | 'report' | 'observatory'>;

/** Where the telescope looks from first to last. */
export type Path = readonly [Horizontal, ...Horizontal[]];

/**
 * Brings the opening of a dome before the telescope, in azimuth and, where the dome can set that, in altitude, and waits
 * until it is there. A roll-off roof and a closed dome are left alone; one that follows the mount by itself is only waited
 * for. Alpaca tells nothing of where in the dome the telescope stands: it is taken to be in the middle.
 * @param look where the telescope looks, asked only of a dome that has to be brought; it is brought to the middle of that
 * @throws NocturneError `device-lied`; the driver's errors
 */
export async function bringOpening(context: Opening, look: () => Path | Promise<Path>): Promise<void> {
  if (context.observatory.dome?.follow === false) return;
  const dome = await context.useIfPresent('dome');
  if (!dome) return;
  const { signal } = context;
  const able = await abilitiesOf(dome, signal);
  if (!able.turns && !able.lifts) return;
  if (able.follows && (await dome.slaved({ signal }))) return restOf(context, dome);
  if (able.shuts && (await dome.shutterStatus({ signal })) !== 'open') return;
  const path = await look();
  const stood = await openingOf(dome, able, signal);
  const told = (stood.azimuth !== undefined) === able.turns && (stood.altitude !== undefined) === able.lifts;
  if (told && !isBeside(stood, path, TOLERANCE)) return;
  const to = path[Math.floor(path.length / 2)] ?? path[0];
  const altitude = Math.max(0, to.altitude);
  context.report({ doing: 'turning the dome' });
  try {
    if (able.turns) await dome.slewToAzimuth({ azimuth: to.azimuth }, { signal });
    if (able.lifts) await dome.slewToAltitude({ altitude }, { signal });
  } catch (error) {
    // Somebody has told it meanwhile to follow the mount.
    if (error instanceof SlavedError) return restOf(context, dome);
    throw error;
  }
  const stands = await openingOf(dome, able, signal);
  if (!isBeside(stands, [to], FAR_OFF)) return;
  throw new NocturneError(
    'device-lied',
    `the dome was to open towards ${inWords(to)}, and stands at ${inWords(stands)}`,
  );
}

async function abilitiesOf(dome: Dome, signal: AbortSignal): Promise<Abilities> {
  const told = known.get(dome);
  if (told) return told;
  const turns = await can(dome.canSetAzimuth({ signal }), signal);
  const lifts = await can(dome.canSetAltitude({ signal }), signal);
  const abilities = {
    turns,
    lifts,
    follows: (turns || lifts) && (await can(dome.canSlave({ signal }), signal)),
    shuts: (turns || lifts) && (await can(dome.canSetShutter({ signal }), signal)),
  };
  known.set(dome, abilities);
  return abilities;
}

/** Where the opening stands; what is absent is not told, or cannot be set. */
type Stands = Partial<Horizontal>;

async function openingOf(dome: Dome, { turns, lifts }: Abilities, signal: AbortSignal): Promise<Stands> {
  const azimuth = turns ? await orUntold(dome.azimuth({ signal }), signal) : undefined;
  const altitude = lifts ? await orUntold(dome.altitude({ signal }), signal) : undefined;
  return { ...(azimuth !== undefined && { azimuth }), ...(altitude !== undefined && { altitude }) };
}

/** Whether the opening is known to leave a part of the path aside. A slit is open towards every altitude. */
function isBeside(stands: Stands, path: readonly Horizontal[], tolerance: Degrees): boolean {
  return path.some((to) => {
    const off = angleBetween(towards({ ...to, ...stands }), towards(to)) / RADIANS_PER_DEGREE;
    return off > tolerance;
  });
}

function towards({ azimuth, altitude }: Horizontal) {
  return direction(azimuth * RADIANS_PER_DEGREE, altitude * RADIANS_PER_DEGREE);
}

function inWords({ azimuth, altitude }: Stands): string {
  const words = [
    ...(azimuth === undefined ? [] : [`azimuth ${azimuth.toFixed(0)}`]),
    ...(altitude === undefined ? [] : [`altitude ${altitude.toFixed(0)}`]),
  ];
  return words.join(', ');
}

async function restOf({ clock, signal }: Opening, dome: Dome): Promise<void> {
  await poll(clock, { what: 'the dome to follow the mount', signal, deadline: REST_WITHIN }, async (inner) =>
    (await dome.slewing({ signal: inner })) ? undefined : true,
  );
}

/** What a driver says that it can; one that does not know the question cannot. */
async function can(asked: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  try {
    return await asked;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotImplementedError) return false;
    // HTTP 4xx: some servers that were made for one roof have no more than it needs.
    if (error instanceof ProtocolError && !error.retryable) return false;
    throw error;
  }
}
