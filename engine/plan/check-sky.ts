import type { Interval } from '../../sky/index.js';
import type { StepKind } from '../steps/step.js';
import { everyNode } from './walk.js';
import { estimateNode, type TargetEstimate } from './estimate.js';
import { horizonOf } from './limit-values.js';
import type { Observatory } from './observatory.js';
import type { AnyNode, ChosenTarget, Plan, StepNode, TargetNode, TimeExpression } from './plan.js';
import type { Problem } from './problem.js';
import { ownWindow, type TargetTime, targetTime } from './target-time.js';
import { clockTime, imagingTime, type NightDate, type NightTimes, nightTimes } from './times.js';

export interface SkyOptions {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly date: NightDate;
  readonly now?: number;
}

/** What the sky of a night does not give a plan. */
export function checkSky(plan: Plan, observatory: Observatory, options: SkyOptions): readonly Problem[] {
  const night = nightTimes(options.date, observatory.site);
  const problems: Problem[] = [];
  for (const [expression, node] of expressionsOf(plan)) {
    if (night.timeOf(expression) === undefined) problems.push(doesNotOccur(expression, night, plan, node));
  }
  const window = windowOf(plan, night, options.now);
  if (problems.length > 0) return problems;
  if (!window) return [overBeforeItBegins(plan, night, observatory)];
  const asked = [...everyNode(plan.steps)].map((node) => estimateNode(node, { steps: options.steps, observatory }));
  const targets = asked.flatMap((estimate) => estimate.targets).filter(once());
  const chosen = new Set([...everyNode(plan.steps)].flatMap((node) => (node.node === 'choose' ? node.targets : [])));
  for (const target of targets) {
    const found = checkTarget(target, window, night, observatory);
    // Of targets to choose between, one that never rises is no more than a pity.
    const mild = chosen.has(target.node as ChosenTarget);
    problems.push(...found.map((each): Problem => (mild ? { ...each, severity: 'warning', code: 'doubtful' } : each)));
  }
  for (const node of everyNode(plan.steps)) {
    if (node.node === 'step') problems.push(...checkSlew(node, observatory));
  }
  const bounded = plan.night.end !== undefined;
  return bounded ? [...problems, ...checkRoom(plan, window, { steps: options.steps, observatory })] : problems;
}

/** A container's estimate holds those of its targets again. */
function once(): (estimate: TargetEstimate) => boolean {
  const seen = new Set<string>();
  return ({ node }) => !seen.has(node.id) && seen.add(node.id) !== undefined;
}

function* expressionsOf(plan: Plan): Generator<readonly [TimeExpression, AnyNode | undefined]> {
  if (plan.night.start) yield [plan.night.start, undefined];
  if (plan.night.end) yield [plan.night.end, undefined];
  for (const node of everyNode(plan.steps)) {
    if (node.node === 'target' || node.node === 'repeat') {
      if (node.node === 'target' && node.from) yield [node.from, node];
      if (node.until) yield [node.until, node];
    }
  }
}

/** From when to when the plan images; a plan without times images from sunset, or from now, to sunrise. */
function windowOf(plan: Plan, night: NightTimes, now: number | undefined): Interval | undefined {
  const { start, end } = imagingTime(plan, night);
  const { twilight, noon } = night;
  const dusk = twilight.sunset ?? noon;
  const dawn = twilight.sunrise ?? noon + 24 * 3_600_000;
  const from = Math.max(start ?? (plan.night.start ? dusk : (now ?? dusk)), now ?? -Infinity);
  const to = end ?? Math.max(dawn, from + 3_600_000);
  return from < to ? { from, to } : undefined;
}

function topOf(plan: Plan): Problem['place'] {
  return { file: plan.file, line: 1, column: 1, length: 1 };
}

function doesNotOccur(
  { text }: TimeExpression,
  { date, twilight }: NightTimes,
  plan: Plan,
  node: AnyNode | undefined,
): Problem {
  const lowest = twilight.lowest.toFixed(1);
  const highest = twilight.highest.toFixed(1);
  const range = `between ${lowest} and ${highest} deg`;
  return {
    severity: 'error',
    code: 'sky',
    message: `"${text}" does not occur in the night of ${date}: the sun moves ${range} there`,
    hint:
      twilight.lowest > -18
        ? 'choose an event that the sun reaches, such as nautical dusk or sunset'
        : 'choose another time',
    place: node?.place ?? topOf(plan),
  };
}

function overBeforeItBegins(plan: Plan, night: NightTimes, { site }: Observatory): Problem {
  const { start, end } = imagingTime(plan, night);
  const times = [start, end].map((at) => (at === undefined ? 'now' : clockTime(at, site, { date: true })));
  return {
    severity: 'error',
    code: 'sky',
    message: `the night ends before it begins: from ${times[0] ?? ''} to ${times[1] ?? ''} (${site.zone})`,
    place: topOf(plan),
  };
}

function checkTarget(
  { node, total }: TargetEstimate,
  window: Interval,
  night: NightTimes,
  observatory: Observatory,
): readonly Problem[] {
  const own = ownWindow(node, window, night);
  const problem = (severity: Problem['severity'], message: string, hint: string): Problem => ({
    severity,
    code: severity === 'error' ? 'sky' : 'doubtful',
    message,
    hint,
    place: node.place,
  });
  if (!own) {
    const message = `${node.name} has no time of its own in the night of ${night.date}`;
    return [problem('error', message, 'look at its `from` and `until`, and at `night:`')];
  }
  const time = targetTime(node, own, observatory);
  if (time.intervals.length === 0) return [neverUp(node, time, night, observatory)];
  const needed = total * 1000;
  if (time.total < needed / 2) {
    const message = `${node.name} can be imaged for ${hours(time.total)} in the night of ${night.date}, and its frames take ${hours(needed)}`;
    return [problem('warning', message, 'what is left is taken in the nights that follow, if the plan is resumed')];
  }
  return [];
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

function checkSlew(node: StepNode, { site }: Observatory): readonly Problem[] {
  const { body } = node;
  if (node.kind !== 'slew' || typeof body !== 'object' || body === null || !('to' in body)) return [];
  const to = body.to as TargetNode['position'];
  if (to.kind !== 'horizontal') return [];
  const horizon = horizonOf(site).altitudeAt(to.azimuth);
  if (to.altitude >= horizon) return [];
  const message = `this slew goes below the horizon, which is at ${horizon.toFixed(1)} deg there`;
  return [{ severity: 'error', code: 'sky', message, place: node.place }];
}

function checkRoom(
  plan: Plan,
  { from, to }: Interval,
  options: Parameters<typeof estimateNode>[1],
): readonly Problem[] {
  const total = plan.steps.reduce((sum, node) => sum + estimateNode(node, options).total, 0) * 1000;
  if (total <= (to - from) * 1.02) return [];
  const message = `the plan asks for ${hours(total)} of work, and the night has ${hours(to - from)}`;
  const hint = 'what is left is taken in the nights that follow, if the plan is resumed';
  return [{ severity: 'warning', code: 'doubtful', message, hint, place: topOf(plan) }];
}

function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${String(minutes)} min`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`;
}
