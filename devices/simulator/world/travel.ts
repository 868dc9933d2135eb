import { type Degrees, type EpochMs, wrapDegrees } from '../../../sky/index.js';

/** A motion from one value to another that speeds up, runs and slows down; where it is follows from the time alone. */
export interface Travel {
  readonly from: number;
  readonly to: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Seconds that speeding up and slowing down take, each. */
  readonly ramp: number;
}

/**
 * @param speed units a second at full speed
 * @param ramp seconds to reach full speed
 */
export function travel(from: number, to: number, start: EpochMs, speed: number, ramp = 0): Travel {
  const distance = Math.abs(to - from);
  const seconds =
    ramp > 0 && distance < speed * ramp ? 2 * Math.sqrt((distance * ramp) / speed) : distance / speed + ramp;
  return { from, to, start, end: distance === 0 ? start : start + seconds * 1000, ramp: Math.min(ramp, seconds / 2) };
}

/** A value that does not move. */
export function resting(at: number, since: EpochMs = 0): Travel {
  return { from: at, to: at, start: since, end: since, ramp: 0 };
}

/** Where a motion is at a time. */
export function along(motion: Travel, now: EpochMs): number {
  const { from, to, start, end, ramp } = motion;
  if (now >= end) return to;
  if (now <= start) return from;
  const total = (end - start) / 1000;
  const t = (now - start) / 1000;
  const top = 1 / (total - ramp);
  let part: number;
  if (t < ramp) part = (top * t * t) / (2 * ramp);
  else if (t <= total - ramp) part = top * (t - ramp / 2);
  else part = 1 - (top * (total - t) ** 2) / (2 * ramp);
  return from + (to - from) * part;
}

/** What an encoder of a million steps a degree reads, 0 <= x < 360: 0 is told as 0, not as a hair less than 360. */
export function onCircle(angle: Degrees): Degrees {
  return wrapDegrees(Math.round(angle * 1e6) / 1e6);
}
