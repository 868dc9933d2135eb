import type { z } from 'zod';
import type { StepKind } from '../steps/step.js';
import { type BlockLibrary, type Block, filledIn } from './blocks.js';
import { nearNamed } from './catalogue/find.js';
import { candidate, choose, group, parallel, repeat, tryBody, when } from './container-schemas.js';
import { CONTAINER_KINDS, type ContainerKind } from './containers.js';
import type { Located } from './document.js';
import { type FrameDefaults, frameName, frameSet, frameTitle } from './frames.js';
import { type Identities, slug } from './identity.js';
import { nearName } from './near-name.js';
import { OrbitFiles } from './orbits/orbit-file.js';
import type { AnyNode, ChosenTarget, ErrorPolicy, Limit, Place, PlanNode, Position, TargetNode } from './plan.js';
import { positionByName } from './position.js';
import type { Problem } from './problem.js';
import { alternatives } from './quantity.js';
import { frame, target, type TargetBody, use } from './sequence-schema.js';
import { type StepItem, StepItemReader, type Surroundings } from './step-item.js';
import { triggersOf } from './trigger-schema.js';
import { validate } from './validate.js';

/** Blocks that blocks may put in place, all in all: more is a plan that puts itself in place in a roundabout way. */
const MOST_USES = 1000;

type Base = Pick<PlanNode, 'id' | 'place' | 'onError'>;

/** Builds the nodes of a plan from the lists of steps in a document, and gathers what is wrong with them. */
export class NodeBuilder {
  readonly #items: StepItemReader;
  readonly #orbits: OrbitFiles;
  readonly #using: Block[] = [];
  readonly #used = new Set<Block>();
  #uses = 0;

  constructor(
    readonly steps: ReadonlyMap<string, StepKind>,
    readonly identities: Identities,
    readonly defaults: FrameDefaults,
    readonly blocks: BlockLibrary,
    readonly problems: Problem[],
  ) {
    this.#items = new StepItemReader([...steps.keys(), ...CONTAINER_KINDS], identities, problems);
    this.#orbits = new OrbitFiles(blocks.file, problems, blocks.sources);
  }

  list(list: Located | undefined, around: Surroundings): readonly PlanNode[] {
    return (list?.items ?? []).flatMap((item) => {
      const read = this.#items.read(item, around);
      return read ? this.#nodes(read, around) : [];
    });
  }

