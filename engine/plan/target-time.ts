import {
  apparent,
  bodyPosition,
  type Interval,
  j2000,
  type J2000,
  localSiderealTime,
  toEquatorial,
  toJ2000,
  wrapHours,
} from '../../sky/index.js';
import { ofTheSky } from './foreseen.js';
import { brokenLimit, firstBroken, limitValue } from './limit-values.js';
import type { Observatory, Site } from './observatory.js';
import type { Position, TargetNode } from './plan.js';
import type { NightTimes } from './times.js';

/** How finely a night is looked at: limits change slowly. */
const STEP = 4 * 60_000;
/** How exactly it is told when they begin or cease to hold. */
const EXACTLY = 15_000;

/** Where on the sky a position of the plan is at `at`; for one that is fixed when it is first pointed at: then. */
export function skyPositionAt(position: Position, at: number, site: Site): J2000 {
  switch (position.kind) {
    case 'body':
      return bodyPosition(position.body, at, site);
    case 'equatorial': {
      const { ra, dec, epoch } = position;
      return epoch === 'J2000' ? j2000(ra, dec) : toJ2000(apparent(ra, dec), at);
    }
    case 'hour angle': {
      const ra = wrapHours(localSiderealTime(at, site.longitude) - position.hourAngle);
      return toJ2000(apparent(ra, position.dec), at);
    }
    case 'horizontal':
      return toJ2000(toEquatorial(position, at, site), at);
  }
}

/** Where a position of the plan is from the moment on at which it is first pointed at: a body goes on moving. */
export function placeFrom(position: Position, first: number, site: Site): (at: number) => J2000 {
  if (position.kind === 'body') return (at) => skyPositionAt(position, at, site);
  const fixed = skyPositionAt(position, first, site);
  return () => fixed;
}

/** When a target can be imaged in a night, and if never, why. */
export interface TargetTime {
  readonly intervals: readonly Interval[];
  /** ms, in sum */
  readonly total: number;
  /** Its highest, within the time that was looked at. */
  readonly best: { readonly at: number; readonly altitude: number };
  /** What stands against it where it is highest; undefined when nothing does. */
  readonly against: string | undefined;
}

/** The part of `window` that a target's own `from` and `until` leave; undefined when nothing is left. */
export function ownWindow(node: TargetNode, window: Interval, night: NightTimes): Interval | undefined {
  const from = Math.max(window.from, (node.from && night.timeOf(node.from)) ?? -Infinity);
  const to = Math.min(window.to, (node.until && night.timeOf(node.until)) ?? Infinity);
  return from < to ? { from, to } : undefined;
}

/**
 * Looks at a target through a stretch of the night: its own limits as far as the sky decides them, those of the
 * observatory, and the horizon.
 */
export function targetTime(
  node: TargetNode,
  { from, to }: Interval,
  observatory: Observatory,
  { timeOf }: Pick<NightTimes, 'timeOf'>,
): TargetTime {
  const { site } = observatory;
  const limits = ofTheSky(node.while);
  const intervals: Interval[] = [];
  let best = { at: from, altitude: -Infinity };
  let since: number | undefined;
  const holdsAt = (at: number, position = skyPositionAt(node.position, at, site)): boolean =>
    firstBroken(limits, position, at, observatory, { timeOf }) === undefined;
  /** When between two moments what holds at the second begins to. */
  const turnBetween = (early: number, late: number, holds: boolean): number => {
    while (late - early > EXACTLY) {
      const middle = (early + late) / 2;
      if (holdsAt(middle) === holds) late = middle;
      else early = middle;
    }
    return late;
  };
  const altitudeAt = (at: number, position = skyPositionAt(node.position, at, site)): number =>
    limitValue('altitude', position, at, site) ?? -Infinity;
  let before = from;
  for (let at = from; ; at = Math.min(at + STEP, to)) {
    const position = skyPositionAt(node.position, at, site);
    const altitude = altitudeAt(at, position);
    if (altitude > best.altitude) best = { at, altitude };
    const holds = holdsAt(at, position);
    if (holds) since ??= at === from ? at : turnBetween(before, at, true);
    else if (since !== undefined) {
      intervals.push({ from: since, to: turnBetween(before, at, false) });
      since = undefined;
    }
    if (at >= to) break;
    before = at;
  }
  if (since !== undefined) intervals.push({ from: since, to });
  if (best.at > from && best.at + STEP <= to) best = summitNear(best, altitudeAt);
  return {
    intervals,
    total: intervals.reduce((sum, each) => sum + each.to - each.from, 0),
    best,
    against: brokenLimit(limits, skyPositionAt(node.position, best.at, site), best.at, observatory, { timeOf }),
  };
}

/** The summit of the parabola through the highest of some moments and those about it. */
function summitNear({ at, altitude }: TargetTime['best'], altitudeAt: (at: number) => number): TargetTime['best'] {
  const [before, after] = [altitudeAt(at - STEP), altitudeAt(at + STEP)];
  const bend = before - 2 * altitude + after;
  const summit = bend < 0 ? at + (STEP / 2) * ((before - after) / bend) : at;
  return { at: summit, altitude: altitudeAt(summit) };
}
