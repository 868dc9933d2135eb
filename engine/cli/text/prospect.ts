import { type Interval, moonSeparation } from '../../../sky/index.js';
import { estimateNode, estimatePlan, type TargetEstimate } from '../../plan/estimate.js';
import type { Observatory } from '../../plan/observatory.js';
import type { Plan, PlanNode } from '../../plan/plan.js';
import type { Preview } from '../../plan/preview.js';
import { ownWindow, skyPositionAt, targetTime } from '../../plan/target-time.js';
import { imagingTime, type NightTimes } from '../../plan/times.js';
import { formatTriggers } from '../../plan/trigger-schema.js';
import type { StepKind } from '../../steps/step.js';
import { paint, type Terminal } from '../terminal.js';
import { wrapText } from '../wrap-text.js';
import { describeSeconds } from '../../story/durations.js';
import { SiteTime } from '../../story/site-time.js';

export interface ProspectOptions {
  readonly plan: Plan;
  readonly observatory: Observatory;
  readonly night: NightTimes;
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly preview: Preview;
}

/** Targets that are told one by one; of more, only the first and a sum. */
const MOST_TARGETS = 4;

/** What a plan will do in a night, in about ten lines: when, what, how much, and where it will stand. */
export function prospect(options: ProspectOptions, terminal: Terminal): string {
  const { plan, observatory, night } = options;
  const { site } = observatory;
  const time = new SiteTime(site.zone);
  const width = Math.min(100, terminal.columns());
  const estimates = plan.steps.map((node) => estimateNode(node, options));
  const targets = unique(estimates.flatMap(({ targets: each }) => each));
  const label = Math.min(24, Math.max(8, ...targets.map(({ node }) => node.name.length)));
  const row = (name: string, text: string): string =>
    `  ${name.slice(0, label).padEnd(label + 2)}${wrapText(text, width, label + 4).slice(label + 4)}`;
  const told = targets.length > MOST_TARGETS ? targets.slice(0, MOST_TARGETS - 1) : targets;
  const all = estimatePlan(plan, options);
  const window = windowOf(plan, night);
  const open = all.open ? ', and more while the night lasts' : '';
  return [
    paint(terminal, 'bold', `${plan.name} at ${observatory.name}, night of ${night.date} (${site.zone})`),
    row('night', nightText(plan, night, time)),
    ...listRow('startup', plan.startup, row),
    ...told.map((target) => row(target.node.name, targetText(target, window, options, time))),
    ...othersRow(targets.slice(told.length), row),
    ...listRow(
      'besides',
      plan.steps.filter(({ node }) => node !== 'target'),
      row,
    ),
    ...listRow('shutdown', plan.shutdown, row),
    row('in all', `${String(all.frames)} frames, ${describeSeconds(all.exposure)} of exposure${open}`),
    row('foreseen', foreseen(options.preview, time)),
  ].join('\n');
}

/** How the night goes when the sky stays clear and nothing fails. */
function foreseen({ expected, start, end }: Preview, time: SiteTime): string {
  const much = expected === 1 ? '1 frame' : `${String(expected)} frames`;
  return `${much}, from ${time.short(start)} to ${time.short(end)}, ${describeSeconds((end - start) / 1000)}`;
}

function othersRow(targets: readonly TargetEstimate[], row: Row): readonly string[] {
  if (targets.length === 0) return [];
  const frames = targets.reduce((sum, each) => sum + each.frames, 0);
  const exposure = targets.reduce((sum, each) => sum + each.exposure, 0);
  const last = targets.at(-1)?.node.name ?? '';
  const text = `${String(targets.length)} more targets to ${last}: ${String(frames)} frames, ${describeSeconds(exposure)}; \`nocturne preview\` shows them all`;
  return [row('and', text)];
}

type Row = (name: string, text: string) => string;

function listRow(name: string, nodes: readonly PlanNode[], row: Row): readonly string[] {
  return nodes.length === 0 ? [] : [row(name, nodes.map(({ title }) => title).join(', '))];
}

function unique(targets: readonly TargetEstimate[]): readonly TargetEstimate[] {
  return [...new Map(targets.map((target) => [target.node.id, target])).values()];
}

function windowOf(plan: Plan, night: NightTimes): Interval {
  const { start, end } = imagingTime(plan, night);
  const from = start ?? night.twilight.sunset ?? night.noon;
  return { from, to: end ?? night.twilight.sunrise ?? from + 43_200_000 };
}

function nightText(plan: Plan, night: NightTimes, time: SiteTime): string {
  const { start, end } = imagingTime(plan, night);
  const from = start === undefined ? 'begins at once' : `${time.short(start)} (${plan.night.start?.text ?? ''})`;
  const to = end === undefined ? 'ends when all is done' : `${time.short(end)} (${plan.night.end?.text ?? ''})`;
  const length = start === undefined || end === undefined ? '' : `, ${describeSeconds((end - start) / 1000)}`;
  return start === undefined || end === undefined ? `${from}, ${to}` : `${from} to ${to}${length}`;
}

function targetText(
  { node, frames, exposure }: TargetEstimate,
  window: Interval,
  { observatory, night }: ProspectOptions,
  time: SiteTime,
): string {
  const between = node.triggers ? `, with ${formatTriggers(node.triggers)}` : '';
  const much = `${String(frames)} frames, ${describeSeconds(exposure)}${between}`;
  // A place beside the meridian is fixed when it is first pointed at: when it is up says nothing.
  if (node.position.kind === 'hour angle') return `${much}; where the meridian is when it is begun`;
  const own = ownWindow(node, window, night);
  if (!own) return much;
  const { intervals, best } = targetTime(node, own, observatory, night);
  const when = intervals.map(({ from, to }) => `${time.short(from)} to ${time.short(to)}`).join(' and ');
  const position = skyPositionAt(node.position, best.at, observatory.site);
  const moon = moonSeparation(position, best.at, observatory.site).toFixed(0);
  return `${much}; ${when === '' ? 'not possible' : `possible ${when}`}, best ${time.short(best.at)} at ${best.altitude.toFixed(0)} deg, moon ${moon} deg away`;
}
