import type { Passes, StepRequest, TargetAction } from '../machines/ports.js';
import type { TargetNode } from '../plan/plan.js';

/** The action chosen last for each target: handed from where it is chosen to the state that carries it out. */
export class ChosenActions {
  readonly #chosen = new Map<string, TargetAction>();

  remember({ id }: TargetNode, action: TargetAction): void {
    this.#chosen.set(id, action);
  }

  frame(node: TargetNode, passes: Passes): StepRequest {
    const action = this.#chosen.get(node.id);
    if (action?.do !== 'expose') throw new Error(`Nothing was chosen to expose for ${node.id}.`);
    const { frames, n, exposure } = action;
    return { kind: 'frame', node, frames, n, passes, ...(exposure === undefined ? {} : { exposure }) };
  }

  flip(node: TargetNode, passes: Passes): StepRequest {
    const action = this.#chosen.get(node.id);
    const at = action?.do === 'flip' ? action.at : undefined;
    return { kind: 'flip', node, passes, reason: action?.reason ?? '', ...(at === undefined ? {} : { at }) };
  }
}
