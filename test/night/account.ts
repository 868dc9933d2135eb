import type { JournalRecord } from '../../engine/journal/records.js';
import { frameKey, type PlanNode } from '../../engine/plan/plan.js';
import { everyNode, framesOf, insideOf } from '../../engine/plan/walk.js';
import { stepKey } from '../../engine/resume.js';

/** A frame that a plan asks for, and what it stands in. */
export interface DueFrame {
  readonly key: string;
  /** Its own node's, and those of the containers around it, the outermost first. */
  readonly ids: readonly string[];
  /** Of each `repeat` around it, its key in the journal and the pass. */
  readonly repeats: readonly { readonly key: string; readonly pass: number }[];
  /** Of each `try` around it, its key in the journal. */
  readonly tries: readonly string[];
  /** Of each `when` around it, the branch that it stands in. */
  readonly branches: readonly { readonly id: string; readonly branch: 'steps' | 'else' }[];
}

/** Every frame of a plan, of every pass. */
export function dueFrames(nodes: readonly PlanNode[]): readonly DueFrame[] {
  return nodes.flatMap((node) => dueOf(node, { ids: [], repeats: [], tries: [], branches: [], passes: [] }));
}

interface Around extends Omit<DueFrame, 'key'> {
  readonly passes: readonly number[];
}

function dueOf(node: PlanNode, around: Around): readonly DueFrame[] {
  const tries = node.node === 'try' ? [...around.tries, stepKey(node, around.passes)] : around.tries;
  const here = { ...around, tries, ids: [...around.ids, node.id] };
  if (node.node === 'repeat') {
    const key = stepKey(node, around.passes);
    return Array.from({ length: node.count ?? 0 }, (_, i) => i + 1).flatMap((pass) => {
      const inside = { ...here, passes: [...around.passes, pass], repeats: [...around.repeats, { key, pass }] };
      return node.steps.flatMap((child) => dueOf(child, inside));
    });
  }
  if (node.node === 'when') {
    return (['steps', 'else'] as const).flatMap((branch) =>
      node[branch].flatMap((child) =>
        dueOf(child, { ...here, branches: [...around.branches, { id: node.id, branch }] }),
      ),
    );
  }
  const own = framesOf(node).flatMap((set) =>
    Array.from({ length: set.count }, (_, i) => ({
      key: frameKey(set, around.passes, i + 1),
      ids: here.ids,
      repeats: here.repeats,
      tries: here.tries,
      branches: here.branches,
    })),
  );
  return [...own, ...insideOf(node).flatMap((child) => dueOf(child, here))];
}

/** Actions of the journal that leave frames out. */
const LEAVING = new Set(['finish', 'pass over', 'next target', 'skip']);

/** Whether a pass or a `try` around the frame was over: whoever asks for more in it later does not begin it again. */
export function isContainerOver(records: readonly JournalRecord[], { repeats, tries }: DueFrame): boolean {
  return (
    repeats.some(({ key, pass }) =>
      records.some((record) => record.type === 'pass' && record.key === key && record.n >= pass),
    ) ||
    tries.some((key) =>
      records.some((record) => record.type === 'end' && record.key === key && record.outcome === 'done'),
    )
  );
}

/** Why a frame was not taken, as the journal gives it; undefined when it says nothing. */
export function reasonFor(records: readonly JournalRecord[], frame: DueFrame): string | undefined {
  const names = [frame.key, ...frame.ids];
  /** Of the thing itself, of a pass of it, or of a part of it. */
  const isAbout = (key: string): boolean =>
    names.some((name) => key === name || ['@', '/', '#'].some((mark) => key.startsWith(`${name}${mark}`)));
  for (const record of records) {
    switch (record.type) {
      case 'end':
        if (record.outcome === 'skipped' && isAbout(record.key)) return record.reason ?? '';
        break;
      case 'decision':
        if (LEAVING.has(record.action) && isAbout(record.about)) return record.reason;
        break;
      case 'branch':
        if (frame.branches.some(({ id, branch }) => record.key.split('@')[0] === id && record.branch !== branch)) {
          return record.reason;
        }
        break;
      default:
    }
  }
  return undefined;
}

/** Whether a step before the frame was given up for the next target, and there is no target between the two. */
export function isBeforeNextTarget(
  records: readonly JournalRecord[],
  nodes: readonly PlanNode[],
  frame: DueFrame,
): boolean {
  const order = [...everyNode(nodes)];
  const at = order.findIndex(({ id }) => id === frame.ids.at(-1));
  return records.some((record) => {
    if (record.type !== 'decision' || record.action !== 'next target') return false;
    const from = order.findIndex(({ id }) => record.about.split(/[@#/]/u)[0] === id);
    return from >= 0 && from < at && !order.slice(from + 1, at + 1).some(({ node }) => node === 'target');
  });
}
