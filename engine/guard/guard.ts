import type { Clock } from '../../devices/clock.js';
import { decide, type GuardDecision, remember, type Since, sinceBegin } from './decide.js';
import type { EngineSight } from './heartbeat.js';
import { lookAround, type Sight } from './look.js';
import { LastResort } from './mount-power.js';
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
  /** It was not enough, but a run has come that minds the observatory. */
  | 'left to a run'
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
    await new Watch(options).run();
  } catch (error) {
    // What fails otherwise is a fault of the guard's own: it ends the process, for the system to start it anew.
    if (!options.signal.aborted) throw error;
  }
}

/** ms that a turn may take beyond its parts on a busy computer */
const SLACK = 5_000;

class Watch {
  readonly #time: SteadyTime;
  readonly #teller: Teller;
  #since: Since;

  constructor(private readonly options: GuardOptions) {
    const { clock, settings } = options;
    this.#time = new SteadyTime(clock, settings.poll + settings.lookDeadline + SLACK);
    this.#teller = new Teller(options);
    this.#since = sinceBegin(this.#time.read());
  }

  async run(): Promise<void> {
    const { clock, settings, signal, alive } = this.options;
    while (!signal.aborted) {
      const { decision } = await this.#judge();
      alive?.(decision.reason);
      if (decision.do === 'secure') {
        await this.#stepIn(decision.reason);
        // The time that this took was not spent looking.
        this.#time.read();
      } else {
        this.#teller.decided(decision.do, decision.reason);
        await clock.sleep(settings.poll, signal);
      }
    }
  }

  async #judge(): Promise<{ readonly decision: GuardDecision; readonly engine: EngineSight }> {
    const { rig, clock, settings, signal, listen } = this.options;
    const sight = await lookAround(rig, clock, settings, signal);
    const now = this.#time.read();
    const engine = await listen(now);
    this.#since = remember(this.#since, sight, engine, now);
    this.#teller.seen(sight, engine);
    return { decision: decide(this.#since, sight, engine, settings, now), engine };
  }

  /** Secures until it is done, or until a run has come that minds it. */
  async #stepIn(reason: string): Promise<void> {
    const { rig, settings, clock, log, alarm, signal, alive } = this.options;
    log.error({ reason }, `securing the observatory: ${reason}`);
    alarm('securing', reason);
    const power = new LastResort(this.options, this.#since.moved);
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
      this.#time.read();
      const { decision, engine } = await this.#judge();
      if (decision.do !== 'secure' && engine.state === 'beating') {
        log.info({ pid: engine.heartbeat.pid }, 'a run has come, which minds the observatory from here on');
        alarm('left to a run', `a run has come: ${decision.reason}`);
        return;
      }
    }
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
