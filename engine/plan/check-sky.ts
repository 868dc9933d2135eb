import type { Interval } from '../../sky/index.js';
import type { StepKind } from '../steps/step.js';
import { describeSeconds } from '../story/durations.js';
import { checkTarget } from './check-target.js';
import { estimateNode, type TargetEstimate } from './estimate.js';
import { horizonOf } from './target-values.js';
import { limitsOf } from './limits-of.js';
import type { Observatory } from './observatory.js';
import type { AnyNode, ChosenTarget, Plan, StepNode, TargetNode, TimeExpression } from './plan.js';
import { type Problem, topOf } from './problem.js';
import { clockTime, imagingTime, type NightDate, type NightTimes, nightTimes } from './times.js';
import { everyNode, everyNodeOf, framesOf } from './walk.js';

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
    const isChosen = chosen.has(target.node as ChosenTarget);
    const found = checkTarget(target, window, night, observatory, { chosen: isChosen });
    // Of targets to choose between, one that never rises is no more than a pity.
    problems.push(
      ...found.map((each): Problem => (isChosen ? { ...each, severity: 'warning', code: 'doubtful' } : each)),
    );
  }
  for (const node of everyNode(plan.steps)) {
    if (node.node === 'step') problems.push(...checkSlew(node, observatory));
  }
  return [...problems, ...checkRoom(plan, window, { steps: options.steps, observatory })];
}

/** A container's estimate holds those of its targets again. */
function once(): (estimate: TargetEstimate) => boolean {
  const seen = new Set<string>();
  return ({ node }) => !seen.has(node.id) && seen.add(node.id) !== undefined;
}

function* expressionsOf(plan: Plan): Generator<readonly [TimeExpression, AnyNode | undefined]> {
  if (plan.night.start) yield [plan.night.start, undefined];
  if (plan.night.end) yield [plan.night.end, undefined];
  for (const node of everyNodeOf(plan)) {
    if (node.node === 'target' && node.from) yield [node.from, node];
    if ((node.node === 'target' || node.node === 'repeat' || node.node === 'choose') && node.until) {
      yield [node.until, node];
    }
    if (node.node === 'step') yield* untilOf(node);
    for (const limit of limitsOf(node)) if (limit.comparison === 'time') yield [limit.time, node];
  }
}

/** What a step of the plan waits for. */
function* untilOf(node: StepNode): Generator<readonly [TimeExpression, AnyNode]> {
  const { body } = node;
  if (node.kind === 'wait' && typeof body === 'object' && body !== null && 'until' in body) {
    yield [body.until as TimeExpression, node];
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
    place: node?.place ?? topOf(plan.file),
  };
}

function overBeforeItBegins(plan: Plan, night: NightTimes, { site }: Observatory): Problem {
  const { start, end } = imagingTime(plan, night);
  const times = [start, end].map((at) => (at === undefined ? 'now' : clockTime(at, site, { date: true })));
  return {
    severity: 'error',
    code: 'sky',
    message: `the night ends before it begins: from ${times[0] ?? ''} to ${times[1] ?? ''} (${site.zone})`,
    place: topOf(plan.file),
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
  const total = plan.steps.reduce((sum, node) => sum + estimateNode(node, options).total, 0);
  if (total * 1000 <= (to - from) * 1.02) return [];
  const work = describeSeconds(total);
  if (plan.night.end) {
    const message = `the plan asks for ${work} of work, and the night has ${describeSeconds((to - from) / 1000)}`;
    const hint = 'what is left is taken in the nights that follow, if the plan is resumed';
    return [{ severity: 'warning', code: 'doubtful', message, hint, place: topOf(plan.file) }];
  }
  // Darks may well be taken by day.
  const lights = [...everyNode(plan.steps)].some((node) => framesOf(node).some(({ type }) => type === 'light'));
  if (!lights) return [];
  const { site } = options.observatory;
  const message = `the plan has no end of its own and asks for ${work} of work: it goes on after ${clockTime(to, site)}, when the sun is up`;
  const hint = 'add `night: { end: nautical dawn }`';
  return [{ severity: 'warning', code: 'doubtful', message, hint, place: topOf(plan.file) }];
}
