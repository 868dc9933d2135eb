import type { Building } from './building.js';
import { group, parallel, repeat, tryBody, when } from './container-schemas.js';
import { formatLimits } from './limit.js';
import type { ParallelNode, PlanNode, RepeatNode, TryNode, WhenNode } from './plan.js';
import { alternatives } from './quantity.js';
import type { StepItem, Surroundings } from './step-item.js';
import { formatTime } from './time-expression.js';
import { withTriggers } from './trigger-schema.js';

export function buildRepeat(item: StepItem, around: Surroundings, building: Building): readonly RepeatNode[] {
  const body = building.valid(repeat, item);
  if (!body) return [];
  const { count, until } = body;
  if (count === undefined && !until && !body.while) {
    const hint = `give it ${alternatives(['count', 'until', 'while'])}`;
    return building.error({
      code: 'missing-key',
      message: '"repeat" does not say when it ends',
      hint,
      place: item.key,
    });
  }
  const title = [
    'repeat',
    [
      ...(count === undefined ? [] : [`${String(count)} times`]),
      ...(until ? [`until ${formatTime(until)}`] : []),
      ...(body.while ? [`while ${formatLimits(body.while)}`] : []),
    ].join(', '),
  ].join(' ');
  const base = building.base(item, around, title);
  const steps = building.inside(item, 'steps', withTriggers(around, body));
  return [
    {
      node: 'repeat',
      title,
      ...(count !== undefined && { count }),
      ...(until && { until }),
      ...(body.while && { while: body.while }),
      steps,
      ...base,
    },
  ];
}

export function buildParallel(item: StepItem, around: Surroundings, building: Building): readonly ParallelNode[] {
  if (!building.valid(parallel, item)) return [];
  const base = building.base(item, around, 'parallel');
  const inside = { ...around, onError: item.onError };
  const steps = (item.body.items ?? []).flatMap((one): readonly PlanNode[] => {
    const nodes = building.list({ ...item.body, items: [one] }, inside);
    if (nodes.length < 2) return nodes;
    // What `sequence` or `use` puts in place is one branch: its steps come one after the other.
    const id = building.identities.derive(`${base.id}/in turn`, one.place);
    const { onError } = item;
    return [{ node: 'try', title: 'in turn', steps: nodes, finally: [], id, place: one.place, onError }];
  });
  return [{ node: 'parallel', title: 'in parallel', steps, ...base }];
}

export function buildWhen(item: StepItem, around: Surroundings, building: Building): readonly WhenNode[] {
  const body = building.valid(when, item);
  if (!body) return [];
  const title = `when ${formatLimits(body.if)}`;
  const base = building.base(item, around, title);
  const steps = building.inside(item, 'steps', around);
  return [{ node: 'when', title, if: body.if, steps, else: building.inside(item, 'else', around), ...base }];
}

export function buildTry(item: StepItem, around: Surroundings, building: Building): readonly TryNode[] {
  if (!building.valid(tryBody, item)) return [];
  const base = building.base(item, around, 'try');
  const steps = building.inside(item, 'steps', around);
  // What is done in any case goes on to its next step when one fails.
  const last = building.inside(item, 'finally', around, { ...item.onError, then: 'skip' });
  return [{ node: 'try', title: 'try', steps, finally: last, ...base }];
}

/** Steps taken as one; what they are put in place as is no node of its own. */
export function buildSequence(item: StepItem, around: Surroundings, building: Building): readonly PlanNode[] {
  const body = building.valid(group, item);
  if (!body) return [];
  const inside = { ...around, onError: item.onError };
  if (item.body.items) return building.list(item.body, inside);
  return building.inside(item, 'steps', Array.isArray(body) ? inside : withTriggers(inside, body));
}
