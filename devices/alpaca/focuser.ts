import { deviceMembers } from '../roles/device.js';
import { type Focuser, focuserMembers } from '../roles/focuser.js';
import type { OperationOptions } from '../roles/member.js';
import { isMissing } from './connection.js';
import { complete } from './completion.js';
import { deviceClass } from './device-class.js';

const FocuserMembers = deviceClass('focuser', { ...deviceMembers, ...focuserMembers });

export class AlpacaFocuser extends FocuserMembers implements Focuser {
  async move(to: { readonly position: number }, options: OperationOptions = {}): Promise<void> {
    const call = options.signal ? { signal: options.signal } : {};
    const range = (await this.constant('absolute', call)) ? await this.constant('maxStep', call) : undefined;
    await complete(
      this.link.clock,
      {
        place: this.place('move'),
        deadline: 300_000,
        start: (signal) => this.startMove(to, { signal }),
        look: async (signal) => ({ over: !(await this.isMoving({ signal })) }),
        problem: (signal) => this.#problem(to.position, range, signal),
      },
      options,
    );
  }

  /** Beyond its range a focuser stops at the end; temperature compensation and backlash move it by a few steps. */
  async #problem(target: number, range: number | undefined, signal: AbortSignal): Promise<string | undefined> {
    if (range === undefined) return undefined;
    let position: number;
    try {
      position = await this.position({ signal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const reachable = Math.min(Math.max(target, 0), range);
    const off = Math.abs(position - reachable);
    return off > Math.max(10, range / 1000) ? `the focuser stands at ${String(position)}` : undefined;
  }
}
