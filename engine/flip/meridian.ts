import { SIDEREAL_RATE, wrapSignedHours } from '../../sky/index.js';

/**
 * The half of the sky, cut by the whole meridian, that a pointing state of a German mount serves with its counterweight
 * below the tube: `west` for hour angles 0..12 h (Alpaca's pierEast, the normal state), `east` for -12..0 h (pierWest,
 * beyond the pole). It is the same in both hemispheres, and it changes at the upper and at the lower transit.
 */
export type Half = 'east' | 'west';

/** Sidereal hours that pass in one SI millisecond. */
export const SIDEREAL_HOURS_PER_MS = SIDEREAL_RATE / 3_600_000;

export function otherHalf(half: Half): Half {
  return half === 'east' ? 'west' : 'east';
}

/** @param hourAngle h */
export function halfOf(hourAngle: number): Half {
  return wrapSignedHours(hourAngle) >= 0 ? 'west' : 'east';
}

/**
 * How long ago a target left the half of the sky that a pointing state serves, by the meridian at which that state ends:
 * upper for `east`, lower for `west`. From then on the counterweight is above the tube, and rises.
 * @param hourAngle of the target, h
 * @returns ms; negative as long as it has not. A target that the state serves early, before it enters its half, has still
 *   to cross all of it: -18..6 h.
 */
export function pastMeridian(state: Half, hourAngle: number): number {
  const sinceEnd = wrapSignedHours(state === 'east' ? hourAngle : hourAngle - 12);
  const hours = sinceEnd > 6 ? sinceEnd - 24 : sinceEnd;
  return hours / SIDEREAL_HOURS_PER_MS;
}

/** The transit at which a state ends. */
export function transitOf(state: Half): 'upper' | 'lower' {
  return state === 'east' ? 'upper' : 'lower';
}
