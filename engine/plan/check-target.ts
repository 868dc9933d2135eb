import type { Interval } from '../../sky/index.js';
import { describeSeconds } from '../story/durations.js';
import type { TargetEstimate } from './estimate.js';
import { ofTheSky } from './foreseen.js';
import { brokenLimit } from './limit-values.js';
import type { Observatory } from './observatory.js';
import { PaperMount } from './paper-mount.js';
import type { TargetNode } from './plan.js';
import type { Problem } from './problem.js';
import { ownWindow, skyPositionAt, type TargetTime, targetTime } from './target-time.js';
import { clockTime, type NightTimes } from './times.js';

/**
 * What the sky of a night does not give one target.
 * @param chosen whether it stands beside others for `choose`, which wait for none of them
 */
export function checkTarget(
  estimate: TargetEstimate,
  window: Interval,
  night: NightTimes,
  observatory: Observatory,
  { chosen }: { readonly chosen: boolean },
): readonly Problem[] {
  const { node, total } = estimate;
  const own = ownWindow(node, window, night);
  if (!own) {
    const message = `${node.name} has no time of its own in the night of ${night.date}`;
    const hint = 'look at its `from` and `until`, and at `night:`';
    return [{ severity: 'error', code: 'sky', message, hint, place: node.place }];
  }
  const time = targetTime(node, own, observatory, night);
  if (time.intervals.length === 0) return [neverUp(node, time, night, observatory)];
  const flip = unguidedFlip(node, time, observatory);
  // Whoever sets an end may well ask for more frames than there will be.
  const needed = total * (node.until ? 500 : 1000);
  if (time.total < needed) return [tooShort(estimate, time, night), ...flip];
  if (!chosen && time.total < (own.to - own.from) / 2)
    return [mostlyBelow(node, time, own, night, observatory), ...flip];
  return flip;
}

function doubt({ place }: TargetNode, message: string, hint: string): Problem {
  return { severity: 'warning', code: 'doubtful', message, hint, place };
}

function tooShort({ node, total }: TargetEstimate, time: TargetTime, { date }: NightTimes): Problem {
  const message = `${node.name} can be imaged for ${describeSeconds(time.total / 1000)} in the night of ${date}, and its frames take ${describeSeconds(total)}`;
  return doubt(node, message, 'what is left is taken in the nights that follow, if the plan is resumed');
}

/** Its limits keep it out for most of its time: nothing else is done while it is waited for. */
function mostlyBelow(
  node: TargetNode,
  { intervals, total }: TargetTime,
  own: Interval,
  { date, timeOf }: NightTimes,
  observatory: Observatory,
): Problem {
  const { site } = observatory;
  const times = intervals.map(({ from, to }) => `${clockTime(from, site)} to ${clockTime(to, site)}`).join(' and ');
  const closed = longestGap(intervals, own);
  const middle = (closed.from + closed.to) / 2;
  const position = skyPositionAt(node.position, middle, site);
  const against = brokenLimit(ofTheSky(node.while), position, middle, observatory, { timeOf }) ?? '';
  return doubt(
    node,
    `${node.name} is out of its limits for most of the night of ${date}: it can be imaged for ${describeSeconds(total / 1000)} of ${describeSeconds((own.to - own.from) / 1000)}, ${times}; at ${clockTime(middle, site)} ${against}`,
    // What comes first may have to wait, and what comes later may have set.
    (intervals[0]?.from ?? own.from) > own.from
      ? 'nothing else is done while a target is waited for: give others their turn before it, or put them together under `choose`'
      : 'give it its turn before the others, or put them together under `choose`',
  );
}

function longestGap(intervals: readonly Interval[], { from, to }: Interval): Interval {
  const ends = [from, ...intervals.map((each) => each.to)];
  const begins = [...intervals.map((each) => each.from), to];
  const gaps = ends.map((end, index) => ({ from: end, to: begins[index] ?? to }));
  return gaps.reduce((longest, gap) => (gap.to - gap.from > longest.to - longest.from ? gap : longest));
}

/** Whoever dithers has a guider, and a guider has to be started anew on the other side of the pier. */
function unguidedFlip(node: TargetNode, { intervals }: TargetTime, observatory: Observatory): readonly Problem[] {
  if (!node.triggers?.dither || node.triggers.flip?.then.includes('guide')) return [];
  const { site } = observatory;
  const mount = new PaperMount(observatory);
  if (!mount.flips) return [];
  const angleAt = (at: number): number => mount.hourAngle(skyPositionAt(node.position, at, site), at);
  const crossed = intervals.find(({ from, to }) => angleAt(from) < 0 && angleAt(to) > 0);
  if (!crossed) return [];
  // The sky turns by an hour of angle in an hour, or near enough for a message.
  const at = clockTime(crossed.from - angleAt(crossed.from) * 3_600_000, site);
  return [
    doubt(
      node,
      `${node.name} is dithered and crosses the meridian at ${at}, and nothing starts the guider again after the flip`,
      'add `flip: { then: [recenter, guide] }`',
    ),
  ];
}

function neverUp(
  node: TargetNode,
  { best, against }: TargetTime,
  { date }: NightTimes,
  { site }: Observatory,
): Problem {
  const degrees = `${best.altitude.toFixed(1)} deg`;
  const when = clockTime(best.at, site);
  const where =
    best.altitude < 0
      ? `it does not rise, and is highest, at ${degrees}, at ${when}`
      : `it stands highest, at ${degrees} at ${when}`;
  return {
    severity: 'error',
    code: 'sky',
    message: `${node.name} cannot be imaged in the night of ${date}: ${where}`,
    ...(against !== undefined && { hint: `there ${against}` }),
    place: node.place,
  };
}
