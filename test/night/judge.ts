import type { Stretch } from '../../devices/simulator/index.js';
import { frameKey, type PlanNode } from '../../engine/plan/plan.js';
import { POLL, type SeededRun, STALE_AFTER } from './run-seeded-night.js';

/** How long the camera may go on after clouds have come: the poll, the look, and what a silent monitor is borne. ms */
const REACTION = POLL + 2_000;
const REACTION_WHEN_FAULTY = STALE_AFTER + 3 * POLL + 20_000;
const HARMLESS_WHEN_CLEAR = new Set(['roof moved over an unparked mount', 'mount moved under a closed roof']);

/** What is wrong with a night, in words; nothing when it went as every night must. */
export function judge(run: SeededRun): readonly string[] {
  const { night, result, stuck, world, truth } = run;
  const wrong: string[] = [];
  if (stuck !== undefined) wrong.push(`the night came to no end: ${stuck}`);
  if (truth.roof !== 'closed') wrong.push(`the roof is ${truth.roof}`);
  if (!truth.parked) wrong.push('the mount is not parked');
  if (result && (result.secured.parked !== true || result.secured.closed !== true)) {
    wrong.push(`the report says ${JSON.stringify(result.secured)}`);
  }
  if (result?.outcome === 'failed') wrong.push(`the machine failed: ${String(result.error)}`);
  for (const { kind, detail, at } of world.hazards.list()) {
    if (night.roofClearsTelescope && HARMLESS_WHEN_CLEAR.has(kind)) continue;
    wrong.push(`${new Date(at).toISOString()} ${kind}: ${detail}`);
  }
  wrong.push(...wrongFrames(run), ...wrongExposures(run));
  return wrong;
}

function wrongFrames({ records, shelf, steps, result }: SeededRun): string[] {
  const wrong: string[] = [];
  const counted = new Map<string, number>();
  for (const record of records) {
    if (record.type === 'file') counted.set(record.key, (counted.get(record.key) ?? 0) + 1);
  }
  for (const [key, times] of counted) if (times > 1) wrong.push(`${key} is counted ${String(times)} times`);
  for (const [key, times] of shelf.saves) if (times > 1) wrong.push(`${key} was saved ${String(times)} times`);
  for (const key of counted.keys()) if (!shelf.saves.has(key)) wrong.push(`${key} is counted and was never saved`);
  for (const key of shelf.saves.keys()) {
    if (!counted.has(key) && result?.outcome === 'completed') wrong.push(`${key} was saved and is not counted`);
  }
  const paths = [...shelf.files.values()].map(({ path }) => path);
  if (new Set(paths).size < paths.length) wrong.push('two frames share a file');
  if (result?.outcome !== 'completed') {
    if (result && reasonOfEnd(records) === undefined && result.outcome !== 'ended by the clock') {
      wrong.push(`the night ${result.outcome} without a reason in its journal`);
    }
    return wrong;
  }
  for (const { id, keys } of framesOf(steps)) {
    for (const key of keys) {
      if (!counted.has(key) && reasonFor(records, id, key) === undefined) {
        wrong.push(`${key} is neither taken nor accounted for`);
      }
    }
  }
  return wrong;
}

function reasonFor(records: SeededRun['records'], id: string, key: string): string | undefined {
  for (const record of records) {
    if (record.type === 'end' && record.outcome === 'skipped' && (record.key === key || record.key === id))
      return record.reason ?? '';
    const given = ['finish', 'pass over', 'next target', 'skip'];
    if (
      record.type === 'decision' &&
      given.includes(record.action) &&
      (record.about === id ||
        record.about === key ||
        record.about.startsWith(`${id}/`) ||
        record.about.startsWith(`${id}#`))
    ) {
      return record.reason;
    }
  }
  return undefined;
}

function reasonOfEnd(records: SeededRun['records']): string | undefined {
  const last = records.findLast(
    (record) =>
      (record.type === 'decision' && (record.action === 'end the night' || record.action === 'stop')) ||
      record.type === 'alarm',
  );
  return last === undefined ? undefined : 'told';
}

function framesOf(nodes: readonly PlanNode[]): readonly { readonly id: string; readonly keys: readonly string[] }[] {
  return nodes.flatMap((node) => {
    if (node.node !== 'expose' && node.node !== 'target') return [];
    const sets = node.node === 'expose' ? [node.frames] : node.frames;
    const keys = sets.flatMap((set) => Array.from({ length: set.count }, (_, i) => frameKey(set, [], i + 1)));
    return [{ id: node.id, keys }];
  });
}

/** Nothing is exposed while it is unsafe, beyond the time that it takes to notice. */
function wrongExposures({ records, night, exposed }: SeededRun): string[] {
  const wrong: string[] = [];
  const faulty = night.faults.some(({ device }) => device === 'safetymonitor') || night.cuts.length > 0;
  const bound = faulty ? REACTION_WHEN_FAULTY : REACTION;
  for (const record of records) {
    if (record.type !== 'file') continue;
    const { start, duration, type } = record.exposure as { start?: string; duration?: number; type?: string };
    if (type !== 'light' || start === undefined || duration === undefined) continue;
    const from = Date.parse(start);
    const spoiled = night.clouds.reduce((sum, cloud) => sum + overlap(cloud, { from, to: from + duration * 1000 }), 0);
    if (spoiled > bound)
      wrong.push(`${record.key} was exposed for ${String(Math.round(spoiled / 1000))} s under clouds`);
  }
  for (const { at, light, safe, roof } of exposed) {
    if (!light) continue;
    if (roof !== 'open') wrong.push(`${new Date(at).toISOString()} light was exposed under a roof that is ${roof}`);
    const since = night.clouds.filter(({ from, to }) => from <= at && at < to).map(({ from }) => at - from);
    if (!safe && Math.max(...since) > bound) {
      wrong.push(
        `${new Date(at).toISOString()} an exposure was begun ${String(Math.max(...since) / 1000)} s into clouds`,
      );
    }
  }
  return wrong;
}

function overlap(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
