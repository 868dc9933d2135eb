import type { z } from 'zod';
import type { StepKind } from '../steps/step.js';
import { CONTAINER_KINDS } from './containers.js';
import type { Located } from './document.js';
import { type Identities, slug } from './identity.js';
import { alternatives, shown } from './quantity.js';
import { nearName } from './near-name.js';
import type { ErrorPolicy, FrameSet, Place, PlanNode } from './plan.js';
import type { Problem } from './problem.js';
import { errorPolicy, type FrameBody, frame, identifier, repeat, target } from './sequence-schema.js';
import { validate } from './validate.js';

/** What the steps of a list take from what stands around them. */
export interface Surroundings {
  readonly onError: ErrorPolicy;
  /** What a failure leads to there unless the step itself says otherwise: at start-up it ends the night. */
  readonly then?: ErrorPolicy['then'];
  /** Put before the ids of steps. */
  readonly prefix: string;
}

export interface FrameDefaults {
  readonly gain?: number;
  readonly offset?: number;
  readonly binning: number;
}

interface Item {
  readonly kind: string;
  readonly key: Place;
  readonly body: Located;
  readonly id: string | undefined;
  readonly onError: ErrorPolicy;
}

const BESIDE_KIND = ['id', 'on-error'] as const;

/** Builds the nodes of a plan from the lists of steps in a document, and gathers what is wrong with them. */
export class NodeBuilder {
  readonly #kinds: readonly string[];

  constructor(
    readonly steps: ReadonlyMap<string, StepKind>,
    readonly identities: Identities,
    readonly defaults: FrameDefaults,
    readonly problems: Problem[],
  ) {
    this.#kinds = [...steps.keys(), ...CONTAINER_KINDS];
  }

  list(list: Located | undefined, around: Surroundings): readonly PlanNode[] {
    const nodes = (list?.items ?? []).map((item) => {
      const read = this.#item(item, around);
      return read && this.#node(read, around);
    });
    return nodes.filter((node) => node !== undefined);
  }

