import type { PierSide, Telescope } from '../../devices/roles/index.js';
import { isRetryable, NocturneError } from '../errors.js';
import { follow } from '../steps/follow-body.js';
import { flippingMount, reachState, slewTo, takeBackRates } from '../steps/pointing.js';
import type { SkyPosition, StepContext } from '../steps/step.js';
import { type Half, otherHalf, transitOf } from './meridian.js';
import { sideOf } from './mount-facts.js';
import { hourAngleOf } from './mount-position.js';
import { type FlippingMount, foretold, presentState, slewIsClear, toldState } from './pointing-state.js';
import { SlewWatch } from './slew-watch.js';
import { standStill } from './stand-still.js';
import { hourAngleInWords } from './words.js';

/**
 * Between two attempts, with the mount standing still, ms; twice as long after the second. Some drivers keep the state for
 * some minutes past the meridian, whatever they foretell.
 */
const BETWEEN_ATTEMPTS = 90_000;
/** How long the mount's own idea of the flip point may lag behind the computed one, ms. */
const FLIP_POINT_LAG = 180_000;
/** Time between two questions whether the flip point has come, ms. */
const ASK_EVERY = 5_000;

export interface FlipOptions {
  /** When the flip point comes, as was decided, ms since 1970; absent: it is there. */
  readonly at?: number | undefined;
  /** How often it is tried; else as the observatory says. */
  readonly attempts?: number;
}

/**
 * Flips the mount to a position and verifies it: by the pointing state where the mount tells one, which may lag, else by
 * having seen it turn over. Waits first where the flip point is still ahead, the mount standing still. Tries it as often as
 * the observatory allows, the mount standing still in between. Does nothing when no flip is due.
 * @throws NocturneError `flip-failed`, not retryable, after the mount's tracking has been stopped
 */
export async function carryOutFlip(
  context: StepContext,
  telescope: Telescope,
  position: SkyPosition,
  { at, attempts = context.observatory.meridian.attempts }: FlipOptions = {},
): Promise<void> {
  const { clock, observatory, signal } = context;
  const mount = await flippingMount(context, telescope);
  if (!mount) {
    await context.decide('flip', 'none', 'this mount does not flip');
    return;
  }
  const state = await presentState(mount, hourAngleOf(position, clock.now(), observatory.site));
  if (at !== undefined) await awaitFlipPoint(context, mount, position, state, at);
  const wanted = await foretold(mount, position, 0);
  if (state === wanted && at === undefined) {
    await context.decide(
      'flip',
      'none',
      `the mount is in ${mount.facts.names[state]} already, as a slew would leave it`,
    );
    // It may be standing still, from an attempt that came to nothing.
    if (await telescope.tracking({ signal })) return;
    await slewTo(context, telescope, position);
    await follow(context, telescope, position);
    return;
  }
  // A mount that has been waited for has to turn over, whatever it foretells.
  const to = state === undefined || at === undefined ? wanted : otherHalf(state);
  const turn: Turn = {
    from: state,
    to,
    clear: slewIsClear(mount),
    before: mount.facts.tellsSide ? await sideOf(telescope, signal) : undefined,
    seen: new SlewWatch(),
  };
  await tryRepeatedly(context, mount, position, turn, attempts);
  await follow(context, telescope, position);
}

interface Turn {
  /** Undefined when the state is not known. */
  readonly from: Half | undefined;
  readonly to: Half;
  /** Whether it is beyond doubt in which state the mount is. */
  readonly clear: boolean;
  /** What the mount told before. */
  readonly before: PierSide | undefined;
  /** What was seen of its slews, over all attempts. */
  readonly seen: SlewWatch;
}

async function tryRepeatedly(
  context: StepContext,
  mount: FlippingMount,
  position: SkyPosition,
  turn: Turn,
  most: number,
): Promise<void> {
  const { clock, signal, observatory } = context;
  const { names } = mount.facts;
  for (let attempt = 1; ; attempt++) {
    context.report({ doing: attempt === 1 ? `flipping to ${names[turn.to]}` : `flipping, attempt ${String(attempt)}` });
    const result = await attemptOnce(context, mount, position, turn).catch((error: unknown) => {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    });
    const hourAngle = Math.round(hourAngleOf(position, clock.now(), observatory.site) * 10_000) / 10_000;
    if (typeof result === 'string') {
      const from = turn.from === undefined ? 'unknown' : names[turn.from];
      await context.decide('flip', 'flipped', result, { from, to: names[turn.to], hourAngle, attempt });
      await clock.sleep(observatory.meridian.settle, signal);
      return;
    }
    // Better a mount that stands still than one that tracks into its pier while the next attempt is prepared.
    context.session.stoppedForFlip = true;
    const stopped = await standStill(context, mount.telescope);
    const over = attempt >= most || !stopped || !mayHelp(result);
    await context.decide('flip', over ? 'failed' : 'failed attempt', result.message, { attempt, hourAngle, stopped });
    if (over) {
      const still = stopped ? 'it stands still' : 'it GOES ON TRACKING';
      throw new NocturneError('flip-failed', `the mount did not flip: ${result.message}; ${still}`, {
        retryable: false,
        cause: result,
      });
    }
    context.report({ doing: 'waiting to try the flip again' });
    await clock.sleep(BETWEEN_ATTEMPTS * Math.min(2, attempt), signal);
  }
}

