import {
  InvalidOperationError,
  InvalidValueError,
  NotImplementedError,
  ParkedError,
} from '../../devices/alpaca/errors.js';
import type { Telescope } from '../../devices/roles/index.js';
import { type Motion, SIDEREAL_RATE } from '../../sky/index.js';
import { orUntold } from './or-untold.js';

/** What is added to sidereal tracking, in the units of Alpaca. */
export interface OffsetRates {
  /** Seconds of right ascension in a SIDEREAL second; positive to the east. */
  readonly ra: number;
  /** Arcseconds in a second of the clock; positive to the north. */
  readonly dec: number;
}

/** The rates by which a mount goes along with what moves so: hours an hour are seconds a second. */
export function ratesOf({ ra, dec }: Motion): OffsetRates {
  // Degrees an hour are arcseconds a second: 3600 of the one in 3600 of the other.
  return { ra: ra / SIDEREAL_RATE, dec };
}

/** Whether a mount takes offset rates now; why not, in words. */
export type OffsetAbility = { readonly able: true } | { readonly able: false; readonly why: string };

/** Asks anew each time: the rate at which the mount tracks may have been changed since. */
export async function offsetAbility(telescope: Telescope, signal: AbortSignal): Promise<OffsetAbility> {
  const takes = async (can: Promise<boolean>): Promise<boolean> => (await orUntold(can, signal)) === true;
  const ra = await takes(telescope.canSetRightAscensionRate({ signal }));
  const dec = await takes(telescope.canSetDeclinationRate({ signal }));
  if (!ra || !dec) {
    const axis = ra ? 'in declination' : dec ? 'in right ascension' : '';
    return { able: false, why: `the mount takes no offset to its tracking ${axis}`.trimEnd() };
  }
  // A driver that does not tell its rate has but one.
  const rate = (await orUntold(telescope.trackingRate({ signal }), signal)) ?? 'sidereal';
  if (rate === 'sidereal') return { able: true };
  return { able: false, why: `the mount tracks at the ${rate} rate, and takes offsets at the sidereal one only` };
}

/**
 * Sets both rates.
 * @returns false when the mount refuses one of them: then neither is left on, as far as it obeys
 * @throws what is wrong with the way to the mount
 */
export async function setOffset(telescope: Telescope, { ra, dec }: OffsetRates, signal: AbortSignal): Promise<boolean> {
  const set =
    (await obeyed(telescope.setRightAscensionRate(ra, { signal }), signal)) &&
    (await obeyed(telescope.setDeclinationRate(dec, { signal }), signal));
  if (!set) await clearOffset(telescope, signal);
  return set;
}

/** Of a rate that reads back: what drivers lose by rounding, and by having gears. s/s and arcsec/s alike */
const ROUNDED = { share: 0.02, least: 0.002 };

/** Whether the mount reads the rates that it was given: some take the command, and do nothing. */
export async function keepsOffset(telescope: Telescope, rates: OffsetRates, signal: AbortSignal): Promise<boolean> {
  const is = (read: number | undefined, set: number): boolean =>
    read === undefined || Math.abs(read - set) <= ROUNDED.least + ROUNDED.share * Math.abs(set);
  const ra = await orUntold(telescope.rightAscensionRate({ signal }), signal);
  const dec = await orUntold(telescope.declinationRate({ signal }), signal);
  return is(ra, rates.ra) && is(dec, rates.dec);
}

/**
 * Takes back whatever offset a mount has. One that cannot be offset, or does not tell, is left alone.
 * @returns whether there was any
 * @throws what is wrong with the way to the mount
 */
export async function clearOffset(telescope: Telescope, signal: AbortSignal): Promise<boolean> {
  const ra = (await orUntold(telescope.rightAscensionRate({ signal }), signal)) ?? 0;
  const dec = (await orUntold(telescope.declinationRate({ signal }), signal)) ?? 0;
  if (ra !== 0) await obeyed(telescope.setRightAscensionRate(0, { signal }), signal);
  if (dec !== 0) await obeyed(telescope.setDeclinationRate(0, { signal }), signal);
  return ra !== 0 || dec !== 0;
}

/** False when the mount refuses for good; what may pass is thrown. */
async function obeyed(command: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (REFUSALS.some((refusal) => error instanceof refusal)) return false;
    throw error;
  }
}

const REFUSALS = [NotImplementedError, InvalidValueError, InvalidOperationError, ParkedError];
