import { poll } from '../../devices/clock.js';
import type { Telescope } from '../../devices/roles/index.js';
import { separation, toApparent, toHorizontal } from '../../sky/index.js';
import { NocturneError } from '../errors.js';
import type { Half } from '../flip/meridian.js';
import { correctFacts, mountFacts, sideOf, stateNamed } from '../flip/mount-facts.js';
import { hourAngleOf, placeAt, pointingOf, toMount } from '../flip/mount-position.js';
import { type FlippingMount, foretold, presentState } from '../flip/pointing-state.js';
import { brokenLimit } from '../plan/limit-values.js';
import { bringOpening } from './dome-opening.js';
import { requireOpenRoof } from './interlocks.js';
import { clearOffset } from './offset-rates.js';
import type { SkyPosition, StepContext } from './step.js';

/** How far from its target a mount may stand after a slew, deg. Pointing models do better than this by far. */
const TOLERANCE = 0.5;
/** How long the pointing state may lag behind the mount, ms. */
export const SIDE_LAG = 20_000;
/** Longest that a correction near the meridian waits for its place to come over to the mount's side, ms. */
const LONGEST_WAIT = 300_000;
/** A slew that begins so long before the flip point may end beyond it, ms. */
const SLEW_TIME = 60_000;

/** What carrying out a slew needs of a mount that flips; undefined for one that does not. */
export async function flippingMount(context: StepContext, telescope: Telescope): Promise<FlippingMount | undefined> {
  const { clock, observatory, signal } = context;
  const facts = await mountFacts(telescope, observatory, clock.now(), signal);
  return facts.flips ? { ...context, telescope, facts } : undefined;
}

/**
 * Slews to a position and verifies where the mount stands afterwards, and that it is in the pointing state that it
 * foretold, which may take a while to be told. A dome is turned meanwhile.
 * @throws NocturneError `interlock`, `target-out-of-reach`, `device-lied`
 */