/** Whether another attempt may end otherwise: a refusal for good, such as an interlock, does not. */
function mayHelp(failure: Error): boolean {
  return !(failure instanceof NocturneError) || isRetryable(failure);
}

/** @returns how it is known that the mount has flipped, in words @throws when it has not, or nobody can tell */
async function attemptOnce(
  context: StepContext,
  mount: FlippingMount,
  position: SkyPosition,
  turn: Turn,
): Promise<string> {
  const { telescope, facts } = mount;
  const { clock, observatory, session } = context;
  const before = session.hourAngleAtSlew;
  await turn.seen.during(mount, position, () => slewTo(context, telescope, position));
  const hourAngle = hourAngleOf(position, clock.now(), observatory.site);
  try {
    return await (facts.by === 'hour angle'
      ? withoutForesight(mount, turn, hourAngle)
      : byItsState(context, mount, position, turn));
  } catch (error) {
    // Nothing says that this slew has led anywhere: the mount is where the one before has left it.
    if (before === undefined) delete session.hourAngleAtSlew;
    else session.hourAngleAtSlew = before;
    throw error;
  }
}

/** Verifies the flip of a mount that tells its pointing state, and sees to it that it is in it. */
async function byItsState(
  context: StepContext,
  mount: FlippingMount,
  position: SkyPosition,
  turn: Turn,
): Promise<string> {
  const { telescope, facts } = mount;
  const { signal, clock, observatory } = context;
  const hourAngle = hourAngleOf(position, clock.now(), observatory.site);

  const name = facts.names[turn.to];
  const reached = (): Promise<boolean> =>
    reachState({ clock, signal, what: `the pointing state ${name}` }, async () => {
      return (await toldState(mount, hourAngle)) === turn.to;
    });
  if (await reached()) return `the mount reads ${name}, as it should`;
  // One that does not tell at the moment must have been seen to flip: that it was told to is no proof.
  const seen = (await toldState(mount, hourAngle)) === undefined ? bySight(turn, 'the mount tells no side') : undefined;
  if (seen !== undefined) return seen;
  // A slew that the mount thought not worth a flip: force it, where the mount can be told.
  if (await telescope.canSetPierSide({ signal })) {
    context.report({ doing: `telling the mount to go to ${name}` });
    await telescope.flipTo(name, { signal });
    // Turning over by command may leave the mount beside its target.
    await slewTo(context, telescope, position);
    if (await reached()) return `the mount was told to go to ${name}, and reads it`;
  }
  const stands = (await sideOf(telescope, signal)) ?? 'no side';
  throw new Error(`it was to go to ${name}, and reads ${stands} at an hour angle of ${hourAngleInWords(hourAngle)}`);
}

/** Verifies the flip of a mount that does not foretell its state: by another side than before, or by what was seen. */
async function withoutForesight(mount: FlippingMount, turn: Turn, hourAngle: number): Promise<string> {
  const { telescope, facts, clock, signal } = mount;
  const { before } = turn;
  if (before !== undefined && before !== 'unknown') {
    let side: PierSide | undefined;
    const changed = await reachState({ clock, signal, what: 'another side of the pier' }, async () => {
      side = await sideOf(telescope, signal);
      return side !== undefined && side !== 'unknown' && side !== before;
    });
    if (changed && side) return `the mount reads ${side} after ${before}, and stands where it was sent`;
  }
  const says = facts.tellsSide ? 'the mount reads no other side' : 'the mount tells no side';
  const sight = bySight(turn, says);
  if (sight !== undefined) return sight;
  throw new NocturneError('flip-failed', `it was not seen to move at an hour angle of ${hourAngleInWords(hourAngle)}`, {
    retryable: true,
    hint: 'if this mount need not flip (a fork), say `meridian: { when-no-side: never-flip }` in the observatory file',
  });
}

/** Stands still until the mount itself says that a slew would give another state, and not much longer. */
async function awaitFlipPoint(
  context: StepContext,
  mount: FlippingMount,
  position: SkyPosition,
  state: Half | undefined,
  at: number,
): Promise<void> {
  const { clock, signal } = context;
  await takeBackRates(context, mount.telescope, 'the flip is waited for');
  context.session.stoppedForFlip = true;
  // Standing still is the one thing that can do no harm while the meridian comes.
  if (!(await standStill(context, mount.telescope))) {
    throw new NocturneError('flip-failed', 'the mount does not stop tracking to wait for its flip', {
      retryable: false,
    });
  }
  const name = transitOf(state ?? 'east');
  await context.waitUntil(at, `waiting for the flip at the ${name} transit`);
  const latest = clock.now() + FLIP_POINT_LAG;
  while ((await foretold(mount, position, 0)) === state && clock.now() < latest) await clock.sleep(ASK_EVERY, signal);
}

/** How it is known that a mount has flipped that does not tell, from what was seen of its slew; undefined when it is not. */
function bySight({ seen, clear }: Turn, says: string): string | undefined {
  if (seen.turnedOver) return `${says}; it was seen to turn over, ${seen.inWords}, and stands where it was sent`;
  // It may have been on this side since it was acquired, so near the meridian that nobody could say.
  return clear ? undefined : `${says}, and stands where it was sent; it need not have turned over`;
}
