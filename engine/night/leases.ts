import { type Clock, untilAborted, withDeadline } from '../../devices/clock.js';
import type { Role } from '../rig.js';

/** The right to command a device, until `release` is called. */
export interface Lease {
  release(): void;
}

interface Holder {
  readonly name: string;
  /** Resolves when the holder has let go. */
  readonly ended: Promise<void>;
}

/**
 * Who may command which device. XState does not wait for a stopped actor, so a step that is winding down may still be
 * talking to the mount when the next activity begins: it holds a lease until it has truly ended, and others wait.
 */
export class Leases {
  readonly #holders = new Map<Role, Holder>();

  constructor(private readonly clock: Clock) {}

  /** Waits until the device is free. @throws the signal's reason */
  async take(role: Role, name: string, signal: AbortSignal): Promise<Lease> {
    for (;;) {
      const holder = this.#holders.get(role);
      if (!holder) return this.#give(role, name);
      await untilAborted(signal, holder.ended);
    }
  }

  /**
   * Waits at most `ms` for the holder to let go, then takes the device whether or not it has: making the observatory safe
   * does not wait for anybody for ever.
   */
  async seize(role: Role, name: string, ms: number): Promise<Lease> {
    const holder = this.#holders.get(role);
    if (holder) {
      await withDeadline(this.clock, ms, { what: `${holder.name} to let go of the ${role}` }, () => holder.ended).catch(
        () => undefined,
      );
    }
    return this.#give(role, name);
  }

  /** Who holds a device now. */
  holder(role: Role): string | undefined {
    return this.#holders.get(role)?.name;
  }

  #give(role: Role, name: string): Lease {
    let end: () => void = () => undefined;
    const holder: Holder = {
      name,
      ended: new Promise<void>((resolve) => {
        end = resolve;
      }),
    };
    this.#holders.set(role, holder);
    return {
      release: () => {
        if (this.#holders.get(role) === holder) this.#holders.delete(role);
        end();
      },
    };
  }
}