export async function pointAt(context: StepContext, telescope: Telescope, position: SkyPosition): Promise<void> {
  const { signal, clock, observatory } = context;
  await requireUnparked(telescope, 'slewing', signal);
  requireAboveLimits(context, position);
  const mount = await flippingMount(context, telescope);
  const before = mount && (await foretold(mount, position, 0));
  const now = clock.now();
  const place = toHorizontal(toApparent(placeAt(position, now, observatory.site), now), now, observatory.site);
  const ends = await Promise.allSettled([slewTo(context, telescope, position), bringOpening(context, () => [place])]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (!mount || !before || mount.facts.by !== 'pointing state') return;
  await settleState(context, mount, position, before);
}

export interface SlewOptions {
  /** Of a body: points to where it will be so much later, ms. */
  readonly lead?: number;
}

/**
 * Slews to a position and verifies where the mount stands, but not in which pointing state. The mount follows the stars
 * then: offsets to its tracking are taken back before the slew, on which they would go on.
 * @throws NocturneError `interlock`, `target-out-of-reach`, `device-lied`
 */
export async function slewTo(
  context: StepContext,
  telescope: Telescope,
  position: SkyPosition,
  { lead = 0 }: SlewOptions = {},
): Promise<void> {
  const { signal, clock, session, observatory } = context;
  await requireUnparked(telescope, 'slewing', signal);
  await requireOpenRoof(context, 'slewing');
  requireAboveLimits(context, position);
  // A body that is slewed to anew goes on being the one that the mount is kept on, whatever becomes of the slew.
  if (session.following?.body !== position.body) delete session.following;
  await takeBackRates(context, telescope, 'the mount is slewed');
  const { ra, dec } = placeAt(position, clock.now() + lead, observatory.site);
  const to = await toMount(telescope, { ra, dec }, clock.now(), signal);
  const hourAngle = hourAngleOf(position, clock.now(), observatory.site);
  // Until the slew is known to have ended well, nobody knows where the mount is.
  delete session.hourAngleAtSlew;
  session.pointedAt = { ...position, ra, dec };
  context.report({ doing: 'slewing' });
  await telescope.slew(to, { signal });
  const standing = await pointingOf(telescope, clock.now(), signal);
  const off = separation(standing, { frame: 'J2000', ra, dec });
  if (off > TOLERANCE) {
    throw new NocturneError(
      'device-lied',
      `after the slew the mount stands ${off.toFixed(2)} deg from where it was sent`,
      { hint: "check the mount's alignment, site and clock" },
    );
  }
  // A slew by right ascension ends in tracking; some drivers forget it.
  if (!(await telescope.tracking({ signal }))) await telescope.track(true, { signal });
  session.hourAngleAtSlew = hourAngle;
  session.stoppedForFlip = false;
}

/** Waits until the mount tells the state that it foretold, before the slew or after it; and learns when it never does. */
async function settleState(
  context: StepContext,
  mount: FlippingMount,
  position: SkyPosition,
  before: Half,
): Promise<void> {
  const { clock, signal, observatory } = context;
  const { telescope, facts } = mount;
  const hourAngle = hourAngleOf(position, clock.now(), observatory.site);
  const after = await foretold(mount, position, 0);
  const reached = await reachState({ ...context, what: 'the pointing state that was foretold' }, async () => {
    const state = await presentState(mount, hourAngle);
    return state === before || state === after;
  });
  if (reached) return;
  const side = await sideOf(telescope, signal);
  if (side === undefined || side === 'unknown') return;
  const otherwise = stateNamed(side, hourAngle, { names: facts.names, tube: !facts.tellsTube });
  if (Math.abs(hourAngle) > 6 && otherwise === after) {
    correctFacts(telescope, !facts.tellsTube);
    const what = facts.tellsTube ? 'its pointing state' : 'the side that its tube is on';
    await context.decide('mount', 'learn', `below the pole the mount tells ${what}, as it reads ${side} there`, {});
    return;
  }
  await context.decide(
    'mount',
    'doubt',
    `after the slew the mount reads ${side}, where it foretold ${facts.names[after]}`,
    {
      hourAngle: Math.round(hourAngle * 10_000) / 10_000,
    },
  );
}

/** Looks until something holds, for as long as a pointing state may lag; false when it never did. */
export async function reachState(
  { clock, signal, what }: Pick<StepContext, 'clock' | 'signal'> & { readonly what: string },
  holds: () => Promise<boolean>,
): Promise<boolean> {
  const begun = clock.now();
  return poll(clock, { what, signal, every: 500, deadline: SIDE_LAG + 10_000 }, async () => {
    if (await holds()) return true;
    return clock.now() - begun > SIDE_LAG ? false : undefined;
  });
}

export type Recentred =
  | { readonly done: true }
  /** The mount would have changed its pointing state: the flip comes first, and centring after it. */
  | { readonly done: false; readonly reason: string };

/**
 * Corrects where the mount points without letting it change its pointing state: a target that has just been flipped lies
 * so near the meridian that a correction towards the east may be a place for which the mount would flip back. Such a place
 * comes over by itself, and is waited for; one that the mount would flip for in the other direction is declined.
 * @throws what `slewTo` throws
 */
export async function recentreAt(
  context: StepContext,
  telescope: Telescope,
  position: SkyPosition,
  options: SlewOptions = {},
): Promise<Recentred> {
  const { clock, signal, observatory } = context;
  const mount = await flippingMount(context, telescope);
  if (mount) {
    const begun = clock.now();
    for (;;) {
      const hourAngle = hourAngleOf(position, clock.now(), observatory.site);
      const state = await presentState(mount, hourAngle);
      if (state === undefined) break;
      const now = await foretold(mount, position, 0);
      const soon = await foretold(mount, position, SLEW_TIME);
      if (now === state && soon === state) break;
      const coming = now !== state && (await foretold(mount, position, LONGEST_WAIT)) === state;
      if (!coming || clock.now() - begun > LONGEST_WAIT) {
        const reason = 'the correction was not made: so near the meridian the mount would flip for it';
        await context.decide('centring', 'decline', reason);
        return { done: false, reason };
      }
      context.report({ doing: 'waiting for the correction to clear the meridian' });
      await clock.sleep(5_000, signal);
    }
  }
  await slewTo(context, telescope, position, options);
  return { done: true };
}

type Followed = Pick<StepContext, 'session' | 'signal' | 'decide'>;

/** Lets the mount follow the stars again: forgets the body that it was kept on, and takes back what it was offset by. */
export async function stopFollowing(context: Followed, telescope: Telescope, reason: string): Promise<void> {
  delete context.session.following;
  await takeBackRates(context, telescope, reason);
}

/** Takes back what the mount is offset by; the body that it is kept on is not forgotten. */
export async function takeBackRates(context: Followed, telescope: Telescope, reason: string): Promise<void> {
  const { session, signal } = context;
  if (session.offsetCleared) return;
  const was = await clearOffset(telescope, signal);
  session.offsetCleared = true;
  if (!was) return;
  if (session.following) {
    const { told: _, ...following } = session.following;
    session.following = following;
  }
  await context.decide('following', 'clear rates', reason);
}

/** @throws NocturneError `interlock` */
export async function requireUnparked(telescope: Telescope, what: string, signal: AbortSignal): Promise<void> {
  if (!(await telescope.atPark({ signal }))) return;
  throw new NocturneError('interlock', `${what} was refused: the mount is parked`, { hint: 'put `unpark` before it' });
}

/** Refuses positions below the site's horizon or outside the observatory's own limits. */
function requireAboveLimits({ observatory, clock }: StepContext, position: SkyPosition): void {
  const now = clock.now();
  const broken = brokenLimit([], placeAt(position, now, observatory.site), now, observatory);
  if (broken === undefined) return;
  throw new NocturneError('target-out-of-reach', `the slew was refused: ${broken}`);
}
