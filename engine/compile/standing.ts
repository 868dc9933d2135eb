import type { ElectedAction, Holder, Standing } from '../machines/ports.js';
import type { ChooseNode, ChosenTarget } from '../plan/plan.js';

/** Who has the telescope in a choice between targets, from one election to the next. */
export class ChoiceStanding {
  /** It has been acquired. */
  #holder: Holder | undefined;
  /** It has been elected, and is to be acquired. */
  #elected: Holder | undefined;
  #givenUp = new Set<string>();

  constructor(private readonly node: ChooseNode) {}

  get standing(): Standing {
    return { holder: this.#holder, givenUp: this.#givenUp };
  }

  /** The target elected last; undefined before the first election, and after one has been given up. */
  get elected(): ChosenTarget | undefined {
    return this.#elected?.target;
  }

  /** The target under way. */
  get target(): ChosenTarget {
    const target = (this.#elected ?? this.#holder)?.target ?? this.node.targets[0];
    if (!target) throw new Error(`There is nothing to choose from in ${this.node.id}.`);
    return target;
  }

  begin(): void {
    this.#holder = undefined;
    this.#elected = undefined;
    this.#givenUp = new Set();
  }

  elect(action: ElectedAction): void {
    if (action.do === 'acquire') this.#elected = action.holder;
  }

  acquired(): void {
    this.#holder = this.#elected;
  }

  /** The target under way is not elected again. */
  giveUp(): void {
    if (this.#elected) this.#givenUp.add(this.#elected.target.id);
    this.#holder = undefined;
    this.#elected = undefined;
  }
}
