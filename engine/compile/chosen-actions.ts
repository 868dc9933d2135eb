import type { Passes, StepRequest, TargetAction } from '../machines/ports.js';
import type { ExposeNode, TargetNode } from '../plan/plan.js';

type Exposing = ExposeNode | TargetNode;

/** The action chosen last for each node that takes frames: handed from where it is chosen to the state that carries it out. */
export class ChosenActions {
  readonly #chosen = new Map<string, TargetAction>();

  remember({ id }: Exposing, action: TargetAction): void {
    this.#chosen.set(id, action);
  }

  frame(node: Exposing, passes: Passes): StepRequest {
    const action = this.#chosen.get(node.id);
    if (action?.do !== 'expose') throw new Error(`Nothing was chosen to expose for ${node.id}.`);
    const { frames, n, exposure } = action;
    return { kind: 'frame', node, frames, n, passes, ...(exposure === undefined ? {} : { exposure }) };
  }

  flip(node: Exposing, passes: Passes): StepRequest {
    const action = this.#chosen.get(node.id);
    if (action?.do !== 'flip') throw new Error(`Nothing was chosen to flip for ${node.id}.`);
    const { do: _, ...rest } = action;
    return { kind: 'flip', node, passes, ...rest };
  }
}
