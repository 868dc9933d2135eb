import { deviceMembers, PLATFORM_7_VERSION } from '../roles/device.js';
import type { OperationOptions } from '../roles/member.js';
import { type Switch, switchMembers } from '../roles/switch.js';
import { complete } from './completion.js';
import { deviceClass } from './device-class.js';

const SwitchMembers = deviceClass('switch', { ...deviceMembers, ...switchMembers });

export class AlpacaSwitch extends SwitchMembers implements Switch {
  async turn(to: { readonly id: number; readonly state: boolean }, options: OperationOptions = {}): Promise<void> {
    const asynchronous = await this.#canAsync(to.id, options);
    await this.#set('turn', to.id, asynchronous, options, {
      start: (signal) => (asynchronous ? this.startSetAsync(to, { signal }) : this.setSwitch(to, { signal })),
      problem: async (signal) =>
        (await this.getSwitch({ id: to.id }, { signal })) === to.state
          ? undefined
          : `switch ${String(to.id)} reads ${to.state ? 'off' : 'on'}`,
    });
  }

  async adjust(to: { readonly id: number; readonly value: number }, options: OperationOptions = {}): Promise<void> {
    const call = options.signal ? { signal: options.signal } : {};
    const asynchronous = await this.#canAsync(to.id, options);
    const step = await this.switchStep({ id: to.id }, call);
    await this.#set('adjust', to.id, asynchronous, options, {
      start: (signal) => (asynchronous ? this.startSetAsyncValue(to, { signal }) : this.setSwitchValue(to, { signal })),
      problem: async (signal) => {
        const value = await this.getSwitchValue({ id: to.id }, { signal });
        // The device rounds to its step.
        return Math.abs(value - to.value) > Math.abs(step)
          ? `switch ${String(to.id)} reads ${String(value)}`
          : undefined;
      },
    });
  }

  async #canAsync(id: number, { signal }: OperationOptions): Promise<boolean> {
    const call = signal ? { signal } : {};
    return (await this.version(call)) >= PLATFORM_7_VERSION.switch && this.canAsync({ id }, call);
  }

  async #set(
    member: string,
    id: number,
    asynchronous: boolean,
    options: OperationOptions,
    operation: {
      readonly start: (signal: AbortSignal) => Promise<void>;
      readonly problem: (signal: AbortSignal) => Promise<string | undefined>;
    },
  ): Promise<void> {
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: 120_000,
        look: async (signal) => ({ over: !asynchronous || (await this.stateChangeComplete({ id }, { signal })) }),
        settle: 0,
        ...operation,
      },
      options,
    );
  }
}
