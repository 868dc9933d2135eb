import type { Stretch } from '../../devices/simulator/index.js';
import { dueFrames, isBeforeNextTarget, isContainerOver, reasonFor } from './account.js';
import { isFaulty, POLL, type SeededRun, STALE_AFTER } from './run-seeded-night.js';
import { unsafeStretches } from './seeded-place.js';

/** How long the camera may go on after clouds have come: the poll, the look, and what a silent monitor is borne. ms */
const REACTION = POLL + 2_000;
const REACTION_WHEN_FAULTY = STALE_AFTER + 3 * POLL + 20_000;
const HARMLESS_WHEN_CLEAR = new Set(['roof moved over an unparked mount', 'mount moved under a closed roof']);
const WITHOUT_FAULTS = new Set(['mount stopped at its limit', 'rain fell through the open roof']);

/** What is wrong with a night, in words; nothing when it went as every night must. */
export function judge(run: SeededRun): readonly string[] {
  const { night, result, stuck, world, truth, killed } = run;
  const wrong: string[] = [];
  if (stuck !== undefined) wrong.push(`the night came to no end: ${stuck}`);
  if (truth.roof !== 'closed') wrong.push(`the roof is ${truth.roof}`);
  if (!truth.parked) wrong.push('the mount is not parked');
  if (result && (result.secured.parked !== true || result.secured.closed !== true)) {
    wrong.push(`the report says ${JSON.stringify(result.secured)}`);
  }
  const quiet = night.faults.length + night.cuts.length + night.jams.length === 0;
  if (quiet && result?.outcome === 'ended by a failure') wrong.push('the night failed although nothing did');
  if (result?.outcome === 'failed') wrong.push(`the machine failed: ${String(result.error)}`);
  for (const { kind, detail, at } of world.hazards.list()) {
    if (night.place.roofClearsTelescope && HARMLESS_WHEN_CLEAR.has(kind)) continue;
    // With a device that fails, or with nobody there, its firmware is what stops such a mount, and rain may come in.
    if (WITHOUT_FAULTS.has(kind) && isFaulty(night, killed, at - 180_000, at)) continue;
    wrong.push(`${new Date(at).toISOString()} ${kind}: ${detail}`);
  }
  wrong.push(...wrongFrames(run), ...wrongExposures(run));
  return wrong;
}

function wrongFrames({ night, records, shelf, steps, result }: SeededRun): string[] {
  const wrong: string[] = [];
  const counted = new Map<string, number>();
  for (const record of records) {
    if (record.type === 'file') counted.set(record.key, (counted.get(record.key) ?? 0) + 1);
  }
  for (const [key, times] of counted) if (times > 1) wrong.push(`${key} is counted ${String(times)} times`);
  for (const [key, times] of shelf.saves) if (times > 1) wrong.push(`${key} was saved ${String(times)} times`);
  for (const key of counted.keys()) if (!shelf.saves.has(key)) wrong.push(`${key} is counted and was never saved`);
  for (const key of shelf.saves.keys()) {
    if (!counted.has(key) && wentThrough(result)) wrong.push(`${key} was saved and is not counted`);
  }
  const paths = [...shelf.files.values()].map(({ path }) => path);
  if (new Set(paths).size < paths.length) wrong.push('two frames share a file');
  if (!wentThrough(result)) {
    if (result && reasonOfEnd(records) === undefined && result.outcome !== 'ended by the clock') {
      wrong.push(`the night ${result.outcome} without a reason in its journal`);
    }
    return wrong;
  }
  const atFirst = new Set(dueFrames(night.plans[0] ?? []).map(({ key }) => key));
  for (const frame of dueFrames(steps)) {
    if (!atFirst.has(frame.key) && isContainerOver(records, frame)) continue;
    if (counted.has(frame.key) || isBeforeNextTarget(records, steps, frame)) continue;
    if (reasonFor(records, frame) === undefined) {
      wrong.push(`${frame.key} is neither taken nor accounted for`);
    }
  }
  return wrong;
}

/** Whether the plan was gone through to its end, so that each of its frames has to be accounted for. */
function wentThrough(result: SeededRun['result']): boolean {
  return result?.outcome === 'completed' || result?.outcome === 'ended with frames missing';
}

function reasonOfEnd(records: SeededRun['records']): string | undefined {
  const last = records.findLast(
    (record) =>
      (record.type === 'decision' && (record.action === 'end the night' || record.action === 'stop')) ||
      record.type === 'alarm',
  );
  return last === undefined ? undefined : 'told';
}

/** How long after it has turned unsafe the camera may still be exposing. ms */
function boundOf({ faults, cuts, place }: SeededRun['night']): number {
  const sources = ['safetymonitor', 'observingconditions'];
  const faulty = faults.some(({ device }) => sources.includes(device)) || cuts.length > 0;
  // A weather station reads its sensors every 5 s.
  return (faulty ? REACTION_WHEN_FAULTY : REACTION) + (place.sources === 'monitor' ? 0 : 5_000);
}

/** Nothing is exposed while it is unsafe, beyond the time that it takes to notice; and no frame holds an older image. */
function wrongExposures({ records, night, exposed }: SeededRun): string[] {
  const wrong: string[] = [];
  const bound = boundOf(night);
  const unsafe = unsafeStretches(night.weather, night.place);
  for (const record of records) {
    if (record.type !== 'file') continue;
    const { start, duration, type } = record.exposure as { start?: string; duration?: number; type?: string };
    if (Date.parse(record.t) < Date.parse(start ?? '') + (duration ?? 0) * 1000) {
      wrong.push(`${record.key} was saved before its exposure can have been over`);
    }
    if (type !== 'light' || start === undefined || duration === undefined) continue;
    const from = Date.parse(start);
    const spoiled = Math.max(0, ...unsafe.map((each) => overlap(each, { from, to: from + duration * 1000 })));
    if (spoiled > bound) {
      wrong.push(`${record.key} was exposed for ${String(Math.round(spoiled / 1000))} s while it was unsafe`);
    }
  }
  for (const { at, light, roof } of exposed) {
    if (!light) continue;
    if (roof !== 'open') wrong.push(`${new Date(at).toISOString()} light was exposed under a roof that is ${roof}`);
    const since = Math.max(0, ...unsafe.filter(({ from, to }) => from <= at && at < to).map(({ from }) => at - from));
    if (since > bound) {
      wrong.push(`${new Date(at).toISOString()} an exposure was begun ${String(since / 1000)} s into unsafe weather`);
    }
  }
  return wrong;
}

function overlap(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
