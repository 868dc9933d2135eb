import type { Role } from '../rig.js';
import type { StepKind } from '../steps/step.js';
import { isOfTheStation } from './foreseen.js';
import { isOfTheTarget } from './limit-values.js';
import type { Observatory } from './observatory.js';
import { ROLE_NAMES, rolesHeldBy } from './plan-roles.js';
import type { AnyNode, Limit, ParallelNode, Plan } from './plan.js';
import type { Problem } from './problem.js';
import { everyNode, everyNodeOf } from './walk.js';

/** Branches that get in each other's way, and limits that can never hold where they stand. */
export function checkContainers(
  plan: Plan,
  observatory: Observatory,
  steps: ReadonlyMap<string, StepKind>,
): readonly Problem[] {
  return everyNodeOf(plan).flatMap((node) => [
    ...(node.node === 'parallel' ? sharedDevices(node, steps) : []),
    ...limitsWithoutTarget(node),
    ...limitsWithoutStation(node, observatory),
  ]);
}

/** Of all that two branches may want at once, the mount is what must not be shared: frames would be of somewhere else. */
function sharedDevices({ steps: branches }: ParallelNode, kinds: ReadonlyMap<string, StepKind>): readonly Problem[] {
  const problems: Problem[] = [];
  const holders = new Map<Role, AnyNode>();
  for (const branch of branches) {
    const roles = new Set([...everyNode([branch])].flatMap((node) => [...rolesHeldBy(node, kinds)]));
    const shared = [...roles].find((role) => holders.has(role));
    const other = shared && holders.get(shared);
    if (shared && other) {
      const mount = shared === 'telescope' || shared === 'dome';
      const what = mount ? 'the mount and the roof, which depend on each other' : ROLE_NAMES[shared].slice(2);
      problems.push({
        severity: mount ? 'error' : 'warning',
        code: mount ? 'wrong-value' : 'doubtful',
        message: `"${branch.title}" cannot go on beside "${other.title}": both need ${mount ? what : `the ${what}`}`,
        hint: 'put them into one branch: `- sequence: [first, second]`',
        place: branch.place,
        related: [{ message: 'it is this one', place: other.place }],
      });
    }
    for (const role of roles) if (!holders.has(role)) holders.set(role, branch);
  }
  return problems;
}

function limitsOf(node: AnyNode): readonly Limit[] {
  switch (node.node) {
    case 'when':
      return node.if;
    case 'repeat':
    case 'target':
      return node.while ?? [];
    case 'step':
    case 'expose':
    case 'parallel':
    case 'try':
    case 'choose':
      return [];
  }
}

function limitsWithoutTarget(node: AnyNode): readonly Problem[] {
  if (node.node === 'target') return [];
  return limitsOf(node)
    .filter(({ quantity }) => isOfTheTarget(quantity))
    .map(({ quantity }) => ({
      severity: 'error',
      code: 'wrong-value',
      message: `"${quantity}" is of a target, and "${node.node}" stands for none: it would never hold`,
      hint: `put \`${quantity}\` under \`while:\` of a target; ${node.node} knows the sun, the moon, times, weather, safe and frames-done`,
      place: node.place,
    }));
}

function limitsWithoutStation(node: AnyNode, observatory: Observatory): readonly Problem[] {
  if (observatory.devices.observingConditions) return [];
  return limitsOf(node)
    .filter(({ quantity }) => isOfTheStation(quantity))
    .map(({ quantity }) => ({
      severity: 'error',
      code: 'observatory',
      message: `"${quantity}" is told by a weather station, and the observatory "${observatory.name}" has none`,
      hint: 'name it under `devices:` as `observing-conditions`, or take the limit out',
      place: node.place,
    }));
}
