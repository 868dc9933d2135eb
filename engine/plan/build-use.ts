import { type Block, type BlockLibrary, filledIn } from './blocks.js';
import type { Building } from './building.js';
import type { Located } from './document.js';
import { nearName } from '../../devices/near-name.js';
import type { Place, PlanNode } from './plan.js';
import type { Problem } from './problem.js';
import { use } from './sequence-schema.js';
import type { StepItem, Surroundings } from './step-item.js';

/** Blocks that blocks may put in place, all in all: more is a plan that puts itself in place in a roundabout way. */
const MOST_USES = 1000;
/** Steps that they may put in place. */
const MOST_STEPS = 50_000;

/** Puts the steps of blocks in place, with the values of their parameters. */
export class BlockUser {
  readonly #using: Block[] = [];
  readonly #used = new Set<Block>();
  #uses = 0;
  #steps = 0;

  constructor(
    readonly blocks: BlockLibrary,
    readonly building: Building,
    readonly problems: Problem[],
  ) {}

  use(item: StepItem, around: Surroundings): readonly PlanNode[] {
    const { building } = this;
    const body = building.valid(use, item);
    const place = item.body.entries?.get('block')?.value.place ?? item.body.place;
    const source = item.body.entries?.get('from')?.value.place ?? place;
    const block = body && this.blocks.find(body.block, body.from, place, source);
    if (!body || !block) return [];
    if (this.#using.includes(block)) {
      return building.error({ code: 'include', message: `the block "${block.name}" uses itself`, place });
    }
    this.#steps += block.steps.items?.length ?? 0;
    if (++this.#uses > MOST_USES) {
      const message = `blocks are used more than ${String(MOST_USES)} times`;
      return this.#uses > MOST_USES + 1 ? [] : building.error({ code: 'include', message, place });
    }
    if (this.#steps > MOST_STEPS) {
      const message = `blocks put more than ${MOST_STEPS.toLocaleString('en')} steps in place`;
      this.#uses = MOST_USES + 1;
      return building.error({ code: 'include', message, place });
    }
    const values = this.#arguments(block, item, place);
    if (!values) return [];
    const { id } = building.base(item, around, block.name);
    const before = this.problems.length;
    this.#using.push(block);
    const nodes = this.#nodes(block, values, { ...around, onError: item.onError, block: `${id}/` });
    this.#using.pop();
    for (const [index, problem] of this.problems.entries()) {
      if (index < before) continue;
      const related = [
        ...(problem.related ?? []),
        { message: `the block "${block.name}" is used here`, place: item.key },
      ];
      this.problems[index] = { ...problem, related };
    }
    return nodes;
  }

  /** Reads the blocks of the plan that nothing uses, with their defaults: their mistakes are mistakes all the same. */
  checkUnused(around: Surroundings): void {
    for (const block of this.blocks.own.values()) {
      const defaults = [...block.parameters].flatMap(([name, value]) => (value ? [[name, value] as const] : []));
      if (this.#used.has(block) || defaults.length < block.parameters.size) continue;
      this.#using.push(block);
      this.#nodes(block, new Map(defaults), { ...around, block: `${block.name}/` });
      this.#using.pop();
    }
  }

  #nodes(block: Block, values: ReadonlyMap<string, Located>, around: Surroundings): readonly PlanNode[] {
    this.#used.add(block);
    const before = this.problems.length;
    const steps = filledIn(block.steps, values, this.problems);
    return this.problems.length > before ? [] : this.building.list(steps, around);
  }

  #arguments(block: Block, item: StepItem, place: Place): ReadonlyMap<string, Located> | undefined {
    const given = item.body.entries?.get('with')?.value.entries;
    const values = new Map<string, Located>();
    let complete = true;
    for (const [name, fallback] of block.parameters) {
      const value = given?.get(name)?.value ?? fallback;
      if (value) values.set(name, value);
      else {
        complete = false;
        const message = `the block "${block.name}" needs a value for "${name}"`;
        this.building.error({ code: 'include', message, hint: `add \`with: { ${name}: ... }\``, place });
      }
    }
    for (const [name, { key }] of given ?? []) {
      if (block.parameters.has(name)) continue;
      const near = nearName(name, block.parameters.keys());
      const known = [...block.parameters.keys()];
      const hint = near ? `did you mean \`${near}\`?` : `its parameters are ${known.join(', ') || 'none'}`;
      const message = `the block "${block.name}" has no parameter "${name}"`;
      this.building.error({ code: 'unknown-key', message, hint, place: key });
      complete = false;
    }
    return complete ? values : undefined;
  }
}
