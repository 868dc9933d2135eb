import type { Telescope } from '../../devices/roles/index.js';
import type { Observatory } from '../plan/observatory.js';
import { hourAngleOf } from '../steps/pointing.js';
import type { Session, SkyPosition } from '../steps/step.js';
import { destinationSide, sideOf } from './carry-out.js';
import type { FlipSituation } from './decide.js';

/** How exactly the moment of the flip is found, ms. */
const RESOLUTION = 1_000;

export interface FlipQuestion {
  readonly telescope: Telescope;
  readonly position: SkyPosition;
  readonly observatory: Observatory;
  readonly session: Session;
  readonly now: number;
  /** The whole cost of the next action, ms. */
  readonly duration: number;
  readonly signal: AbortSignal;
}

/** Asks the mount everything that the decision to flip depends on. */
export async function flipSituation(question: FlipQuestion): Promise<FlipSituation> {
  const { telescope, position, observatory, session, now, duration, signal } = question;
  const ask = (at: number) => destinationSide(telescope, position, { now, at }, signal);
  const side = await sideOf(telescope, signal);
  const sideNow = side === undefined ? undefined : await ask(now);
  const sideAtEnd = sideNow === undefined ? undefined : await ask(now + duration);
  const known = side !== undefined && sideNow !== undefined && sideAtEnd !== undefined;
  const common = {
    hourAngle: hourAngleOf(position, now, observatory.site),
    hourAngleAtSlew: session.hourAngleAtSlew,
    duration,
    trackPast: observatory.meridian.trackPast,
  };
  if (!known || side === 'unknown' || sideNow === 'unknown') {
    const by = observatory.meridian.whenNoSide === 'never flip' ? ('never' as const) : ('hour angle' as const);
    return { ...common, by, side: 'unknown', sideNow: 'unknown', sideAtEnd: 'unknown', crossing: undefined };
  }
  const crosses = sideNow !== sideAtEnd && sideAtEnd !== 'unknown';
  const crossing = crosses ? await firstChange(ask, sideNow, now, duration) : undefined;
  return { ...common, by: 'pointing state', side, sideNow, sideAtEnd, crossing };
}

/** How far ahead the destination changes from `side`, by bisection: the flip point is the mount's own, not the meridian. */
async function firstChange(
  ask: (at: number) => Promise<string | undefined>,
  side: string,
  now: number,
  duration: number,
): Promise<number> {
  let before = 0;
  let after = duration;
  while (after - before > RESOLUTION) {
    const middle = (before + after) / 2;
    if ((await ask(now + middle)) === side) before = middle;
    else after = middle;
  }
  return after;
}
