import { type Clock, reasonOf } from '../../devices/clock.js';
import { CallDeadlineError, DeviceError } from '../../devices/alpaca/device-error.js';
import type { Rig, Role } from '../rig.js';
import { isDeviceLost, isOutOfPlace } from './lost-devices.js';
import type { NightWorld } from './night-world.js';

/** Without these there are no frames. Of any other device a plan says itself what follows when it fails. */
const NEEDED: readonly Role[] = ['telescope', 'camera', 'filterWheel', 'dome'];

/** How long an absent device is waited for with the roof open, as a server needs to start again; ms. */
const MOMENT = 120_000;
/** And how long with the roof closed, before what the plan says of failures is done; ms. */
const PATIENCE = 60 * 60_000;
/** Between two looks for it, and how long one may take, ms. */
const LOOK = { every: 10_000, deadline: 10_000 };
/** A device that comes and goes is a failure after so many times in one attempt. */
const RETURNS = 3;
/** ms within which a night that is not to go on has stopped its steps */
const STOPPING = 10_000;

type World = Pick<NightWorld, 'rig' | 'clock' | 'connections' | 'journal' | 'alarms' | 'board' | 'log'>;

/**
 * Waits for devices that a night cannot do without, so that a server that is down for a while costs its time, and not the
 * plan: frame after frame and target after target would fail within minutes. First where the night stands; then as in
 * the clouds, parked and closed, for the sky has moved on when the device is back. It is bounded, and told of.
 */
export class AbsentDevices {
  readonly #absent = new Set<Role>();
  /** Those that did not come back in time. */
  readonly #givenUp = new Set<Role>();
  /** What a server that was away has left otherwise than it was, in words. */
  #displaced: string | undefined;
  /** Told when it changes why the night cannot go on. */
  onChange: () => void = () => undefined;

  constructor(
    private readonly world: World,
    private readonly ended: AbortSignal,
  ) {}

  /** Why the night cannot go on, in words; undefined when nothing is missing. */
  get reason(): string | undefined {
    const names = [...this.#absent].map(nameOf);
    if (names.length === 0) return this.#displaced;
    return `the ${names.join(' and the ')} ${names.length === 1 ? 'does' : 'do'} not answer`;
  }

  /** Does work, and does it again when what it failed for want of has come back within a moment. */
  async patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let returns = 0; ; returns++) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || returns === RETURNS) throw error;
        await this.#lookForDisplaced(error, signal);
        if (!(await this.#cameBack(error, signal))) throw error;
      }
    }
  }

  /** The observatory is secured: all stands where a night begins. */
  secured(): void {
    this.world.connections.secured();
    if (this.#displaced === undefined) return;
    this.#displaced = undefined;
    this.onChange();
  }

  /**
   * A server that comes back may have its mount parked: nothing in the plan is to blame, nor can it mend that. The night
   * is secured as in the clouds, and opened again.
   */
  async #lookForDisplaced(error: unknown, signal: AbortSignal): Promise<void> {
    const { board, clock, connections, journal, log } = this.world;
    if (!isOutOfPlace(error) || !connections.lost || board.status.activity !== 'observing') return;
    const reason = `the observatory is not as it was before a device was away: ${(error as Error).message}`;
    log.warn({}, reason);
    journal.append({ type: 'decision', about: 'devices', action: 'begin anew', reason }).catch(() => undefined);
    this.#displaced = reason;
    this.onChange();
    await clock.sleep(STOPPING, signal);
  }

  /** Whether a device that something failed for want of was away and is there again. */
  async #cameBack(error: unknown, signal: AbortSignal): Promise<boolean> {
    const { clock, board, log } = this.world;
    if (!isDeviceLost(error) || board.status.activity === 'closing') return false;
    const begun = clock.now();
    let missing = await this.#missing(rolesOf(error, this.world.rig), signal);
    if (missing.length === 0) return false;
    log.warn({ missing }, 'waiting for devices that do not answer');
    board.update({ doing: `waiting for the ${missing.map(nameOf).join(' and the ')}` });
    while (missing.length > 0 && clock.now() - begun < MOMENT) {
      await clock.sleep(LOOK.every, signal);
      missing = await this.#missing(missing, signal);
    }
    if (missing.length === 0) return true;
    for (const role of missing) this.#raise(role);
    // The night stops this step now: it must not be counted as given up.
    await clock.sleep(STOPPING, signal);
    return false;
  }

  async #missing(roles: readonly Role[], signal: AbortSignal): Promise<readonly Role[]> {
    const looks = roles.map(async (role) => ((await this.#answers(role, signal)) ? undefined : role));
    return (await Promise.all(looks)).filter((role) => role !== undefined && !this.#givenUp.has(role)) as Role[];
  }

  async #answers(role: Role, signal: AbortSignal): Promise<boolean> {
    try {
      await this.world.connections.bring(role, { signal, deadline: LOOK.deadline });
      this.#givenUp.delete(role);
      return true;
    } catch {
      if (signal.aborted) throw reasonOf(signal);
      return false;
    }
  }

  #raise(role: Role): void {
    if (this.#absent.has(role)) return;
    this.#absent.add(role);
    this.#tell(`the ${nameOf(role)} does not answer: it is waited for, for ${String(PATIENCE / 60_000)} min at most`);
    this.#seek(role).catch((error: unknown) => {
      if (!this.ended.aborted) this.world.log.error({ role, error }, 'a device is sought no more');
      this.#absent.delete(role);
      this.onChange();
    });
    this.onChange();
  }

  async #seek(role: Role): Promise<void> {
    const { clock, log, alarms, journal } = this.world;
    const begun = clock.now();
    while (!(await this.#answers(role, this.ended))) {
      if (clock.now() - begun >= PATIENCE) {
        this.#givenUp.add(role);
        this.#tell(`the ${nameOf(role)} has not come back within ${String(PATIENCE / 60_000)} min`);
        break;
      }
      await clock.sleep(LOOK.every, this.ended);
    }
    this.#absent.delete(role);
    if (!this.#givenUp.has(role)) {
      if (this.#absent.size === 0) alarms.clear('devices');
      const reason = `the ${nameOf(role)} answers again after ${minutes(clock, begun)} min`;
      log.info({ role }, reason);
      await journal.append({ type: 'decision', about: 'devices', action: 'go on', reason });
    }
    this.onChange();
  }

  #tell(message: string): void {
    const { log, alarms, journal } = this.world;
    log.error({}, message);
    alarms.raise('devices', message);
    journal.append({ type: 'alarm', message }).catch(() => undefined);
  }
}

/** Which needed device an error is about; all of them where it does not tell. */
function rolesOf(error: unknown, rig: Rig): readonly Role[] {
  const needed = NEEDED.filter((role) => rig[role] !== undefined);
  const device = deviceOf(error);
  return device === undefined ? needed : needed.filter((role) => rig[role]?.type === device);
}

function deviceOf(error: unknown): string | undefined {
  if (error instanceof DeviceError || error instanceof CallDeadlineError) return error.device.type;
  return error instanceof Error && error.cause !== undefined ? deviceOf(error.cause) : undefined;
}

/** "filter wheel" */
function nameOf(role: Role): string {
  return role.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function minutes(clock: Pick<Clock, 'now'>, since: number): string {
  return String(Math.max(1, Math.round((clock.now() - since) / 60_000)));
}
