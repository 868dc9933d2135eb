import { type Clock, type Milliseconds, withDeadline } from '../../devices/clock.js';
import { type Rig, type Role, ROLES } from '../rig.js';
import { isDeviceLost } from './lost-devices.js';
import type { Log } from './night-world.js';

export interface BringBackOptions {
  readonly signal: AbortSignal;
  readonly deadline: Milliseconds;
}

/**
 * Brings a device back that was lost: at its place, or where its server has gone meanwhile. Does nothing for one that is
 * connected. Moves nothing. @throws when it is not to be had within the deadline
 */
export type BringBack = (role: Role, options: BringBackOptions) => Promise<void>;

/** ms that all devices together may take to come back before a step is tried again */
const RESTORE_LIMIT = 30_000;

export interface ConnectionsOptions {
  readonly rig: Rig;
  readonly clock: Clock;
  readonly log: Log;
  /** By default each device is connected where it was. */
  readonly bringBack?: BringBack | undefined;
}

/** The way to the devices, through a night in which drivers drop their connection, and servers restart or move. */
export class Connections {
  #doubtful = false;
  #lost = false;

  constructor(private readonly options: ConnectionsOptions) {}

  /** Takes note of why something failed: if for want of a device, all of them are looked at before the next step. */
  note(error: unknown): void {
    if (isDeviceLost(error)) this.#doubtful = this.#lost = true;
  }

  /** Whether something has failed for want of a device since all of them were looked at. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** Whether something has failed for want of a device since the observatory was secured. */
  get lost(): boolean {
    return this.#lost;
  }

  /** The observatory is secured: whatever a server did while it was away, its devices stand now as a night begins. */
  secured(): void {
    this.#lost = false;
  }

  /** Does nothing for a device that the observatory has not. @throws when it is not to be had within the deadline */
  bring = async (role: Role, { signal, deadline }: BringBackOptions): Promise<void> => {
    const { rig, clock, bringBack } = this.options;
    const device = rig[role];
    if (!device) return;
    if (bringBack) {
      await bringBack(role, { signal, deadline });
      return;
    }
    await withDeadline(clock, deadline, { what: `connecting the ${role} anew`, signal }, (inner) =>
      device.connect({ signal: inner }),
    );
  };

  /** Connects all that are not. One that does not come back is left to what needs it. @throws the signal's reason */
  async restore(signal: AbortSignal): Promise<void> {
    const { rig, log } = this.options;
    this.#doubtful = false;
    await Promise.all(
      ROLES.map(async (role) => {
        if (!rig[role]) return;
        await this.bring(role, { signal, deadline: RESTORE_LIMIT }).catch((error: unknown) => {
          signal.throwIfAborted();
          log.debug({ role, error }, 'a device does not come back');
        });
      }),
    );
  }
}