  #error(problem: Omit<Problem, 'severity'>): readonly [] {
    this.problems.push({ severity: 'error', ...problem });
    return [];
  }

  #valid<T>(schema: z.ZodType<T>, { body, kind, key }: StepItem): T | undefined {
    const complete = this.#orbits.putIn(body);
    if (!complete) return undefined;
    const result = validate(schema, complete, kind, key);
    if (result.ok) return result.value;
    this.problems.push(...result.problems);
    return undefined;
  }

  #base({ id, key, onError }: StepItem, { block, section }: Surroundings, name: string): Base {
    return { id: id ?? this.identities.derive(`${block ?? section}${slug(name)}`, key), place: key, onError };
  }

  /** One node, or those that `sequence` and `use` put in place. */
  #nodes(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const kind = this.steps.get(item.kind);
    if (kind) return this.#step(kind, item, around);
    switch (item.kind as ContainerKind) {
      case 'expose':
        return this.#expose(item, around);
      case 'target':
        return this.#target(item, around);
      case 'repeat':
        return this.#repeat(item, around);
      case 'parallel':
        return this.#parallel(item, around);
      case 'when':
        return this.#when(item, around);
      case 'try':
        return this.#try(item, around);
      case 'choose':
        return this.#choose(item, around);
      case 'sequence':
        return this.#sequence(item, around);
      case 'use':
        return this.#use(item, around);
    }
  }

  #step(kind: StepKind, item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(kind.schema, item);
    if (body === undefined) return [];
    const title = kind.title(body);
    const bare = item.body.entries?.size === 0;
    return [{ node: 'step', kind: item.kind, body, title, ...this.#base(item, around, bare ? item.kind : title) }];
  }

  #expose(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(frame, item);
    if (!body) return [];
    const base = this.#base(item, around, `expose ${frameName(body)}`);
    const frames = frameSet(body, this.defaults, base.id, { ...item.body, place: item.key });
    const { triggers } = around;
    return [{ node: 'expose', title: frameTitle(frames), frames, ...(triggers && { triggers }), ...base }];
  }

  #target(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(target, item);
    const position = body && this.#position(body, item);
    return position ? [this.#targetNode(body, position, item, around)] : [];
  }

  /** As it is given, or by the name. */
  #position({ position, name }: TargetBody, { body, key }: StepItem): Position | undefined {
    if (position) return position;
    const known = positionByName(name);
    if (known) return known;
    const near = nearNamed(name);
    this.#error({
      code: 'missing-key',
      message: `"${name}" has no position, and is not in the catalogue`,
      hint: near === undefined ? 'add `position: 00h42m44.3s +41d16m09s`' : `did you mean \`${near}\`?`,
      place: body.entries?.get('name')?.value.place ?? key,
    });
    return undefined;
  }

  #targetNode(body: TargetBody, position: Position, item: StepItem, around: Surroundings): TargetNode {
    const { name, from, until, focus } = body;
    const base = this.#base(item, around, name);
    const places = item.body.entries?.get('frames')?.value.items ?? [];
    const frames = body.frames.map((set, index) => {
      const at = places[index] ?? { place: item.key };
      return frameSet(set, this.defaults, this.identities.derive(`${base.id}/${frameName(set)}`, at.place), at);
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
      ...(triggers && { triggers }),
      frames,
      order: body.order === 'rotate' ? 'rotate' : 'in turn',
      ...base,
    };
  }

  /** The steps in a container, which inherit its error policy and its triggers. */
  #inside(item: StepItem, key: string, around: Surroundings, onError: ErrorPolicy = item.onError): readonly PlanNode[] {
    return this.list(item.body.entries?.get(key)?.value, { ...around, onError });
  }

  #repeat(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(repeat, item);
    if (!body) return [];
    const { count, until } = body;
    if (count === undefined && !until && !body.while) {
      const hint = `give it ${alternatives(['count', 'until', 'while'])}`;
      return this.#error({ code: 'missing-key', message: '"repeat" does not say when it ends', hint, place: item.key });
    }
    const title = [
      'repeat',
      [
        ...(count === undefined ? [] : [`${String(count)} times`]),
        ...(until ? [`until ${until.text}`] : []),
        ...(body.while ? [`while ${limitsText(body.while)}`] : []),
      ].join(', '),
    ].join(' ');
    const base = this.#base(item, around, title);
    const steps = this.#inside(item, 'steps', this.#withTriggers(around, body));
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

  #withTriggers(
    around: Surroundings,
    body: Parameters<typeof triggersOf>[0] & { readonly focus?: Parameters<typeof triggersOf>[1] },
  ): Surroundings {
    const triggers = triggersOf(body, body.focus, around.triggers);
    return triggers ? { ...around, triggers } : around;
  }

  #parallel(item: StepItem, around: Surroundings): readonly AnyNode[] {
    if (!this.#valid(parallel, item)) return [];
    const base = this.#base(item, around, 'parallel');
    const inside = { ...around, onError: item.onError };
    const steps = (item.body.items ?? []).flatMap((one): readonly PlanNode[] => {
      const nodes = this.list({ ...item.body, items: [one] }, inside);
      if (nodes.length < 2) return nodes;
      // What `sequence` or `use` puts in place is one branch: its steps come one after the other.
      const id = this.identities.derive(`${base.id}/in turn`, one.place);
      const { onError } = item;
      return [{ node: 'try', title: 'in turn', steps: nodes, finally: [], id, place: one.place, onError }];
    });
    return [{ node: 'parallel', title: 'in parallel', steps, ...base }];
  }

  #when(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(when, item);
    if (!body) return [];
    const title = `when ${limitsText(body.if)}`;
    const base = this.#base(item, around, title);
    const steps = this.#inside(item, 'steps', around);
    return [{ node: 'when', title, if: body.if, steps, else: this.#inside(item, 'else', around), ...base }];
  }

  #try(item: StepItem, around: Surroundings): readonly AnyNode[] {
    if (!this.#valid(tryBody, item)) return [];
    const base = this.#base(item, around, 'try');
    const steps = this.#inside(item, 'steps', around);
    // What is done in any case goes on to its next step when one fails.
    const last = this.#inside(item, 'finally', around, { ...item.onError, then: 'skip' });
    return [{ node: 'try', title: 'try', steps, finally: last, ...base }];
  }

  #choose(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(choose, item);
    if (!body) return [];
    const base = this.#base(item, around, 'choose');
    const inside = this.#withTriggers({ ...around, onError: item.onError }, body);
    const targets = (item.body.entries?.get('targets')?.value.items ?? []).flatMap((one) => {
      const read = { kind: 'target', key: one.place, body: one, id: undefined, onError: item.onError };
      return this.#candidate(read, inside);
    });
    const title = `choose between ${String(targets.length)} targets`;
    return [{ node: 'choose', title, targets, ...(body.until && { until: body.until }), stay: body.stay, ...base }];
  }

  #candidate(item: StepItem, around: Surroundings): readonly ChosenTarget[] {
    const body = this.#valid(candidate, item);
    const position = body && this.#position(body, item);
    return position ? [{ ...this.#targetNode(body, position, item, around), priority: body.priority }] : [];
  }

  #sequence(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(group, item);
    if (!body) return [];
    const inside = { ...around, onError: item.onError };
    if (item.body.items) return this.list(item.body, inside);
    return this.#inside(item, 'steps', Array.isArray(body) ? inside : this.#withTriggers(inside, body));
  }

  #use(item: StepItem, around: Surroundings): readonly AnyNode[] {
    const body = this.#valid(use, item);
    const place = item.body.entries?.get('block')?.value.place ?? item.body.place;
    const source = item.body.entries?.get('from')?.value.place ?? place;
    const block = body && this.blocks.find(body.block, body.from, place, source);
    if (!body || !block) return [];
    if (this.#using.includes(block)) {
      const message = `the block "${block.name}" uses itself`;
      return this.#error({ code: 'include', message, place });
    }
    if (++this.#uses > MOST_USES) {
      const message = `blocks are used more than ${String(MOST_USES)} times`;
      return this.#uses > MOST_USES + 1 ? [] : this.#error({ code: 'include', message, place });
    }
    const values = this.#arguments(block, item, place);
    if (!values) return [];
    const { id } = this.#base(item, around, block.name);
    const before = this.problems.length;
    this.#using.push(block);
    const nodes = this.#blockNodes(block, values, { ...around, onError: item.onError, block: `${id}/` });
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

  #blockNodes(block: Block, values: ReadonlyMap<string, Located>, around: Surroundings): readonly PlanNode[] {
    this.#used.add(block);
    const before = this.problems.length;
    const steps = filledIn(block.steps, values, this.problems);
    return this.problems.length > before ? [] : this.list(steps, around);
  }

  /** Reads the blocks of the plan that nothing uses, with their defaults: their mistakes are mistakes all the same. */
  checkUnused(around: Surroundings): void {
    for (const block of this.blocks.own.values()) {
      const defaults = [...block.parameters].flatMap(([name, value]) => (value ? [[name, value] as const] : []));
      if (this.#used.has(block) || defaults.length < block.parameters.size) continue;
      this.#using.push(block);
      this.#blockNodes(block, new Map(defaults), { ...around, block: `${block.name}/` });
      this.#using.pop();
    }
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
        this.#error({ code: 'include', message, hint: `add \`with: { ${name}: ... }\``, place });
      }
    }
    for (const [name, { key }] of given ?? []) {
      if (block.parameters.has(name)) continue;
      const near = nearName(name, block.parameters.keys());
      const known = [...block.parameters.keys()];
      const hint = near ? `did you mean \`${near}\`?` : `its parameters are ${known.join(', ') || 'none'}`;
      this.#error({
        code: 'unknown-key',
        message: `the block "${block.name}" has no parameter "${name}"`,
        hint,
        place: key,
      });
      complete = false;
    }
    return complete ? values : undefined;
  }
}

function limitsText(limits: readonly Limit[]): string {
  return limits.map(({ quantity, text }) => (text.startsWith(quantity) ? text : `${quantity} ${text}`)).join(', ');
}
