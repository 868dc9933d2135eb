import type { PlanNode } from '../plan/plan.js';

/**
 * State keys: the node's id without the characters that XState reads as paths, told apart where that makes two of them
 * equal, or equal to a state of the list's own.
 */
export class StateKeys {
  readonly #lists = new Map<readonly PlanNode[], string>();
  readonly #keys = new Map<PlanNode, string>();
  readonly #containers = new Map<PlanNode, string>();
  readonly #taken = new Set<string>(['finished']);

  of(node: PlanNode): string {
    const known = this.#keys.get(node);
    if (known !== undefined) return known;
    let key = node.id.replace(/[.#]/gu, '_');
    while (this.#taken.has(key)) key += "'";
    this.#taken.add(key);
    this.#keys.set(node, key);
    return key;
  }

  /** Of a container that others have to find. */
  containerId(node: PlanNode): string {
    const known = this.#containers.get(node);
    if (known !== undefined) return known;
    const id = `container${String(this.#containers.size)}`;
    this.#containers.set(node, id);
    return id;
  }

  listId(list: readonly PlanNode[]): string {
    const known = this.#lists.get(list);
    if (known !== undefined) return known;
    const id = `list${String(this.#lists.size)}`;
    this.#lists.set(list, id);
    return id;
  }
}
