import { ROLES, type Role } from '../rig.js';
import type { StepKind } from '../steps/step.js';
import type { AnyNode } from './plan.js';
import { framesOf } from './walk.js';

/** What a device of a role is called in a sentence. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  telescope: 'a telescope',
  camera: 'a camera',
  filterWheel: 'a filter wheel',
  focuser: 'a focuser',
  rotator: 'a rotator',
  dome: 'a dome or roof',
  safetyMonitor: 'a safety monitor',
  observingConditions: 'a weather station',
  coverCalibrator: 'a cover or calibrator',
  switch: 'a switch',
};

/** The devices that a node itself cannot do without; not those of the nodes in it. */
export function rolesOf(node: AnyNode, steps: ReadonlyMap<string, StepKind>): ReadonlySet<Role> {
  const roles = new Set<Role>(node.node === 'step' ? steps.get(node.kind)?.needs : []);
  if (node.node === 'target') roles.add('telescope');
  if (node.node === 'target' && node.focus !== undefined) roles.add('focuser');
  if ((node.node === 'target' || node.node === 'expose') && node.triggers?.focus) roles.add('focuser');
  for (const { filter } of framesOf(node)) {
    roles.add('camera');
    if (filter !== undefined) roles.add('filterWheel');
  }
  return roles;
}

/** The devices that a node commands or has to look at while it is under way. */
export function rolesHeldBy(node: AnyNode, steps: ReadonlyMap<string, StepKind>): ReadonlySet<Role> {
  if (node.node === 'step' && (node.kind === 'connect' || node.kind === 'disconnect')) return new Set(ROLES);
  const roles = new Set(rolesOf(node, steps));
  // A roof moves only over a parked mount, and a mount only below an open roof: each waits for the other.
  if (roles.has('telescope') || roles.has('dome')) roles.add('telescope').add('dome');
  // With the filter goes its focus.
  if (roles.has('filterWheel')) roles.add('focuser');
  return roles;
}
