import type { StepKind } from '../steps/step.js';
import { checkBodies } from './check-bodies.js';
import { checkContainers } from './check-containers.js';
import { checkFrames } from './check-frames.js';
import { checkNames } from './check-names.js';
import { checkOrder } from './check-order.js';
import { checkSky } from './check-sky.js';
import { everyNodeOf, framesOf } from './walk.js';
import { isSameFilter } from './frames.js';
import { nearName } from '../../devices/near-name.js';
import type { Observatory } from './observatory.js';
import { DEVICE_KEYS } from './observatory-schema.js';
import type { Place, Plan } from './plan.js';
import { ROLE_NAMES, rolesOf } from './plan-roles.js';
import { inReadingOrder, type Problem, topOf } from './problem.js';
import type { NightDate } from './times.js';

export interface CheckOptions {
  readonly steps: ReadonlyMap<string, StepKind>;
  /** The night that the plan is checked for; without it the sky is left out. */
  readonly date?: NightDate;
  /** What the wheel calls its filters, when it is known; the observatory file's own names come first. */
  readonly filters?: readonly string[];
  /** Nothing is imaged before: the moment of a run that begins in the middle of the night. */
  readonly now?: number;
}

/** What can be said of a plan at an observatory without asking a device: errors, and warnings of what is doubtful. */
export function checkPlan(plan: Plan, observatory: Observatory, options: CheckOptions): readonly Problem[] {
  const names = observatory.filters?.map(({ name }) => name) ?? options.filters;
  const problems = [
    ...checkRoles(plan, observatory, options.steps),
    ...checkContainers(plan, observatory, options.steps),
    ...(names && observatory.devices.filterWheel ? checkFilters(plan, names) : []),
    ...(options.date === undefined ? [] : checkSky(plan, observatory, { ...options, date: options.date })),
    ...(options.date === undefined ? [] : checkBodies(plan, observatory, options.date)),
    ...checkNames(plan),
    ...checkFrames(plan, observatory),
    ...checkOrder(plan, observatory, options.steps),
    ...unwatched(observatory, plan),
  ];
  return inReadingOrder(problems);
}

/** The filters a plan asks for that a wheel does not have. Also for when the wheel has been connected. */
export function checkFilters(plan: Plan, names: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  const check = (name: string, place: Place): void => {
    if (names.some((known) => isSameFilter(known, name))) return;
    const near = nearName(name, names);
    problems.push({
      severity: 'error',
      code: 'observatory',
      message: `the wheel has no filter "${name}"`,
      hint: near === undefined ? `its filters are ${names.join(', ')}` : `did you mean \`${near}\`?`,
      place,
    });
  };
  for (const node of everyNodeOf(plan)) {
    for (const set of framesOf(node)) if (set.filter !== undefined) check(set.filter, set.filterPlace ?? set.place);
    if (node.node === 'step' && node.kind === 'filter') check(filterOf(node.body), node.place);
  }
  return problems;
}

function filterOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'name' in body && typeof body.name === 'string' ? body.name : '';
}

function checkRoles(plan: Plan, observatory: Observatory, steps: ReadonlyMap<string, StepKind>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const node of everyNodeOf(plan)) {
    for (const role of rolesOf(node, steps)) {
      if (observatory.devices[role]) continue;
      const key = Object.entries(DEVICE_KEYS).find(([, each]) => each === role)?.[0] ?? role;
      problems.push({
        severity: 'error',
        code: 'observatory',
        message: `"${node.title}" needs ${ROLE_NAMES[role]}, and the observatory "${observatory.name}" has none`,
        hint: `name it under \`devices:\` as \`${key}\`, or take the step out`,
        place: node.place,
      });
    }
  }
  return problems;
}

function unwatched({ name, devices, safety }: Observatory, { file }: Plan): readonly Problem[] {
  if (!devices.dome || devices.safetyMonitor || safety.conditions || safety.file) return [];
  const message = `the observatory "${name}" has no safety monitor: nobody tells Nocturne that it rains`;
  const place = topOf(file);
  return [
    {
      severity: 'warning',
      code: 'doubtful',
      message,
      hint: 'name one under `devices:` as `safety-monitor`, or say under `safety:` what the weather must be',
      place,
    },
  ];
}
