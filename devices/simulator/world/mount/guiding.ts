import type { EpochMs } from '../../../../sky/index.js';
import type { Followed, Stretch } from './path.js';

/** A guiding pulse on one axis, deg/s. */
export interface Pulse {
  readonly until: EpochMs;
  readonly rate: number;
}

export interface Pulses {
  readonly ra?: Pulse;
  readonly dec?: Pulse;
}

/** Offsets to the sidereal drive, deg/s. */
export interface DriveOffsets {
  readonly ra: number;
  readonly dec: number;
}

/** What is followed from now on while pulses last, and what from when on after the last of them. */
export function guided(
  from: Pick<Followed, 'ra' | 'dec' | 'state'>,
  offsets: DriveOffsets,
  pulses: Pulses,
  now: EpochMs,
): { readonly during: readonly Stretch[]; readonly after: EpochMs; readonly place: Followed } {
  const ends = [pulses.ra?.until ?? 0, pulses.dec?.until ?? 0].filter((until) => until > now).sort((a, b) => a - b);
  const during: Stretch[] = [];
  let start = now;
  let { ra, dec } = from;
  const placeAt = (): Followed => {
    const rate = (pulse: Pulse | undefined): number => (pulse && pulse.until > start ? pulse.rate : 0);
    return {
      ra,
      dec,
      state: from.state,
      raRate: offsets.ra + rate(pulses.ra),
      decRate: offsets.dec + rate(pulses.dec),
    };
  };
  for (const next of ends) {
    const place = placeAt();
    during.push({ start, kind: 'follow', place });
    const seconds = (next - start) / 1000;
    ra += place.raRate * seconds;
    dec += place.decRate * seconds;
    start = next;
  }
  return { during, after: start, place: placeAt() };
}
