import type { Role } from '../rig.js';
import type { StepKind } from '../steps/step.js';
import { isOfTheStation } from './foreseen.js';
import { isOfTheTarget } from './target-values.js';
import { formatLimit } from './limit.js';
import { limitsOf } from './limits-of.js';
import type { Observatory } from './observatory.js';
import { ROLE_NAMES, rolesHeldBy } from './plan-roles.js';
import type { AnyNode, ParallelNode, Plan } from './plan.js';
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
    ...limitsTheWrongWayRound(node),
    ...trackWithoutBody(node),
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

/** What is kept high, far and dark is seldom meant to be kept low, near and bright. */
const USUAL: Readonly<Partial<Record<string, '<' | '>'>>> = {
  altitude: '>',
  'above-horizon': '>',
  airmass: '<',
  'moon-separation': '>',
  'sun-altitude': '<',
};

function limitsTheWrongWayRound(node: AnyNode): readonly Problem[] {
  // What a branch asks before it does something else may be either.
  if (node.node !== 'target') return [];
  return node.while.flatMap((limit): readonly Problem[] => {
    const usual = USUAL[limit.quantity];
    const written = formatLimit(limit);
    if (usual === undefined || !/^[<>]/u.test(written) || written.startsWith(usual)) return [];
    const turned = `${limit.quantity}: "${written.replace(/^[<>]/u, usual)}"`;
    return [
      {
        severity: 'warning',
        code: 'doubtful',
        message: `${node.name} is imaged only while its ${limit.quantity} is ${written}`,
        hint: `did you mean \`${turned}\`?`,
        place: node.place,
      },
    ];
  });
}

function trackWithoutBody(node: AnyNode): readonly Problem[] {
  if (node.node !== 'target' || node.track === undefined || node.position.kind === 'body') return [];
  const message = `"track" is for planets, the moon, comets and asteroids, and ${node.name} is none: it changes nothing`;
  return [{ severity: 'warning', code: 'doubtful', message, hint: 'take `track` out', place: node.place }];
}
