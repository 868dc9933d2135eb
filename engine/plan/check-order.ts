import type { StepKind } from '../steps/step.js';
import type { Observatory } from './observatory.js';
import { rolesOf } from './plan-roles.js';
import type { AnyNode, Plan } from './plan.js';
import { type Problem, topOf } from './problem.js';
import { everyNode, everyNodeOf, framesOf } from './walk.js';

/** What is opened and never closed, cooled and never warmed, used before it is connected: legal, and seldom meant. */
export function checkOrder(
  plan: Plan,
  observatory: Observatory,
  steps: ReadonlyMap<string, StepKind>,
): readonly Problem[] {
  const doubts: Problem[] = [];
  const top = topOf(plan.file);
  const doubt = (message: string, hint: string, place = top): void => {
    doubts.push({ severity: 'warning', code: 'doubtful', message, hint, place });
  };
  const all = everyNodeOf(plan);
  const shutdown = [...everyNode(plan.shutdown)];
  const find = (kind: string, among: readonly AnyNode[] = all): AnyNode | undefined => among.find(isStep(kind));
  const { devices, safety } = observatory;

  const connect = all.findIndex(isStep('connect'));
  const early = all.slice(0, Math.max(0, connect)).find((node) => rolesOf(node, steps).size > 0);
  if (connect < 0) doubt('no step connects the devices', 'add `- connect` as the first step of `startup`');
  if (early) doubt(`"${early.title}" comes before the devices are connected`, 'put `- connect` first', early.place);

  const lights = all.find((node) => framesOf(node).some(({ type }) => type === 'light'));
  const pointing = all.find((node) => node.node === 'target' || isStep('slew')(node));
  if (devices.telescope && pointing && !find('unpark')) {
    const hint = 'add `- unpark` to `startup`: every night begins with the mount parked';
    doubt(`"${pointing.title}" points the mount, and no step unparks it`, hint, pointing.place);
  }
  if (devices.dome && lights && !find('open')) {
    const hint = 'add `- open` to `startup`: every night begins with the roof closed';
    doubt(`"${lights.title}" takes light frames, and no step opens the roof`, hint, lights.place);
  }

  const [park, close] = [find('park', shutdown), find('close', shutdown)];
  const opened = find('open');
  if (devices.telescope && !park) {
    const hint = 'add `- park` to `shutdown`; it is parked in any case when the night ends';
    doubt('the shutdown does not park the mount', hint);
  }
  if (devices.dome && opened && !close) {
    const hint = 'add `- close` to `shutdown`, after `- park`';
    doubt('the shutdown does not close the roof that the plan opens', hint, opened.place);
  }
  const closesFirst = park && close && shutdown.indexOf(close) < shutdown.indexOf(park);
  if (devices.dome && devices.telescope && closesFirst && !safety.roofClearsTelescope) {
    doubt('the roof is closed before the mount is parked', 'put `- park` before `- close`', close.place);
  }
  const cooled = find('cool');
  if (cooled && !find('warm', shutdown)) {
    doubt('the camera is cooled and never warmed', 'add `- warm: { over: 10 min }` to `shutdown`', cooled.place);
  }
  const gone = shutdown.findIndex(isStep('disconnect'));
  const late = gone < 0 ? undefined : shutdown.slice(gone + 1).find((node) => rolesOf(node, steps).size > 0);
  if (late) {
    doubt(`"${late.title}" comes after the devices are disconnected`, 'put `- disconnect` last', late.place);
  }
  return doubts;
}

function isStep(kind: string): (node: AnyNode) => boolean {
  return (node) => node.node === 'step' && node.kind === kind;
}
