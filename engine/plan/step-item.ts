import type { Located } from './document.js';
import type { Identities } from './identity.js';
import { nearName } from '../../devices/near-name.js';
import type { ErrorPolicy, Place, Triggers } from './plan.js';
import type { Problem } from './problem.js';
import { shown } from './quantity.js';
import { errorPolicy, identifier } from './sequence-schema.js';
import { validate } from './validate.js';

/** What the steps of a list take from what stands around them. */
export interface Surroundings {
  readonly onError: ErrorPolicy;
  /** What a failure leads to there unless the step itself says otherwise: at start-up it ends the night. */
  readonly then?: ErrorPolicy['then'];
  /** Put before ids that come from names, at start-up and at the end. */
  readonly section: '' | 'startup/' | 'shutdown/';
  /** Put before all ids in a block, which may be used twice. */
  readonly block?: string;
  readonly triggers?: Triggers;
}

/** An item of a list of steps, taken apart; its body has not been looked at. */
export interface StepItem {
  readonly kind: string;
  /** Of the word that says what to do. */
  readonly key: Place;
  readonly body: Located;
  /** As the observer chose it. */
  readonly id: string | undefined;
  readonly onError: ErrorPolicy;
}

const BESIDE_KIND = ['id', 'on-error'] as const;

/** Takes the items of lists of steps apart: `park`, or `slew: {...}`, with `id` and `on-error` beside it or in its body. */
export class StepItemReader {
  constructor(
    readonly kinds: readonly string[],
    readonly identities: Identities,
    readonly problems: Problem[],
  ) {}

  read(item: Located, around: Surroundings): StepItem | undefined {
    const { place, entries, value } = item;
    if (typeof value === 'string') {
      if (!this.kinds.includes(value)) return this.#unknownStep(value, place);
      return { kind: value, key: place, body: empty(place), id: undefined, onError: this.#policy(undefined, around) };
    }
    if (!entries) {
      const message = `expected a step, such as park or { slew: ... }, found ${shown(value)}`;
      return this.#error({ code: 'wrong-value', message, place });
    }
    const named = [...entries].filter(([key]) => !isBesideKind(key));
    const known = named.filter(([key]) => this.kinds.includes(key));
    const [first, second] = known.length > 0 ? known : named;
    if (!first) {
      const hint = 'name what to do, such as park: or slew:, beside `id` and `on-error`';
      return this.#error({ code: 'missing-key', message: 'this step does not say what to do', hint, place });
    }
    const [kind, entry] = first;
    if (known.length === 0) return this.#unknownStep(kind, entry.key);
    if (second) {
      const message = `"${kind}" and "${second[0]}" stand in one step`;
      const hint = 'each step begins with its own hyphen';
      return this.#error({ code: 'wrong-value', message, hint, place: second[1].key });
    }
    const stray = named.find(([key]) => key !== kind);
    if (stray) {
      const near = nearName(stray[0], BESIDE_KIND);
      const hint = near ? `did you mean \`${near}\`?` : `what belongs to "${kind}" is indented under it`;
      const message = `unknown key "${stray[0]}" beside "${kind}"`;
      return this.#error({ code: 'unknown-key', message, hint, place: stray[1].key });
    }
    return this.#withCommonKeys(kind, entry, item, around);
  }

  #error(problem: Omit<Problem, 'severity'>): undefined {
    this.problems.push({ severity: 'error', ...problem });
    return undefined;
  }

  #withCommonKeys(
    kind: string,
    { key, value }: { readonly key: Place; readonly value: Located },
    item: Located,
    around: Surroundings,
  ): StepItem {
    const body = value.value === null ? empty(key) : value;
    const id = item.entries?.get('id') ?? body.entries?.get('id');
    const onError = item.entries?.get('on-error') ?? body.entries?.get('on-error');
    const policy = this.#policy(onError?.value, around);
    return { kind, key, body: withoutCommonKeys(body), id: id && this.#chosenId(id, around), onError: policy };
  }

  #chosenId(
    { key, value }: { readonly key: Place; readonly value: Located },
    { block = '' }: Surroundings,
  ): string | undefined {
    const chosen = validate(identifier, value, 'id', key);
    if (!chosen.ok) {
      this.problems.push(...chosen.problems);
      return undefined;
    }
    const id = `${block}${chosen.value}`;
    const taken = this.identities.choose(id, value.place);
    if (taken) this.problems.push(taken);
    return id;
  }

  #policy(written: Located | undefined, { onError, then }: Surroundings): ErrorPolicy {
    const own = written && validate(errorPolicy, written, 'on-error');
    if (own && !own.ok) this.problems.push(...own.problems);
    return { ...onError, ...(then && { then }), ...(own?.ok && own.value) };
  }

  #unknownStep(kind: string, place: Place): undefined {
    const near = nearName(kind, this.kinds);
    const hint = near ? `did you mean \`${near}\`?` : `the steps are ${[...this.kinds].sort().join(', ')}`;
    return this.#error({ code: 'unknown-step', message: `unknown step ${shown(kind)}`, hint, place });
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
