import { NotImplementedError } from '../../devices/alpaca/errors.js';
import { poll } from '../../devices/clock.js';
import type { PierSide, Telescope } from '../../devices/roles/index.js';
import { NocturneError } from '../errors.js';
import { hourAngleOf, pointAt, toMount } from '../steps/pointing.js';
import type { SkyPosition, StepContext } from '../steps/step.js';

/** How long the pointing state may lag behind the mount, ms. */
const SIDE_LAG = 15_000;
/** How long to wait for the mount's own idea of the flip point, ms. */
const DESTINATION_WAIT = 120_000;

/** Pointing states as the mount tells them, or undefined where it tells none. */
export async function sideOf(telescope: Telescope, signal: AbortSignal): Promise<PierSide | undefined> {
  return telescope.sideOfPier({ signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof NotImplementedError) return undefined;
    throw error;
  });
}

/** What a slew to a position would give at `at`, now or later; undefined where the mount cannot tell. */
export async function destinationSide(
  telescope: Telescope,
  position: SkyPosition,
  { now, at }: { readonly now: number; readonly at: number },
  signal: AbortSignal,
): Promise<PierSide | undefined> {
  const { rightAscension, declination } = await toMount(telescope, position, now, signal);
  // The hour angle is LST - RA: a later time is a SMALLER right ascension now, by the sidereal time that passes.
  const later = ((at - now) * 1.00273790935) / 3_600_000;
  const shifted = (((rightAscension - later) % 24) + 24) % 24;
  return telescope
    .destinationSideOfPier({ rightAscension: shifted, declination }, { signal })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof NotImplementedError) return undefined;
      throw error;
    });
}

/**
 * Flips the mount to a position and verifies it: by the pointing state where the mount reports one, which may lag, else by
 * where the mount stands. Does nothing when no flip is due.
 * @throws NocturneError `flip-failed`, after the mount's tracking has been stopped
 */
export async function carryOutFlip(context: StepContext, telescope: Telescope, position: SkyPosition): Promise<void> {
  const { signal, clock, observatory } = context;
  const before = await sideOf(telescope, signal);
  const wanted =
    before === undefined
      ? undefined
      : await destinationSide(telescope, position, { now: clock.now(), at: clock.now() }, signal);

  if (before === undefined || before === 'unknown' || wanted === undefined || wanted === 'unknown') {
    // Nothing to read back: a slew after the meridian takes such a mount to the right side, and pointAt verifies where it stands.
    await pointAt(context, telescope, position);
    await context.decide('flip', 'flipped', 'the mount reports no pointing state; it stands where it was sent', {
      hourAngle: round(hourAngleOf(position, clock.now(), observatory.site)),
    });
    await clock.sleep(observatory.meridian.settle, signal);
    return;
  }
  if (before === wanted) {
    await context.decide('flip', 'none', `a slew would give ${wanted}, where the mount is already`, { side: before });
    return;
  }

  context.report({ doing: `flipping from ${before} to ${wanted}` });
  await pointAt(context, telescope, position);
  const after = await verifySide(context, telescope, wanted).catch(async (error: unknown) => {
    signal.throwIfAborted();
    const stands = (await sideOf(telescope, signal)) ?? 'unknown';
    // Better a mount that stands still than one that tracks into its pier while the next attempt is prepared.
    await telescope.track(false, { signal }).catch(() => undefined);
    throw new NocturneError('flip-failed', `the mount was to flip to ${wanted} and reads ${stands}`, {
      retryable: true,
      cause: error,
    });
  });
  await context.decide('flip', 'flipped', `the mount reads ${after}, as it should`, {
    from: before,
    to: after,
    hourAngle: round(hourAngleOf(position, clock.now(), observatory.site)),
  });
  await clock.sleep(observatory.meridian.settle, signal);
}

async function verifySide(context: StepContext, telescope: Telescope, wanted: PierSide): Promise<PierSide> {
  const { signal, clock } = context;
  return poll(
    clock,
    { what: `the pointing state ${wanted}`, signal, every: 500, deadline: SIDE_LAG },
    async (inner) => {
      const side = await telescope.sideOfPier({ signal: inner });
      return side === wanted ? side : undefined;
    },
  ).catch(async (error: unknown) => {
    signal.throwIfAborted();
    // A slew that the mount thought not worth a flip: force it, where the mount can be told.
    if (!(await telescope.canSetPierSide({ signal })) || wanted === 'unknown') throw error;
    await telescope.flipTo(wanted, { signal });
    return telescope.sideOfPier({ signal });
  });
}

/** Waits until the mount itself says that a slew would give another pointing state than `side`. */
export async function awaitFlipPoint(
  context: StepContext,
  telescope: Telescope,
  position: SkyPosition,
  side: PierSide,
): Promise<void> {
  const { clock, signal } = context;
  await poll(
    clock,
    { what: 'the mount to reach its flip point', signal, every: 2_000, deadline: DESTINATION_WAIT },
    async (inner) => {
      const now = clock.now();
      const destination = await destinationSide(telescope, position, { now, at: now }, inner);
      return destination !== side ? true : undefined;
    },
  );
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
