import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Switch } from '../../devices/roles/index.js';
import type { MountSight } from './look.js';
import { type GuardLog, wordsOf } from './rig.js';

/** The switch that feeds the mount. */
export interface MountPower {
  readonly device: Switch;
  /** Of the switch on its device. */
  readonly id: number;
}

/** A mount that was told to stop and to park, and did neither. */
export interface Disobedience {
  /** What is seen of it now. */
  readonly stands: MountSight;
  /** Whether it moved when it was seen last. */
  readonly moved: boolean;
  /** Since it was told first, ms. */
  readonly for: number;
}

/**
 * How long a mount may move on against all commands before its power is cut, ms; and how long one that moved and is not to
 * be seen any more: a server that restarts is given its time.
 */
export const PATIENCE = { seen: 90_000, unseen: 600_000 };

/** Whether it has come to the last resort. */
export function mustCutPower({ stands, moved, for: disobeys }: Disobedience): boolean {
  if (stands === 'loose') return disobeys >= PATIENCE.seen;
  return stands === 'unknown' && moved && disobeys >= PATIENCE.unseen;
}

/** How often, how far apart in ms, and how long each time the power is tried to be cut. */
const CUTS = { times: 3, apart: 5_000, deadline: 15_000 };

/** Switches the mount off and reads it back. @returns why it could not be done; undefined when it was */
export async function cutPower(
  { device, id }: MountPower,
  clock: Clock,
  log: GuardLog,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await withDeadline(clock, CUTS.deadline, { what: 'cutting the power of the mount', signal }, async (inner) => {
        await device.connect({ signal: inner });
        await device.turn({ id, state: false }, { signal: inner });
        if (await device.getSwitch({ id }, { signal: inner })) throw new Error('the switch reads on');
      });
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      log.error({ attempt }, `the power of the mount could not be cut: ${wordsOf(error)}`);
      if (attempt === CUTS.times) return wordsOf(error);
    }
    await clock.sleep(CUTS.apart, signal);
  }
}
