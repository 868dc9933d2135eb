/**
 * Keeps a mount on what moves against the stars: with offsets to its tracking where it takes them, else by pointing anew
 * between frames.
 */

import type { Telescope } from '../../devices/roles/index.js';
import { bodyMotion, type Degrees, type Motion, separation, type SolarSystemBody } from '../../sky/index.js';
import { placeAt, pointingOf } from '../flip/mount-position.js';
import { bodyTitle } from '../plan/bodies.js';
import {
  clearOffset,
  keepsOffset,
  type OffsetAbility,
  offsetAbility,
  type OffsetRates,
  ratesOf,
  setOffset,
} from './offset-rates.js';
import { recentreAt, slewTo } from './pointing.js';
import type { SkyPosition, StepContext } from './step.js';

/** A body that the mount is kept on. */
export interface Following {
  readonly position: SkyPosition;
  readonly body: SolarSystemBody;
  /** Id of the target that it is; absent for a slew that stands alone. */
  readonly target?: string;
  readonly by: 'rates' | 'pointing anew';
  /** The rates that the journal was told last. */
  readonly told?: OffsetRates;
  /** The mount has left the body with its rates on: once may be anybody's doing. */
  readonly strayed?: true;
}

/** What a body may have moved while the mount slewed to it; more is slewed after. */
const CLOSE: Degrees = 3 / 3600;
/** How often, at most: from the second time on it is known how long such a slew takes. */
const CLOSING_SLEWS = 2;
/** For how long rates are reckoned that are set before it is known what is exposed, ms. */
const MINUTE = 60_000;
/** A change of the rates by this share of them is told again. */
const NEWS = 0.05;

/**
 * After a slew to a body, closes in on where it has moved meanwhile, and keeps the mount on it until the next slew. Does
 * nothing for what stays in its place.
 * @throws what `slewTo` throws
 */
export async function follow(context: StepContext, telescope: Telescope, position: SkyPosition): Promise<void> {
  const { body } = position;
  if (!body) return;
  const { session, target } = context;
  const ability = await abilityFor(context, telescope);
  await closeIn(context, telescope, position);
  const common = { position, body, by: 'rates', ...(target && { target: target.node.id }) } as const;
  if (ability.able) {
    const rates = ratesFor(context, body, MINUTE);
    session.following = common;
    if (await offset(context, telescope, rates)) return;
  }
  await goByStars(context, common, ability.able ? REFUSED : ability.why);
}

const REFUSED = 'the mount does not take the rates that it is given';

async function goByStars(context: StepContext, following: Following, why: string): Promise<void> {
  const { body } = following;
  context.session.following = { ...following, by: 'pointing anew' };
  await context.decide('following', 'stars', `${titleOf(body)} is pointed at anew between frames: ${why}`);
}

export interface FrameToCome {
  /** ms */
  readonly exposure: number;
  /** How far the body may be from where the mount points. */
  readonly tolerance: Degrees;
}

/**
 * Before a frame: sets the rates for the time of its exposure, and points anew where the mount reads too far from the
 * body, by its place in the middle of the frame when the mount does not go along with it.
 * @throws what `recentreAt` throws
 */
export async function stayOn(context: StepContext, telescope: Telescope, frame: FrameToCome): Promise<void> {
  const { session, clock, observatory, signal } = context;
  const { following } = session;
  if (!following) return;
  const { position, body, by } = following;
  const lead = by === 'rates' ? 0 : frame.exposure / 2;
  const now = clock.now();
  const off = separation(await pointingOf(telescope, now, signal), placeAt(position, now + lead, observatory.site));
  if (off > frame.tolerance) {
    const when = by === 'rates' ? 'is' : 'will be in the middle of the next frame';
    const reason = `the mount reads ${angleInWords(off)} from where ${titleOf(body)} ${when}`;
    await context.decide('following', 'point anew', reason);
    const { done } = await recentreAt(context, telescope, position, { lead });
    if (done && by === 'rates') {
      if (following.strayed) {
        await goByStars(context, following, 'the mount does not go where its rates should take it');
        return;
      }
      await follow(context, telescope, position);
      if (session.following) session.following = { ...session.following, strayed: true };
    }
  }
  if (by === 'rates' && session.following?.by === 'rates') {
    if (await offset(context, telescope, ratesFor(context, body, Math.max(frame.exposure, MINUTE)))) return;
    await goByStars(context, following, REFUSED);
  }
}