  #error(problem: Omit<Problem, 'severity'>): undefined {
    this.problems.push({ severity: 'error', ...problem });
    return undefined;
  }

  #valid<T>(schema: z.ZodType<T>, at: Located, what: string, owner?: Place): T | undefined {
    const result = validate(schema, at, what, owner);
    if (result.ok) return result.value;
    this.problems.push(...result.problems);
    return undefined;
  }

  /** `park`, or `slew: {...}`, with `id` and `on-error` beside the kind or in its body. */
  #item(item: Located, around: Surroundings): Item | undefined {
    const { place, entries, value } = item;
    if (typeof value === 'string') {
      if (!this.#kinds.includes(value)) return this.#unknownStep(value, place);
      return { kind: value, key: place, body: empty(place), id: undefined, onError: this.#policy(undefined, around) };
    }
    if (!entries) {
      const message = `expected a step, such as park or { slew: ... }, found ${shown(value)}`;
      return this.#error({ code: 'wrong-value', message, place });
    }
    const named = [...entries].filter(([key]) => !isBesideKind(key));
    const known = named.filter(([key]) => this.#kinds.includes(key));
    const [first, second] = known.length > 0 ? known : named;
    if (!first) return this.#error({ code: 'missing-key', message: 'this step does not say what to do', place });
    const [kind, entry] = first;
    if (known.length === 0) return this.#unknownStep(kind, entry.key);
    if (second) {
      const message = `"${kind}" and "${second[0]}" stand in one step`;
      return this.#error({
        code: 'wrong-value',
        message,
        hint: 'each step begins with its own hyphen',
        place: second[1].key,
      });
    }
    const stray = named.find(([key]) => key !== kind);
    if (stray) {
      const near = nearName(stray[0], [...BESIDE_KIND]);
      const hint = near ? `did you mean \`${near}\`?` : `what belongs to "${kind}" is indented under it`;
      return this.#error({
        code: 'unknown-key',
        message: `unknown key "${stray[0]}" beside "${kind}"`,
        hint,
        place: stray[1].key,
      });
    }
    return this.#withCommonKeys(kind, entry, item, around);
  }

  #withCommonKeys(
    kind: string,
    { key, value }: { readonly key: Place; readonly value: Located },
    item: Located,
    around: Surroundings,
  ): Item | undefined {
    const body = value.value === null ? empty(key) : value;
    const id = item.entries?.get('id') ?? body.entries?.get('id');
    const onError = item.entries?.get('on-error') ?? body.entries?.get('on-error');
    const policy = this.#policy(onError?.value, around);
    const chosen = id && this.#valid(identifier, id.value, 'id', id.key);
    if (chosen !== undefined && id) {
      const taken = this.identities.choose(chosen, id.value.place);
      if (taken) this.problems.push(taken);
    }
    return { kind, key, body: withoutCommonKeys(body), id: chosen, onError: policy };
  }

  #policy(written: Located | undefined, { onError, then }: Surroundings): ErrorPolicy {
    const own = written && this.#valid(errorPolicy, written, 'on-error');
    return { ...onError, ...(then && { then }), ...own };
  }

  #unknownStep(kind: string, place: Place): undefined {
    const near = nearName(kind, this.#kinds);
    const hint = near ? `did you mean \`${near}\`?` : `the steps are ${[...this.#kinds].sort().join(', ')}`;
    return this.#error({ code: 'unknown-step', message: `unknown step "${kind}"`, hint, place });
  }

  #node(item: Item, around: Surroundings): PlanNode | undefined {
    switch (item.kind) {
      case 'expose':
        return this.#expose(item, around);
      case 'target':
        return this.#target(item, around);
      case 'repeat':
        return this.#repeat(item, around);
      default:
        return this.#step(item, around);
    }
  }

  #id({ id, key }: Item, { prefix }: Surroundings, name: string): string {
    return id ?? this.identities.derive(`${prefix}${slug(name)}`, key);
  }

  #step(item: Item, around: Surroundings): PlanNode | undefined {
    const kind = this.steps.get(item.kind);
    if (!kind) return undefined;
    const body = this.#valid(kind.schema, item.body, item.kind, item.key);
    if (body === undefined) return undefined;
    const title = kind.title(body);
    const bare = item.body.entries?.size === 0;
    return { node: 'step', kind: item.kind, body, title, ...this.#base(item, around, bare ? item.kind : title) };
  }

  #base(item: Item, around: Surroundings, name: string): { id: string; place: Place; onError: ErrorPolicy } {
    return { id: this.#id(item, around, name), place: item.key, onError: item.onError };
  }

  #expose(item: Item, around: Surroundings): PlanNode | undefined {
    const body = this.#valid(frame, item.body, 'expose', item.key);
    if (!body) return undefined;
    const base = this.#base(item, around, `expose ${frameName(body)}`);
    const frames = this.#frameSet(body, base.id, item.key);
    return { node: 'expose', title: frameTitle(frames), frames, ...base };
  }

  #target(item: Item, around: Surroundings): PlanNode | undefined {
    const body = this.#valid(target, item.body, 'target', item.key);
    if (!body) return undefined;
    const base = this.#base(item, around, body.name);
    const places = item.body.entries?.get('frames')?.value.items ?? [];
    const frames = body.frames.map((set, index) => {
      const place = places[index]?.place ?? item.key;
      return this.#frameSet(set, this.identities.derive(`${base.id}/${frameName(set)}`, place), place);
    });
    const { name, position, from, until, focus } = body;
    return {
      node: 'target',
      title: name,
      name,
      position,
      while: body.while ?? [],
      ...(from && { from }),
      ...(until && { until }),
      ...(focus !== undefined && { focus }),
      ...(body['meridian-crossing'] && { crossing: body['meridian-crossing'] }),
      frames,
      order: body.order === 'rotate' ? 'rotate' : 'in turn',
      ...base,
    };
  }

  #repeat(item: Item, around: Surroundings): PlanNode | undefined {
    const body = this.#valid(repeat, item.body, 'repeat', item.key);
    if (!body) return undefined;
    const { count, until } = body;
    if (count === undefined && !until && !body.while) {
      const hint = `give it ${alternatives(['count', 'until', 'while'])}`;
      return this.#error({ code: 'missing-key', message: '"repeat" does not say when it ends', hint, place: item.key });
    }
    const parts = [
      ...(count === undefined ? [] : [`${String(count)} times`]),
      ...(until ? [`until ${until.text}`] : []),
      ...(body.while ?? []).map((each) => `while ${each.quantity} ${each.text}`),
    ];
    const title = `repeat ${parts.join(', ')}`;
    const base = this.#base(item, around, title);
    const steps = this.list(item.body.entries?.get('steps')?.value, { ...around, onError: item.onError });
    return {
      node: 'repeat',
      title,
      ...(count !== undefined && { count }),
      ...(until && { until }),
      ...(body.while && { while: body.while }),
      steps,
      ...base,
    };
  }

  #frameSet(body: FrameBody, id: string, place: Place): FrameSet {
    const { type, filter, exposure = 0, count } = body;
    const gain = body.gain ?? this.defaults.gain;
    const offset = body.offset ?? this.defaults.offset;
    return {
      id,
      type,
      ...(filter !== undefined && { filter }),
      exposure,
      count,
      binning: body.binning ?? this.defaults.binning,
      ...(gain !== undefined && { gain }),
      ...(offset !== undefined && { offset }),
      place,
    };
  }
}

function isBesideKind(key: string): boolean {
  return (BESIDE_KIND as readonly string[]).includes(key);
}

/** The body of a bare step. */
function empty(place: Place): Located {
  return { value: {}, place, entries: new Map() };
}

function withoutCommonKeys(body: Located): Located {
  if (!body.entries || !BESIDE_KIND.some((key) => body.entries?.has(key))) return body;
  const entries = new Map([...body.entries].filter(([key]) => !isBesideKind(key)));
  const value = Object.fromEntries([...entries].map(([key, entry]) => [key, entry.value.value]));
  return { value, place: body.place, entries };
}

/** What tells one set of frames from another, without its count: "L-180s". More frames of a set keep its name. */
function frameName({ type, filter, exposure = 0, binning, gain }: FrameBody): string {
  return [
    ...(type === 'light' ? [] : [type]),
    ...(filter === undefined ? [] : [slug(filter)]),
    ...(type === 'bias' ? [] : [`${String(exposure)}s`]),
    ...(binning === undefined ? [] : [`bin${String(binning)}`]),
    ...(gain === undefined ? [] : [`gain${String(gain)}`]),
  ].join('-');
}

function frameTitle({ type, filter, exposure, count }: FrameSet): string {
  const what = [filter, type === 'light' ? undefined : type].filter((word) => word !== undefined).join(' ');
  return `expose ${String(count)} x ${String(exposure)} s${what === '' ? '' : ` ${what}`}`;
}
