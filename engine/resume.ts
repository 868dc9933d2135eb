import type { Passes } from './machines/ports.js';
import type { Progress } from './journal/fold.js';
import { frameKey, type PlanNode, type StepNode, type TryNode } from './plan/plan.js';
import { insideOf } from './plan/walk.js';

/** The key of a step that is not a frame, of one pass through the repeats around it. */
export function stepKey(node: { readonly id: string }, passes: Passes): string {
  return `${node.id}${passes.map((pass) => `@${String(pass)}`).join('')}`;
}

/**
 * On taking up a plan again, whether a step need not be done because what follows it has overtaken it. Steps that set
 * something up are done again, since nobody knows what became of it meanwhile; but of several of one kind only the last
 * before the point where the work goes on, and none when all the work of the list is done. Steps done `once` are not
 * repeated when they have ended.
 */
export function isOvertaken(
  node: StepNode,
  siblings: readonly PlanNode[],
  passes: Passes,
  progress: Progress,
  resumeRule: 'repeat' | 'verify' | 'reconcile' | 'once',
): boolean {
  const at = siblings.indexOf(node);
  const later = siblings.slice(at + 1);
  if (resumeRule === 'once' && progress.ended.has(stepKey(node, passes))) return true;
  const begun = later.some((other) => workDone(other, passes, progress) !== 'none');
  if (!begun) return false;
  const goesOn = later.findIndex((other) => isWork(other) && workDone(other, passes, progress) !== 'all');
  if (goesOn < 0) return true;
  return later.slice(0, goesOn).some((other) => other.node === 'step' && other.kind === node.kind);
}

/** Whether a node has anything in it that remains done: frames, or passes. */
function isWork(node: PlanNode): boolean {
  if (node.node === 'parallel' || node.node === 'try' || node.node === 'when') return insideOf(node).some(isWork);
  return node.node !== 'step';
}

/**
 * Whether what is to be done in any case at the end of a `try` has been done, and no frame before it is left. One that
 * takes no frames only sets something up, and is done again like any other step.
 */
export function isTryOver(node: TryNode, passes: Passes, progress: Progress): boolean {
  return progress.ended.has(stepKey(node, passes)) && workIn(node.steps, passes, progress) === 'all';
}

type Work = 'none' | 'some' | 'all';

/** How much of the work of several nodes is done; `nothing` when there is no work in them. */
function workIn(nodes: readonly PlanNode[], passes: Passes, progress: Progress): Work | 'nothing' {
  const work = nodes.filter(isWork).map((node) => workDone(node, passes, progress));
  if (work.length === 0) return 'nothing';
  if (work.every((done) => done === 'all')) return 'all';
  return work.some((done) => done !== 'none') ? 'some' : 'none';
}

/** How much of the frames below a node is taken or given up. */
function workDone(node: PlanNode, passes: Passes, progress: Progress): Work {
  switch (node.node) {
    case 'step':
      return 'none';
    case 'expose':
    case 'target': {
      const sets = node.node === 'expose' ? [node.frames] : node.frames;
      let done = 0;
      let all = 0;
      for (const set of sets) {
        all += set.count;
        for (let n = 1; n <= set.count; n++) {
          const key = frameKey(set, passes, n);
          if (progress.files.has(key) || progress.outcomes.get(key) === 'skipped') done++;
        }
      }
      return done === 0 ? 'none' : done === all ? 'all' : 'some';
    }
    case 'repeat': {
      const key = stepKey(node, passes);
      const finished = progress.passes.get(key) ?? 0;
      if (node.count !== undefined && finished >= node.count) return 'all';
      const inner = node.steps.some((child) => workDone(child, [...passes, finished + 1], progress) !== 'none');
      return finished > 0 || inner ? 'some' : 'none';
    }
    case 'parallel':
    case 'choose': {
      const done = workIn(insideOf(node), passes, progress);
      return done === 'nothing' ? 'none' : done;
    }
    case 'try': {
      const done = workIn(insideOf(node), passes, progress);
      if (done === 'nothing') return 'none';
      // What is to be done in any case has to be done yet.
      return done === 'all' && !progress.ended.has(stepKey(node, passes)) ? 'some' : done;
    }
    case 'when': {
      const branch = progress.branches.get(stepKey(node, passes));
      if (branch === undefined) return 'none';
      const done = workIn(node[branch], passes, progress);
      return done === 'nothing' ? 'none' : done;
    }
  }
}
