import type { Clock } from '../../devices/clock.js';
import type { Telescope } from '../../devices/roles/index.js';
import { wrapSignedHours } from '../../sky/index.js';
import type { Observatory } from '../plan/observatory.js';
import { orUntold } from '../steps/or-untold.js';
import type { Session, SkyPosition } from '../steps/step.js';
import { type Half, halfOf, pastMeridian, SIDEREAL_HOURS_PER_MS } from './meridian.js';
import { type MountFacts, sideOf, stateByHourAngle, stateNamed } from './mount-facts.js';
import { hourAngleOf, toMountLater } from './mount-position.js';

/** A mount that flips, and what is needed to ask it. */
export interface FlippingMount {
  readonly telescope: Telescope;
  readonly facts: Extract<MountFacts, { flips: true }>;
  readonly observatory: Observatory;
  readonly session: Session;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Before it, the time of a slew decides on which side it ends; ms. */
const SLEW_TIME = 120_000;

/** How long after the meridian a mount flips that does not tell, in sidereal hours. */
export function flipAfterHours({ meridian }: Observatory): number {
  return (meridian.flipAfter ?? 60_000) * SIDEREAL_HOURS_PER_MS;
}

/**
 * The half of the sky that the mount's present state serves: by the side that it tells, else by where its last slew led.
 * @param hourAngle of where it points, h
 * @returns undefined when nothing tells
 */
export async function presentState(mount: FlippingMount, hourAngle: number): Promise<Half | undefined> {
  const { facts, session, observatory } = mount;
  const told = facts.by === 'pointing state' ? await toldState(mount, hourAngle) : undefined;
  if (told !== undefined) return told;
  if (session.hourAngleAtSlew === undefined) return undefined;
  return stateByHourAngle(session.hourAngleAtSlew, flipAfterHours(observatory));
}

/** The state by the side that the mount tells at this moment, and by nothing else; undefined when it tells none. */
export async function toldState(
  { telescope, facts, signal }: FlippingMount,
  hourAngle: number,
): Promise<Half | undefined> {
  const side = await sideOf(telescope, signal);
  if (side === undefined || side === 'unknown') return undefined;
  return stateNamed(side, hourAngle, { names: facts.names, tube: facts.tellsTube });
}

/**
 * Whether it is beyond doubt which side the last slew led to: not when it was made so near the meridian that the mount's
 * own clock, or the time that the slew took, decided.
 */
export function slewIsClear({ session, observatory }: FlippingMount): boolean {
  const at = session.hourAngleAtSlew;
  if (at === undefined) return false;
  const early = wrapSignedHours(at + SLEW_TIME * SIDEREAL_HOURS_PER_MS);
  return halfOf(early) === stateByHourAngle(at, flipAfterHours(observatory));
}

/** The state that a slew to a position would give `later` ms from now. */
export async function foretold(mount: FlippingMount, position: SkyPosition, later: number): Promise<Half> {
  const { telescope, facts, observatory, clock, signal } = mount;
  const now = clock.now();
  const hourAngle = hourAngleOf(position, now + later, observatory.site);
  if (facts.by === 'pointing state') {
    const to = await toMountLater(telescope, position, { now, later, site: observatory.site }, signal);
    // A driver that cannot tell for a place, below its limits, does not keep the others from being asked about.
    const side = await orUntold(telescope.destinationSideOfPier(to, { signal }), signal);
    if (side !== undefined && side !== 'unknown')
      return stateNamed(side, hourAngle, { names: facts.names, tube: facts.foretellsTube });
  }
  return stateByHourAngle(hourAngle, flipAfterHours(observatory));
}

/** How exactly the moment of the flip is found, ms. */
const RESOLUTION = 1_000;
/** Steps in which a flip point is looked for that lies well past the meridian, and how far; ms. */
const LOOK_STEP = 20 * 60_000;
const LOOK_AHEAD = 3 * 3_600_000;

export interface FlipPointQuestion {
  /** What a slew would give now. */
  readonly state: Half;
  readonly hourAngle: number;
  /** How far ahead it matters, ms. */
  readonly until: number;
  /** Looked for beyond `until` when the target will have passed the meridian by more than this then, ms. */
  readonly trackPast: number;
}

/** How far ahead a slew to a position begins to give another state than `state`, in ms; undefined when not in sight. */
export async function flipPoint(
  mount: FlippingMount,
  position: SkyPosition,
  { state, hourAngle, until, trackPast }: FlipPointQuestion,
): Promise<number | undefined> {
  if (mount.facts.by === 'hour angle') {
    const { meridian } = mount.observatory;
    return Math.max(0, (meridian.flipAfter ?? 60_000) - pastMeridian(state, hourAngle));
  }
  const past = pastMeridian(state, hourAngle);
  const end = past + until > trackPast ? until + LOOK_AHEAD : until;
  let before = 0;
  let after = until;
  while ((await foretold(mount, position, after)) === state) {
    if (after >= end) return undefined;
    before = after;
    after = Math.min(end, after + LOOK_STEP);
  }
  while (after - before > RESOLUTION) {
    const middle = (before + after) / 2;
    if ((await foretold(mount, position, middle)) === state) before = middle;
    else after = middle;
  }
  return after;
}
