import { splitFrameKey } from '../journal/fold.js';
import type { FrameSet, PlanNode, TargetNode } from '../plan/plan.js';
import { framesOf, insideOf } from '../plan/walk.js';
import type { NightWorld } from './night-world.js';
import { positionOf } from './target.js';

/**
 * Counts frames that were saved before a crash and whose line in the journal is missing, at the beginning of a run: what
 * stands on the disk is done, whatever becomes of its target.
 */
export async function reconcileFrames(world: NightWorld): Promise<void> {
  const { journal, frames, log, plan } = world;
  for (const key of [...journal.progress.open]) {
    const known = identify(plan.steps, key);
    if (!known) continue;
    const { set, passes, n, node } = known;
    const target = node ? { name: node.name, position: await positionOf(world, node) } : undefined;
    const found = await frames.find({ key, set, passes, n, ...(target ? { target } : {}) });
    if (!found) continue;
    const { path, sha256, bytes, exposure } = found;
    log.info({ key, path }, 'a frame from before the interruption is on disk');
    await journal.appendDurably({ type: 'file', key, path, sha256, bytes, exposure });
  }
}

interface Known {
  readonly set: FrameSet;
  readonly passes: readonly number[];
  readonly n: number;
  readonly node: TargetNode | undefined;
}

/** Which frame of the plan a key means; undefined when the plan has it no more. */
function identify(nodes: readonly PlanNode[], key: string): Known | undefined {
  const frame = splitFrameKey(key);
  if (!frame) return undefined;
  const [id = '', ...passes] = frame.set.split('@');
  for (const { set, node } of setsOf(nodes)) {
    if (set.id === id) return { set, passes: passes.map(Number), n: frame.n, node };
  }
  return undefined;
}

function* setsOf(
  nodes: readonly PlanNode[],
): Iterable<{ readonly set: FrameSet; readonly node: TargetNode | undefined }> {
  for (const node of nodes) {
    for (const set of framesOf(node)) yield { set, node: node.node === 'target' ? node : undefined };
    yield* setsOf(insideOf(node));
  }
}
