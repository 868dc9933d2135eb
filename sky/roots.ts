import { SECOND } from './time.js';
import type { EpochMs } from './units.js';

/** How closely an instant is found. */
const TOLERANCE = 0.005 * SECOND;

/** A function of time whose zeros are sought: an altitude above a limit, say. */
export type Signal = (at: EpochMs) => number;

export interface Crossing {
  readonly at: EpochMs;
  /** Whether the signal goes from below zero to zero or above. */
  readonly rising: boolean;
}

/** The instant between two, of which one is below zero and one is not, at which the signal changes sign; by bisection. */
export function zeroBetween(signal: Signal, from: EpochMs, to: EpochMs): EpochMs {
  const below = signal(from) < 0;
  let [low, high] = [from, to];
  while (high - low > TOLERANCE) {
    const middle = (low + high) / 2;
    if (signal(middle) < 0 === below) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The instant of the largest signal between two, given that it has one hump there; by golden sections. */
export function peakBetween(signal: Signal, from: EpochMs, to: EpochMs): EpochMs {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [signal(left), signal(right)];
  // A hump is flat at the top: below a tenth of a second differences drown in rounding.
  while (high - low > 0.1 * SECOND) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = signal(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = signal(right);
    }
  }
  return (low + high) / 2;
}

/**
 * The zeros of a signal between two instants, in order. It is sampled every `step` or closer; a hump or a hollow between
 * samples is looked into, so that a short visit across zero is not missed as long as `step` shows the hump.
 */
export function* crossings(signal: Signal, from: EpochMs, to: EpochMs, step: number): Generator<Crossing> {
  const count = Math.max(2, Math.ceil((to - from) / step));
  const time = (index: number): EpochMs => from + ((to - from) * index) / count;
  let [previous, current] = [signal(from), signal(from)];
  let reached = from;
  for (let index = 0; index < count; index++) {
    const next = signal(time(index + 1));
    const [start, end] = [time(index), time(index + 1)];
    const below = current < 0;
    if (next < 0 !== below) {
      yield { at: zeroBetween(signal, Math.max(start, reached), end), rising: below };
      reached = end;
    } else if (
      index > 0 &&
      previous < 0 === below &&
      Math.abs(current) <= Math.min(Math.abs(previous), Math.abs(next))
    ) {
      const peak = peakBetween(below ? signal : (at) => -signal(at), time(index - 1), end);
      if (peak > reached && signal(peak) < 0 !== below) {
        yield { at: zeroBetween(signal, time(index - 1), peak), rising: below };
        yield { at: zeroBetween(signal, peak, end), rising: !below };
        reached = end;
      }
    }
    [previous, current] = [current, next];
  }
}
