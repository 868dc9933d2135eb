import type { Building } from './building.js';
import { nearNamed } from './catalogue/find.js';
import { candidate, choose } from './container-schemas.js';
import { frameName, frameSet } from './frames.js';
import type { ChooseNode, ChosenTarget, Position, TargetNode } from './plan.js';
import { positionByName } from './position.js';
import { target, type TargetBody } from './sequence-schema.js';
import type { StepItem, Surroundings } from './step-item.js';
import { triggersOf, withTriggers } from './trigger-schema.js';

export function buildTarget(item: StepItem, around: Surroundings, building: Building): readonly TargetNode[] {
  const body = building.valid(target, item);
  const position = body && positionOf(body, item, building);
  return position ? [targetNode(body, position, item, around, building)] : [];
}

export function buildChoose(item: StepItem, around: Surroundings, building: Building): readonly ChooseNode[] {
  const body = building.valid(choose, item);
  if (!body) return [];
  const base = building.base(item, around, 'choose');
  const inside = withTriggers({ ...around, onError: item.onError }, body);
  const targets = (item.body.entries?.get('targets')?.value.items ?? []).flatMap((one) => {
    const read = { kind: 'target', key: one.place, body: one, id: undefined, onError: item.onError };
    return chosenTarget(read, inside, building);
  });
  const title = `choose between ${String(targets.length)} targets`;
  return [{ node: 'choose', title, targets, ...(body.until && { until: body.until }), stay: body.stay, ...base }];
}

function chosenTarget(item: StepItem, around: Surroundings, building: Building): readonly ChosenTarget[] {
  const body = building.valid(candidate, item);
  const position = body && positionOf(body, item, building);
  return position ? [{ ...targetNode(body, position, item, around, building), priority: body.priority }] : [];
}

/** As it is given, or by the name. */
function positionOf({ position, name }: TargetBody, { body, key }: StepItem, building: Building): Position | undefined {
  if (position) return position;
  const known = positionByName(name);
  if (known) return known;
  const near = nearNamed(name);
  building.error({
    code: 'missing-key',
    message: `"${name}" has no position, and is not in the catalogue`,
    hint: near === undefined ? 'add `position: 00h42m44.3s +41d16m09s`' : `did you mean \`${near}\`?`,
    place: body.entries?.get('name')?.value.place ?? key,
  });
  return undefined;
}

function targetNode(
  body: TargetBody,
  position: Position,
  item: StepItem,
  around: Surroundings,
  building: Building,
): TargetNode {
  const { name, from, until, focus } = body;
  const { identities, defaults } = building;
  const base = building.base(item, around, name);
  const places = item.body.entries?.get('frames')?.value.items ?? [];
  const frames = body.frames.map((set, index) => {
    const at = places[index] ?? { place: item.key };
    return frameSet(set, defaults, identities.derive(`${base.id}/${frameName(set)}`, at.place), at);
  });
  const triggers = triggersOf(body, focus?.trigger, around.triggers);
  return {
    node: 'target',
    title: name,
    name,
    position,
    while: body.while ?? [],
    ...(from && { from }),
    ...(until && { until }),
    ...(focus?.position !== undefined && { focus: focus.position }),
    ...(body['meridian-crossing'] && { crossing: body['meridian-crossing'] }),
    ...(body.track && { track: body.track }),
    ...(triggers && { triggers }),
    frames,
    order: body.order === 'rotate' ? 'rotate' : 'in turn',
    ...base,
  };
}
