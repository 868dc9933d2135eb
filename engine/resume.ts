import type { Passes } from './machines/ports.js';
import type { Progress } from './journal/fold.js';
import { frameKey, type PlanNode, type StepNode } from './plan/plan.js';

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

function isWork(node: PlanNode): boolean {
  return node.node !== 'step';
}

/** How much of the frames below a node is taken or given up. */
function workDone(node: PlanNode, passes: Passes, progress: Progress): 'none' | 'some' | 'all' {
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
  }
}
