import type { Comparison, ErrorPolicy, FrameSet, Limit, PlanNode, TargetNode } from '../../engine/plan/plan.js';
import { everyNode, framesOf } from '../../engine/plan/walk.js';
import { localSiderealTime } from '../../sky/index.js';
import { choose, chosen, expose, frames, parallel, repeat, step, target, tryThen, when } from '../support/plans.js';
import type { Chance } from './chance.js';
import type { SeededPlace } from './seeded-place.js';

/** Steps of one night by chance: targets, darks and set-up, and containers around them. */
export class StepMaker {
  #targets = 0;
  #others = 0;

  constructor(
    private readonly chance: Chance,
    private readonly place: SeededPlace,
    private readonly start: number,
    private readonly onError: ErrorPolicy,
  ) {}

  all(): readonly PlanNode[] {
    const { chance } = this;
    const nodes: PlanNode[] = [chance.odds(0.45) ? this.#container() : this.target()];
    if (chance.odds(0.4)) nodes.push(chance.odds(0.25) ? this.#container() : this.target());
    if (chance.odds(0.35)) nodes.unshift(this.#setUp());
    if (chance.odds(0.25)) nodes.push(this.#darks());
    return nodes;
  }

  /** A target that crosses the meridian in the night, more often than not. */
  target(): TargetNode {
    const id = `t${String(this.#targets++)}`;
    return target(id, this.#sets(id), this.#facts());
  }

  #facts(): Partial<TargetNode> {
    const { chance, start, place, onError } = this;
    const { latitude, longitude } = place.site;
    const hourAngle = chance.odds(0.6) ? chance.between(-0.3, 0.05) : chance.between(-1.2, 0.6);
    const ra = (localSiderealTime(start, longitude) - hourAngle + 48) % 24;
    const dec = chance.between(-10, 55) * (latitude < 0 ? -1 : 1);
    return {
      position: { kind: 'equatorial', ra, dec, epoch: 'J2000' },
      order: chance.odds(0.5) ? 'rotate' : 'in turn',
      while: chance.odds(0.2) ? [{ quantity: 'altitude', comparison: '>', value: 20, text: '> 20 deg' }] : [],
      onError,
      ...(chance.odds(0.3) ? { focus: 5000 } : {}),
    };
  }

  #sets(id: string): readonly FrameSet[] {
    const { chance } = this;
    const set = (filter: string): FrameSet =>
      frames(`${id}/${filter}`, chance.whole(1, 4), { filter, exposure: chance.whole(20, 150) });
    return chance.odds(0.5) ? [set('L'), set('R')] : [set('L')];
  }

  #container(): PlanNode {
    const { chance } = this;
    const id = this.#id('c');
    switch (chance.one(['choose', 'repeat', 'when', 'try', 'parallel', 'nested'] as const)) {
      case 'choose': {
        const candidates = chance.some(chance.whole(2, 3), () => {
          const name = `t${String(this.#targets++)}`;
          return chosen(name, this.#sets(name), chance.whole(0, 1), this.#facts());
        });
        return choose(id, candidates, { stay: chance.one([0, 120, 600]), onError: this.onError });
      }
      case 'repeat':
        return this.#twice(id, [this.#others % 2 === 0 ? this.target() : this.#darks()]);
      case 'when':
        return this.#when(id, [this.target()]);
      case 'try':
        return tryThen(id, [this.target()], [chance.odds(0.5) ? this.#darks() : this.#step('filter', { name: 'L' })]);
      case 'parallel':
        return parallel(id, [this.target(), this.#setUp()]);
      case 'nested':
        return this.#twice(id, [this.#when(this.#id('c'), [this.#darks()]), this.#step('wait', { for: 5 })]);
    }
  }

  #twice(id: string, steps: readonly PlanNode[]): PlanNode {
    return repeat(id, steps, { count: 2, onError: this.onError });
  }

  #when(id: string, steps: readonly PlanNode[]): PlanNode {
    const limit = this.chance.one(LIMITS);
    return when(id, { if: [limit], steps, else: [this.#darks()], onError: this.onError });
  }

  #darks(): PlanNode {
    const id = this.#id('d');
    const { onError } = this;
    return expose(id, 2, { onError, frames: frames(id, this.chance.whole(1, 2), { type: 'dark', exposure: 20 }) });
  }

  #setUp(): PlanNode {
    return this.chance.odds(0.6) ? this.#step('cool', { to: 0, over: 60 }) : this.#step('focus', { position: 5100 });
  }

  #step(kind: string, body: object): PlanNode {
    return step(kind, { id: this.#id(kind), body, onError: { ...this.onError, then: 'skip' } });
  }

  #id(prefix: string): string {
    return `${prefix}${String(this.#others++)}`;
  }
}

const compare = (quantity: Comparison['quantity'], comparison: '<' | '>', value: number): Comparison => ({
  quantity,
  comparison,
  value,
  text: `${comparison} ${String(value)}`,
});
const LIMITS: readonly Limit[] = [
  { quantity: 'safe', comparison: 'is', value: true, text: 'true' },
  compare('moon-altitude', '>', -90),
  compare('moon-altitude', '>', 90),
  compare('humidity', '<', 101),
  compare('wind-gust', '<', 15),
];

/** The observer changes the plan between two runs: more frames of one set, fewer of another, a target more. */
export function edit(chance: Chance, nodes: readonly PlanNode[], one: () => TargetNode): readonly PlanNode[] {
  const edited = nodes.map((node) => editNode(chance, node));
  return chance.odds(0.15) ? [...edited, one()] : edited;
}

function editNode<N extends PlanNode>(chance: Chance, node: N): N {
  const all = <T extends PlanNode>(nodes: readonly T[]): readonly T[] => nodes.map((each) => editNode(chance, each));
  switch (node.node) {
    case 'target':
      return { ...node, frames: node.frames.map((set) => recount(chance, set)) };
    case 'expose':
      return { ...node, frames: recount(chance, node.frames) };
    case 'repeat':
    case 'parallel':
      return { ...node, steps: all(node.steps) };
    case 'when':
      return { ...node, steps: all(node.steps), else: all(node.else) };
    case 'try':
      return { ...node, steps: all(node.steps), finally: all(node.finally) };
    case 'choose':
      return { ...node, targets: all(node.targets) };
    case 'step':
      return node;
  }
}

function recount(chance: Chance, set: FrameSet): FrameSet {
  return { ...set, count: Math.max(1, set.count + chance.whole(-1, 2)) };
}

/** ms of all exposures of a plan */
export function exposureOf(nodes: readonly PlanNode[]): number {
  let total = 0;
  for (const node of everyNode(nodes)) {
    for (const { count, exposure } of framesOf(node)) total += count * exposure * 1000;
  }
  return total;
}

/** The kinds of nodes in a plan, for those who count. */
export function nodeKinds(nodes: readonly PlanNode[]): ReadonlySet<string> {
  return new Set([...everyNode(nodes)].map(({ node }) => node));
}
