import { NotImplementedError } from '../../devices/alpaca/errors.js';
import type { AlignmentMode, PierSide, Telescope } from '../../devices/roles/index.js';
import { apparent, localSiderealTime, wrapHours } from '../../sky/index.js';
import type { Observatory } from '../plan/observatory.js';
import { orUntold } from '../steps/or-untold.js';
import { type Half, halfOf, otherHalf } from './meridian.js';
import { inSystemOf } from './mount-position.js';

/** A pointing state as a mount names it. */
export type Side = Exclude<PierSide, 'unknown'>;

/** How a mount is to be flipped. */
export type MountFacts =
  | { readonly flips: false; readonly why: string }
  | {
      readonly flips: true;
      /** It foretells its pointing state (DestinationSideOfPier), or one goes by the hour angle. */
      readonly by: 'pointing state' | 'hour angle';
      /** Whether SideOfPier answers, for verification. */
      readonly tellsSide: boolean;
      /** Its own name for the state that serves each half of the sky: by the definition, unless it foretells otherwise. */
      readonly names: Readonly<Record<Half, Side>>;
      /** It foretells the side that its tube will be on, which for |HA| > 6 h is not the pointing state; */
      readonly foretellsTube: boolean;
      /** and SideOfPier tells that too. */
      readonly tellsTube: boolean;
    };

/** By the definition: pierEast is the normal state, of hour angles 0..12 h. */
const BY_DEFINITION: Readonly<Record<Half, Side>> = { east: 'pierWest', west: 'pierEast' };

/** Hour angles at which a mount is asked what it would do: half-way up to the meridian, and below the pole. h */
const ASKED_AT = 3;
const ASKED_BELOW_POLE = 9;
/** A declination that is above the horizon there for all but the tropics, deg. */
const NEAR_POLE = 80;

const known = new WeakMap<Telescope, MountFacts>();

/**
 * What kind of mount it is, as to flips: asked once for each connection. A driver that names the states the other way
 * round, or names the side of the tube, is taken as it is: what it calls them is learnt by asking where a slew would lead.
 */
export async function mountFacts(
  telescope: Telescope,
  { site, meridian }: Pick<Observatory, 'site' | 'meridian'>,
  now: number,
  signal: AbortSignal,
): Promise<MountFacts> {
  const before = known.get(telescope);
  if (before) return before;
  const facts = await learn(telescope, { site, meridian }, now, signal);
  known.set(telescope, facts);
  return facts;
}

/** Takes down that a mount tells the side of its tube after all, or the pointing state after all: it was seen to. */
export function correctFacts(telescope: Telescope, tellsTube: boolean): void {
  const facts = known.get(telescope);
  if (facts?.flips) known.set(telescope, { ...facts, tellsTube });
}

async function learn(
  telescope: Telescope,
  { site, meridian }: Pick<Observatory, 'site' | 'meridian'>,
  now: number,
  signal: AbortSignal,
): Promise<MountFacts> {
  const alignment = await orAbsent(telescope.alignmentMode({ signal }), signal);
  if (alignment === 'altAz') return { flips: false, why: 'an alt-az mount does not flip' };
  const side = await sideOf(telescope, signal);
  const ask = async (hourAngle: number, declination: number): Promise<Side | undefined> => {
    const place = apparent(wrapHours(localSiderealTime(now, site.longitude) - hourAngle), declination);
    const to = await inSystemOf(telescope, place, now, signal);
    // A place that the mount refuses to be asked about, below its limits, tells nothing.
    const answer = await orUntold(telescope.destinationSideOfPier(to, { signal }), signal);
    return answer === 'unknown' ? undefined : answer;
  };
  const east = side === undefined ? undefined : await ask(-ASKED_AT, 0);
  const west = east === undefined ? undefined : await ask(ASKED_AT, 0);

  if (east !== undefined && west !== undefined && east !== west) {
    const below = await ask(ASKED_BELOW_POLE, site.latitude < 0 ? -NEAR_POLE : NEAR_POLE);
    return {
      flips: true,
      by: 'pointing state',
      tellsSide: true,
      names: { east, west },
      foretellsTube: below === east,
      tellsTube: below === east,
    };
  }
  // Answers that are the same everywhere: a fork, or the driver of a German mount that only repeats where it is.
  if (east !== undefined && alignment === 'polar') {
    return { flips: false, why: `a fork mount does not flip; this one gives ${east} on both sides of the meridian` };
  }
  return withoutForesight(alignment, side !== undefined, meridian.whenNoSide);
}

function withoutForesight(
  alignment: AlignmentMode | undefined,
  tellsSide: boolean,
  rule: Observatory['meridian']['whenNoSide'],
): MountFacts {
  if (rule === 'never flip') return { flips: false, why: 'the observatory file says that this mount never flips' };
  if (rule === 'by alignment' && alignment === 'polar') return { flips: false, why: 'a fork mount does not flip' };
  return { flips: true, by: 'hour angle', tellsSide, names: BY_DEFINITION, foretellsTube: false, tellsTube: false };
}

/** The side as the mount tells it; undefined where it tells none, `unknown` where it does not know it now. */
export async function sideOf(telescope: Telescope, signal: AbortSignal): Promise<PierSide | undefined> {
  return orAbsent(telescope.sideOfPier({ signal }), signal);
}

/** Undefined for what a driver does not have. */
async function orAbsent<T>(read: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotImplementedError) return undefined;
    throw error;
  }
}

/**
 * The half of the sky that a state serves, from the side that a mount names for a place.
 * @param tube whether the side names where the tube is, rather than the pointing state
 */
export function stateNamed(
  side: Side,
  hourAngle: number,
  { names, tube }: { readonly names: Readonly<Record<Half, Side>>; readonly tube: boolean },
): Half {
  const state: Half = side === names.east ? 'east' : 'west';
  return tube && Math.abs(hourAngle) > 6 ? otherHalf(state) : state;
}

/** Where a mount flips that goes by the hour angle: later than the meridian by `flipAfter`, in sidereal hours. */
export function stateByHourAngle(hourAngle: number, flipAfter: number): Half {
  return halfOf(hourAngle - flipAfter);
}