async function abilityFor({ target, signal }: StepContext, telescope: Telescope): Promise<OffsetAbility> {
  if (target?.node.track === 'sidereal') return { able: false, why: 'the plan asks for the sidereal rate' };
  return offsetAbility(telescope, signal);
}

/** Slews after a body that has moved during the slew to it, and the second time to where it will be. */
async function closeIn(context: StepContext, telescope: Telescope, position: SkyPosition): Promise<void> {
  const { session, clock, observatory } = context;
  let lead = 0;
  for (let slews = 0; slews < CLOSING_SLEWS; slews++) {
    const sent = session.pointedAt ?? position;
    const moved = separation(
      { frame: 'J2000', ra: sent.ra, dec: sent.dec },
      placeAt(position, clock.now(), observatory.site),
    );
    if (moved <= CLOSE) return;
    const begun = clock.now();
    await slewTo(context, telescope, position, { lead });
    lead = clock.now() - begun;
  }
}

interface RatesOfBody {
  readonly motion: Motion;
  readonly offset: OffsetRates;
  readonly dec: Degrees;
}

/** The mean rates of a body from now on. */
function ratesFor({ clock, observatory }: StepContext, body: SolarSystemBody, ms: number): RatesOfBody {
  const from = clock.now();
  const motion = bodyMotion(body, { from, to: from + ms }, observatory.site);
  return { motion, offset: ratesOf(motion), dec: placeAt({ ra: 0, dec: 0, body }, from, observatory.site).dec };
}

/** Sets rates, and tells the journal what is new about them. @returns whether the mount takes them */
async function offset(context: StepContext, telescope: Telescope, rates: RatesOfBody): Promise<boolean> {
  const { session, signal } = context;
  const { following } = session;
  if (!following) return false;
  // From here on there may be some, whatever becomes of the commands.
  session.offsetCleared = false;
  if (!(await setOffset(telescope, rates.offset, signal))) return false;
  if (!following.told && !(await keepsOffset(telescope, rates.offset, signal))) {
    await clearOffset(telescope, signal);
    return false;
  }
  if (following.told && !isNews(following.told, rates.offset)) return true;
  session.following = { ...following, told: rates.offset };
  await context.decide('following', 'set rates', `${titleOf(following.body)} ${inWords(rates)}`, {
    rightAscensionRate: rounded(rates.offset.ra),
    declinationRate: rounded(rates.offset.dec),
  });
  return true;
}

function isNews(told: OffsetRates, { ra, dec }: OffsetRates): boolean {
  const change = Math.hypot(15 * (ra - told.ra), dec - told.dec);
  return change > NEWS * Math.hypot(15 * told.ra, told.dec);
}

/** "moves 28.1 arcsec/min to the east and 3.0 to the south" */
function inWords({ motion, dec }: RatesOfBody): string {
  // Hours an hour on the equator are 15 degrees an hour, and degrees an hour are arcminutes a minute.
  const east = motion.ra * 15 * 60 * Math.cos((dec * Math.PI) / 180);
  const north = motion.dec * 60;
  const [a, b] = [Math.abs(east).toFixed(1), Math.abs(north).toFixed(1)];
  return `moves ${a} arcsec/min to the ${east < 0 ? 'west' : 'east'} and ${b} to the ${north < 0 ? 'south' : 'north'}`;
}

function angleInWords(angle: Degrees): string {
  return angle < 1 / 60 ? `${(angle * 3600).toFixed(0)} arcsec` : `${(angle * 60).toFixed(1)} arcmin`;
}

function titleOf(body: SolarSystemBody): string {
  return body.kind === 'moon' ? 'the moon' : bodyTitle(body);
}

function rounded(rate: number): number {
  return Number(rate.toFixed(7));
}
