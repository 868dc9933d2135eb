import type { PierSide } from '../../devices/roles/index.js';

/** Sidereal hours that pass in one SI millisecond. */
export const SIDEREAL_HOURS_PER_MS = 1.00273790935 / 3_600_000;

/** All that the decision to flip depends on. Times in ms. */
export interface FlipSituation {
  /** How the mount can be asked: by its pointing states, by hour angle for want of them, or not at all (fork, alt-az). */
  readonly by: 'pointing state' | 'hour angle' | 'never';
  /** As the mount reads now. */
  readonly side: PierSide;
  /** What DestinationSideOfPier gives for the target now, */
  readonly sideNow: PierSide;
  /** and for the end of the next action: its whole cost, not the shutter alone. */
  readonly sideAtEnd: PierSide;
  /** Hour angle of the target now, -12..12 h; */
  readonly hourAngle: number;
  /** and when the mount last slewed to it: what its pointing state is inferred from where it reports none. */
  readonly hourAngleAtSlew: number | undefined;
  /** The next action, download and all. */
  readonly duration: number;
  /** How far into the next action the destination changes; undefined when it does not. */
  readonly crossing: number | undefined;
  /** How long the mount may track past the point where it would flip. */
  readonly trackPast: number;
}

export type FlipDecision =
  | { readonly action: 'continue'; readonly reason: string }
  | { readonly action: 'flip'; readonly reason: string }
  /** Neither the exposure fits before the flip nor would the mount flip yet: wait this long, in ms, and look again. */
  | { readonly action: 'wait'; readonly wait: number; readonly reason: string };

/** Waited beyond the computed crossing, so that the mount's own idea of the time has passed it too. ms */
const MARGIN = 3_000;

/** Whether the mount has to flip before the next exposure, wait for its flip, or may go on; with the reason in words. */
export function decideFlip(situation: FlipSituation): FlipDecision {
  switch (situation.by) {
    case 'never':
      return { action: 'continue', reason: 'this mount does not flip' };
    case 'pointing state':
      return situation.side === 'unknown' || situation.sideNow === 'unknown'
        ? byHourAngle(situation)
        : byPointingState(situation);
    case 'hour angle':
      return byHourAngle(situation);
  }
}

function byPointingState(situation: FlipSituation): FlipDecision {
  const { side, sideNow, sideAtEnd } = situation;
  if (side !== sideNow) {
    return {
      action: 'flip',
      reason: `the mount points in the state ${side}; a slew to the target would now give ${sideNow}`,
    };
  }
  if (sideAtEnd === side || sideAtEnd === 'unknown') {
    return {
      action: 'continue',
      reason: `a slew gives ${side} now and ${minutes(situation.duration)} later: no flip falls into the exposure`,
    };
  }
  return crossing(situation, `from ${side} to ${sideAtEnd}`);
}

function byHourAngle(situation: FlipSituation): FlipDecision {
  const { hourAngle, hourAngleAtSlew, duration } = situation;
  // Within 6 h of the upper meridian the sign of the hour angle tells the side; a slew made east of it needs a flip west of it.
  if (hourAngleAtSlew !== undefined && Math.abs(hourAngle) < 6 && hourAngleAtSlew < 0 && hourAngle >= 0) {
    return {
      action: 'flip',
      reason: `the mount reports no pointing state; the target was acquired east of the meridian and has passed it by ${hours(hourAngle)}`,
    };
  }
  const atEnd = hourAngle + duration * SIDEREAL_HOURS_PER_MS;
  if (hourAngle < 0 && atEnd >= 0) return crossing(situation, 'at the meridian');
  return {
    action: 'continue',
    reason: `the mount reports no pointing state; the hour angle is ${hours(hourAngle)} and the exposure does not cross the meridian`,
  };
}

/** The flip point lies within the next action: it may be finished past it, or has to wait. */
function crossing(situation: FlipSituation, where: string): FlipDecision {
  const { duration, trackPast, hourAngle } = situation;
  const into = situation.crossing ?? Math.max(0, -hourAngle / SIDEREAL_HOURS_PER_MS);
  const past = duration - into;
  if (past <= trackPast) {
    return {
      action: 'continue',
      reason: `the flip ${where} falls due in ${minutes(into)}; the exposure ends ${minutes(past)} past it, and the mount may track ${minutes(trackPast)} past it`,
    };
  }
  return {
    action: 'wait',
    wait: into + MARGIN,
    reason: `the flip ${where} falls due in ${minutes(into)}; the exposure would end ${minutes(past)} past it, and the mount may track only ${minutes(trackPast)}`,
  };
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${String(seconds)} s` : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

function hours(h: number): string {
  const total = Math.round(Math.abs(h) * 60);
  return `${h < 0 ? '-' : '+'}${String(Math.floor(total / 60))}h${String(total % 60).padStart(2, '0')}m`;
}
