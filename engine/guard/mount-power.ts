import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Switch } from '../../devices/roles/index.js';
import type { GuardOptions } from './guard.js';
import { lookAtMount, type MountSight } from './look.js';
import { type GuardLog, type Located, wordsOf } from './rig.js';

/** The switch that feeds the mount. */
export interface MountPower {
  readonly device: Located<Switch>;
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
const PATIENCE = { seen: 90_000, unseen: 600_000 };

/** Whether it has come to the last resort. */
export function mustCutPower({ stands, moved, for: disobeys }: Disobedience): boolean {
  if (stands === 'loose') return disobeys >= PATIENCE.seen;
  return stands === 'unknown' && moved && disobeys >= PATIENCE.unseen;
}

/** How often, how far apart in ms, and how long each time the power is tried to be cut. */
const CUTS = { times: 3, apart: 5_000, deadline: 15_000 };

/** Switches the mount off and reads it back. @returns why it could not be done; undefined when it was */
async function cutPower(
  { device: find, id }: MountPower,
  clock: Clock,
  log: GuardLog,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await withDeadline(clock, CUTS.deadline, { what: 'cutting the power of the mount', signal }, async (inner) => {
        const device = await find(inner);
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

/** Cuts the power of a mount that neither parks nor stands still, where a switch for it is named. */
export class LastResort {
  #toldFirst: number;

  constructor(
    private readonly options: Pick<GuardOptions, 'rig' | 'settings' | 'clock' | 'log' | 'alarm' | 'signal'>,
    private moved: boolean,
  ) {
    this.#toldFirst = options.clock.now();
  }

  /** To be asked after each try in which the mount was not parked. */
  async consider(): Promise<void> {
    const { rig, settings, clock, log, alarm, signal } = this.options;
    if (!rig.mountPower) return;
    const stands = await lookAtMount(rig, clock, settings, signal);
    if (stands !== 'unknown') this.moved = stands === 'loose';
    if (!mustCutPower({ stands, moved: this.moved, for: clock.now() - this.#toldFirst })) return;
    const failure = await cutPower(rig.mountPower, clock, log, signal);
    if (failure !== undefined) {
      alarm('not secured', `the mount obeys nothing, and its power cannot be cut: ${failure}`);
      return;
    }
    const message = 'the power of the mount was cut, since it obeyed neither the command to stop nor the one to park';
    log.error({}, message);
    alarm('power cut', message);
    // Whoever switches it on again begins anew.
    this.moved = false;
    this.#toldFirst = clock.now();
  }
}
