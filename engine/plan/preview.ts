import {
  altitudeAt,
  horizontalAt,
  type Interval,
  moonAltitude,
  moonIllumination,
  sunAltitude,
  type Twilight,
} from '../../sky/index.js';
import type { StepKind } from '../steps/step.js';
import { horizonOf } from './target-values.js';
import type { Observatory } from './observatory.js';
import type { PaperEvent } from './paper-events.js';
import { paperNight } from './paper-night.js';
import type { Plan, TargetNode } from './plan.js';
import { timingOf } from './step-time.js';
import { placeFrom, targetTime } from './target-time.js';
import { imagingTime, type NightDate, type NightTimes, nightTimes } from './times.js';
import { everyNode, framesOf } from './walk.js';

/** A height over time: ms since 1970, deg. */
export type Curve = readonly (readonly [at: number, altitude: number])[];

export interface TargetPreview {
  /** Of its node in the plan. */
  readonly id: string;
  readonly name: string;
  readonly curve: Curve;
  /** The altitude of the site's horizon below it. */
  readonly horizon: Curve;
  /** When its limits hold. */
  readonly possible: readonly Interval[];
  /** When it is imaged. */
  readonly imaged: readonly Interval[];
  readonly flips: readonly number[];
  readonly planned: number;
  readonly expected: number;
  /** Why it is left before all its frames are taken. */
  readonly left?: string;
}

/** All that can be foreseen of a night. */
export interface Preview {
  readonly plan: string;
  readonly observatory: Observatory;
  readonly date: NightDate;
  /** From an hour before sunset to an hour after sunrise, and all that is done. */
  readonly shown: Interval;
  readonly twilight: Twilight;
  readonly sun: Curve;
  readonly moon: Curve;
  /** Lit share in the middle of the night, 0..1. */
  readonly moonlight: number;
  readonly targets: readonly TargetPreview[];
  readonly events: readonly PaperEvent[];
  readonly start: number;
  /** When the shutdown has ended. */
  readonly end: number;
  readonly planned: number;
  readonly expected: number;
}

export interface PreviewOptions {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly date: NightDate;
  /** When the run begins, for a plan that does not say; default sunset, or the date that the simulator carries. */
  readonly begin?: number;
}

const HOUR = 3_600_000;
const CURVE_STEP = 5 * 60_000;
/** Frames of one target that are further apart are two stretches. */
const GAP = 15 * 60_000;

/** Foresees a night, without any device: what is imaged when, where it stands, and what will be left. */
export function previewNight(plan: Plan, observatory: Observatory, { steps, date, begin }: PreviewOptions): Preview {
  const { site } = observatory;
  const night = nightTimes(date, site);
  const { twilight, noon } = night;
  const dusk = twilight.sunset ?? noon + 6 * HOUR;
  const dawn = twilight.sunrise ?? noon + 18 * HOUR;
  const times = imagingTime(plan, night);
  const run = begin ?? times.start ?? observatory.simulator?.start ?? dusk;
  // Before anything is opened it must have been safe for a while.
  const settled =
    begin === undefined && times.start !== undefined
      ? run
      : run + observatory.safety.settle + timingOf(observatory).secure * 1000;
  const start = Math.max(times.start ?? settled, settled);
  const { events, end } = paperNight(plan, {
    observatory,
    steps,
    start,
    end: times.end ?? Infinity,
    timeOf: (expression) => night.timeOf(expression),
  });
  const shown = { from: Math.min(dusk - HOUR, start), to: Math.max(dawn + HOUR, end) };
  const curve = (height: (at: number) => number): Curve => {
    const points: (readonly [number, number])[] = [];
    for (let at = shown.from; at <= shown.to; at += CURVE_STEP) points.push([at, height(at)]);
    return points;
  };
  const targets = [...everyNode(plan.steps)].filter((node): node is TargetNode => node.node === 'target');
  const frames = events.filter((event) => event.kind === 'frame');
  return {
    plan: plan.name,
    observatory,
    date,
    shown,
    twilight,
    sun: curve((at) => sunAltitude(at, site)),
    moon: curve((at) => moonAltitude(at, site)),
    moonlight: moonIllumination(twilight.midnight),
    targets: targets.map((node) =>
      targetPreview(node, events, { from: start, to: times.end ?? dawn }, observatory, night, curve),
    ),
    events,
    start,
    end,
    planned: [...everyNode(plan.steps)].flatMap(framesOf).reduce((sum, set) => sum + set.count, 0),
    expected: frames.length,
  };
}

function targetPreview(
  node: TargetNode,
  events: readonly PaperEvent[],
  window: Interval,
  observatory: Observatory,
  night: NightTimes,
  curve: (height: (at: number) => number) => Curve,
): TargetPreview {
  const { site } = observatory;
  const ids = new Set(node.frames.map(({ id }) => id));
  const frames = events.filter((event) => event.kind === 'frame' && ids.has(event.frames.id));
  const first = frames[0]?.from ?? window.from;
  // A place that is fixed when the target is acquired stays there on the sky.
  const place = placeFrom(node.position, first, site);
  const horizon = horizonOf(site);
  const left = events.find((event) => event.kind === 'leave' && event.target === node.name);
  return {
    id: node.id,
    name: node.name,
    curve: curve((at) => altitudeAt(place(at), at, site)),
    horizon: curve((at) => horizon.altitudeAt(horizontalAt(place(at), at, site).azimuth)),
    possible: window.to > window.from ? targetTime(node, window, observatory, night).intervals : [],
    imaged: joined(frames),
    flips: events.flatMap((event) => (event.kind === 'flip' && event.target === node.name ? [event.from] : [])),
    planned: node.frames.reduce((sum, set) => sum + set.count, 0),
    expected: frames.length,
    ...(left?.kind === 'leave' && { left: left.reason }),
  };
}

/** Stretches of time with no more than a short gap between them, as one. */
function joined(parts: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const { from, to } of parts) {
    const last = whole.at(-1);
    if (last && from - last.to < GAP) whole[whole.length - 1] = { from: last.from, to };
    else whole.push({ from, to });
  }
  return whole;
}
