import { everyNode } from './walk.js';
import type { Observatory } from './observatory.js';
import type { Place, Plan, AnyNode } from './plan.js';
import type { Problem } from './problem.js';

/** What is legal, and yet seldom meant. */
export function checkDoubts(plan: Plan, observatory: Observatory): readonly Problem[] {
  const top: Place = { file: plan.file, line: 1, column: 1, length: 1 };
  const doubts: Problem[] = [];
  const doubt = (message: string, hint: string, place = top): void => {
    doubts.push({ severity: 'warning', code: 'doubtful', message, hint, place });
  };
  const has = (nodes: readonly AnyNode[], kind: string): boolean =>
    [...everyNode(nodes)].some((node) => node.node === 'step' && node.kind === kind);
  const find = (nodes: readonly AnyNode[], kind: string): Place | undefined =>
    [...everyNode(nodes)].find((node) => node.node === 'step' && node.kind === kind)?.place;
  const { devices } = observatory;
  const all = [...plan.startup, ...plan.steps, ...plan.shutdown];
  if (!has(all, 'connect')) {
    doubt('no step connects the devices', 'add `- connect` as the first step of `startup`');
  }
  if (devices.telescope && !has(plan.shutdown, 'park')) {
    doubt(
      'the shutdown does not park the mount',
      'add `- park` to `shutdown`; it is parked in any case when the night ends',
    );
  }
  const opened = find(all, 'open');
  if (devices.dome && opened && !has(plan.shutdown, 'close')) {
    doubt(
      'the shutdown does not close the roof that the plan opens',
      'add `- close` to `shutdown`, after `- park`',
      opened,
    );
  }
  if (devices.dome && devices.telescope && has(plan.shutdown, 'park') && has(plan.shutdown, 'close')) {
    const [first] = plan.shutdown.filter((node) => node.node === 'step' && ['park', 'close'].includes(node.kind));
    if (first?.node === 'step' && first.kind === 'close' && !observatory.safety.roofClearsTelescope) {
      doubt('the roof is closed before the mount is parked', 'put `- park` before `- close`', first.place);
    }
  }
  const cooled = find(all, 'cool');
  if (cooled && !has(plan.shutdown, 'warm')) {
    doubt('the camera is cooled and never warmed', 'add `- warm: { over: 10 min }` to `shutdown`', cooled);
  }
  if (devices.dome && !devices.safetyMonitor) {
    doubt(
      `the observatory "${observatory.name}" has no safety monitor: nobody tells Nocturne that it rains`,
      'name one under `devices:` as `safety-monitor`',
    );
  }
  return doubts;
}
