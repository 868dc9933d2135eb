import type { Clock } from '../../devices/clock.js';
import { decide, remember, type Since, sinceBegin } from './decide.js';
import type { EngineSight } from './heartbeat.js';
import { lookAround, lookAtMount, type Sight } from './look.js';
import { cutPower, mustCutPower } from './mount-power.js';
import type { GuardLog, GuardRig, GuardSettings } from './rig.js';
import { isSecured, type Secured, secureObservatory } from './secure.js';
import { SteadyTime } from './steady-time.js';

export type AlarmKind =
  /** The guard steps in. */
  | 'securing'
  /** It did what it could, and it was not enough; told again with each try. */
  | 'not secured'
  /** It has cut the power of a mount that obeyed nothing. */
  | 'power cut'
  /** All is closed and parked again. */
  | 'secured';

export interface GuardOptions {
  readonly rig: GuardRig;
  readonly settings: GuardSettings;
  readonly clock: Clock;
  readonly log: GuardLog;
  /** Told of what somebody should be woken for. Must not throw, and is not waited for. */
  readonly alarm: (kind: AlarmKind, message: string) => void;
  /** What is to be thought of the engine at this moment. */
  readonly listen: (now: number) => Promise<EngineSight>;
  /** Called at every turn of the watch: for the watchdog of the system. */
  readonly alive?: (status: string) => void;
  /** Ends the guard. It does not wait for what is moving. */
  readonly signal: AbortSignal;
}

/**
 * Watches over an observatory until its signal aborts: looks, judges, and secures when nobody else does. What it cannot do
 * it tries again, with an alarm, for as long as it has to be done.
 */
export async function guard(options: GuardOptions): Promise<void> {
  try {
    await watch(options);
  } catch (error) {
    // What fails otherwise is a fault of the guard's own: it ends the process, for the system to start it anew.
    if (!options.signal.aborted) throw error;
  }
}

async function watch(options: GuardOptions): Promise<void> {
  const { clock, settings, signal } = options;
  const turn = settings.poll + settings.lookDeadline;
  const time = new SteadyTime(clock, turn + SLACK);
  const teller = new Teller(options);
  let since: Since = sinceBegin(time.read());
  while (!signal.aborted) {
    const sight = await lookAround(options.rig, clock, settings, signal);
    const now = time.read();
    const engine = await options.listen(now);
    since = remember(since, sight, engine, now);
    const decision = decide(since, sight, engine, settings, now);
    teller.seen(sight, engine);
    options.alive?.(decision.reason);
    if (decision.do === 'secure') {
      await stepIn(options, decision.reason, since.moved);
      // The time that this took was not spent looking.
      time.read();
    } else {
      teller.decided(decision.do, decision.reason);
      await clock.sleep(settings.poll, signal);
    }
  }
}

/** ms that a turn may take beyond its parts on a busy computer */
const SLACK = 5_000;

/** @param moved whether the mount did when it was seen last */
async function stepIn(options: GuardOptions, reason: string, moved: boolean): Promise<void> {
  const { rig, settings, clock, log, alarm, signal, alive } = options;
  log.error({ reason }, `securing the observatory: ${reason}`);
  alarm('securing', reason);
  const power = new LastResort(options, moved);
  for (let attempt = 1; ; attempt++) {
    const begun = clock.now();
    const report = (doing: string): void => {
      log.info({ attempt }, doing);
      alive?.(doing);
    };
    const secured = await secureObservatory({ rig, settings, clock, signal, report });
    const seconds = (clock.now() - begun) / 1000;
    if (isSecured(secured)) {
      log.info({ ...secured, seconds, attempt }, `the observatory is secured: ${outcome(secured)}`);
      alarm('secured', outcome(secured));
      return;
    }
    const message = secured.faults.join('; ');
    log.error({ ...secured, seconds, attempt }, `the observatory is NOT secured: ${message}`);
    alarm('not secured', message);
    if (secured.parked === false) await power.consider();
    await clock.sleep(settings.retry, signal);
  }
}

/** Cuts the power of a mount that neither parks nor stands still, where a switch for it is named. */
class LastResort {
  #toldFirst: number;

  constructor(
    private readonly options: GuardOptions,
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

function outcome({ parked, closed }: Secured): string {
  return [
    ...(parked === 'absent' ? [] : ['the mount is parked or stopped']),
    ...(closed === 'absent' ? [] : ['the roof is closed']),
  ].join(', ');
}

/** Logs what changes, not what stays. */
class Teller {
  #sight = '';
  #engine = '';
  #decision = '';

  constructor(private readonly options: Pick<GuardOptions, 'log'>) {}

  seen(sight: Sight, engine: EngineSight): void {
    const { roof, mount, safety, faults } = sight;
    const text = `roof ${roof}, mount ${mount}, ${safety}`;
    if (text !== this.#sight) {
      this.#sight = text;
      if (faults.length > 0) this.options.log.warn({ roof, mount, safety, faults }, `${text}: ${faults.join('; ')}`);
      else this.options.log.info({ roof, mount, safety }, text);
    }
    if (engine.state !== this.#engine) {
      this.#engine = engine.state;
      const facts = engine.state === 'unheard' ? {} : { pid: engine.heartbeat.pid, night: engine.heartbeat.night };
      this.options.log.info({ engine: engine.state, ...facts }, `engine ${engine.state}`);
    }
  }

  decided(doing: string, reason: string): void {
    if (doing === this.#decision) return;
    this.#decision = doing;
    this.options.log.info({ doing }, `${doing === 'rest' ? 'resting' : 'watching'}: ${reason}`);
  }
}
