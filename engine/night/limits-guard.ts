import { type Clock, withDeadline } from '../../devices/clock.js';
import { PlainSignal } from '../../devices/plain-signal.js';
import type { Telescope } from '../../devices/roles/index.js';
import { wrapSignedHours } from '../../sky/index.js';
import { SIDEREAL_HOURS_PER_MS } from '../flip/meridian.js';
import { mountFacts } from '../flip/mount-facts.js';
import { hourAngleOf, pointingOf } from '../flip/mount-position.js';
import { presentState } from '../flip/pointing-state.js';
import { standStill } from '../flip/stand-still.js';
import type { Journal } from '../journal/journal.js';
import type { Observatory } from '../plan/observatory.js';
import type { Rig } from '../rig.js';
import type { Session } from '../steps/step.js';
import { LOOKS, MountLimits, type MountReading, type Unparked } from './mount-limits.js';
import type { Log } from './night-world.js';

export interface GuardOptions {
  readonly rig: Rig;
  readonly observatory: Observatory;
  readonly session: Session;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  /** Told the limit that was tripped, in words; and undefined once the mount is parked. */
  readonly report: (trip: string | undefined) => void;
  /** Something for people to hear of at once. */
  readonly alarm: (message: string) => void;
}

/** The longest that one look may take, ms. */
const LOOK_DEADLINE = 20_000;
/** How long others may take to park a mount that did not obey, before it is told to park from here; ms. */
const OTHERS_PARK = 45_000;
/** How long it may take to park then, unless it is seen to be on its way; ms. */
const PARK = 60_000;
/** The longest that a park on its way is waited for, ms. */
const PARK_AT_MOST = 300_000;
/** How often, and how far apart in ms, the power is tried to be cut. */
const CUTS = 3;
const CUT_DEADLINE = 15_000;

/**
 * Watches the mount beside everything else, for as long as it is connected and unparked, and stops it when it is beyond
 * a limit: by itself, with nobody's leave, since what should have stopped it has not. The trip then makes the night
 * unsafe, so that it is secured. A mount that obeys neither the stop nor the park loses its power, where a switch for it
 * is named.
 * @returns a function that ends the watch
 */
export function startLimitsGuard(options: GuardOptions): () => void {
  const { telescope } = options.rig;
  if (!telescope) return () => undefined;
  const ended = new PlainSignal();
  const guard = new LimitsGuard(options, telescope, ended);
  guard.watch().catch((error: unknown) => {
    if (ended.aborted) return;
    // Nothing that can happen here is expected to end the watch; if it does, nobody guards the limits any more.
    options.log.error({ error }, 'the guard of the limits has failed');
    options.report(`the guard of the limits has failed: ${error instanceof Error ? error.message : String(error)}`);
  });
  return () => {
    ended.abort(new Error('the guard of the limits has ended'));
  };
}

class LimitsGuard {
  readonly #limits: MountLimits;
  #tripped: string | undefined;
  /** The last good look. */
  #last: (MountReading & { readonly at: number }) | undefined;
  #powerCut = false;

  constructor(
    private readonly options: GuardOptions,
    private readonly telescope: Telescope,
    private readonly signal: AbortSignal,
  ) {
    this.#limits = new MountLimits(options.observatory);
  }

  async watch(): Promise<void> {
    const { clock } = this.options;
    while (!this.signal.aborted) {
      const reading = await this.#look();
      const { trip, next } = reading ? this.#limits.judge(reading, clock.now()) : { trip: undefined, next: LOOKS.near };
      if (reading?.parked) this.#clear();
      else if (reading && trip !== undefined) await this.#trip(trip, reading);
      await clock.sleep(this.#tripped === undefined ? next : LOOKS.amiss, this.signal);
    }
  }

  /** What the mount shows; by dead reckoning when it does not answer; undefined when there is nothing to go by. */
  async #look(): Promise<MountReading | undefined> {
    const { clock } = this.options;
    try {
      const reading = await withDeadline(
        clock,
        LOOK_DEADLINE,
        { what: 'a look at the mount', signal: this.signal },
        (signal) => this.#read(signal),
      );
      this.#last = { ...reading, at: clock.now() };
      return reading;
    } catch (error) {
      this.signal.throwIfAborted();
      this.options.log.debug({ error }, 'the guard cannot see the mount');
      // Nothing was ever seen of a mount that has not been connected yet.
      const last = this.#last;
      if (!last || last.parked || !last.tracking) return last;
      // What followed the sky when it was last seen is taken to follow it still.
      return { ...last, hourAngle: hourAngleOf(last.position, clock.now(), this.options.observatory.site) };
    }
  }

  async #read(signal: AbortSignal): Promise<MountReading> {
    const { telescope } = this;
    const { clock, observatory, session } = this.options;
    if (await telescope.atPark({ signal })) return { parked: true };
    const slewing = await telescope.slewing({ signal });
    const says = await telescope.tracking({ signal });
    const now = clock.now();
    const position = await pointingOf(telescope, now, signal);
    const hourAngle = hourAngleOf(position, now, observatory.site);
    const tracking = !slewing && (says || this.#follows(position, now));
    const facts = tracking ? await mountFacts(telescope, observatory, now, signal) : undefined;
    const state = facts?.flips
      ? await presentState({ telescope, facts, observatory, session, clock, signal }, hourAngle)
      : undefined;
    return { parked: false, slewing, tracking, position, hourAngle, state };
  }

  /** Whether the mount follows the sky although it says that it does not: its right ascension stays the same. */
  #follows({ ra }: { readonly ra: number }, now: number): boolean {
    const last = this.#last;
    if (!last || last.parked || last.slewing || now - last.at < LOOKS.amiss / 2) return false;
    const drift = wrapSignedHours(ra - last.position.ra);
    return Math.abs(drift) < 0.5 * (now - last.at) * SIDEREAL_HOURS_PER_MS;
  }

  #clear(): void {
    if (this.#tripped === undefined || this.#powerCut) return;
    this.#tripped = undefined;
    this.options.log.info({}, 'the mount is parked, within its limits');
    this.options.report(undefined);
  }

  async #trip(reason: string, { slewing, tracking }: Unparked): Promise<void> {
    const { clock } = this.options;
    if (this.#powerCut) return;
    const first = this.#tripped === undefined;
    this.#tripped = reason;
    if (first) {
      this.options.log.error({}, `a limit has been passed: ${reason}`);
      this.#note({ type: 'decision', about: 'limits', action: 'stop', reason });
    }
    // It stands where it may not, and has been told of: what remains is to park it, and that is being done.
    if (!first && !slewing && !tracking) return;
    // Only a slew that never ends is aborted: another may be the one that parks the mount.
    const stopped = await standStill({ clock, signal: this.signal }, this.telescope, { abort: slewing });
    this.options.report(reason);
    if (stopped) return;
    this.#alarm(`the mount does not stop, though ${reason}`);
    if (await this.#comesToRest(OTHERS_PARK)) return;
    this.#note({ type: 'decision', about: 'limits', action: 'park', reason: 'the mount obeyed no command to stop' });
    // It may be told once more that it shall park; whether it does is seen, not believed.
    withDeadline(clock, PARK, { what: 'parking the mount', signal: this.signal }, (signal) =>
      this.telescope.startPark({ signal }),
    ).catch((error: unknown) => {
      if (!this.signal.aborted) this.options.log.warn({ error }, 'the mount does not take the command to park');
    });
    if (await this.#comesToRest(PARK)) return;
    await this.#cutPower();
  }

  /** Waits until the mount is parked, or stands still; longer while it is on its way. */
  async #comesToRest(patience: number): Promise<boolean> {
    const { clock } = this.options;
    const begun = clock.now();
    for (;;) {
      await clock.sleep(LOOKS.amiss, this.signal);
      const reading = await this.#look();
      if (!reading || reading.parked || (!reading.tracking && !reading.slewing && this.#seenAt(clock.now())))
        return true;
      const onItsWay = !reading.parked && reading.slewing && this.#seenAt(clock.now());
      if (clock.now() - begun > (onItsWay ? PARK_AT_MOST : patience)) return false;
    }
  }

  /** Whether the last look was a real one. */
  #seenAt(now: number): boolean {
    return this.#last !== undefined && now - this.#last.at < LOOKS.amiss;
  }

  async #cutPower(): Promise<void> {
    const { rig, observatory, clock } = this.options;
    const id = observatory.safety.mountPower;
    if (id === undefined || !rig.switch) {
      this.#alarm('the mount obeys neither the command to stop nor the one to park: go there');
      return;
    }
    const power = rig.switch;
    for (let attempt = 1; attempt <= CUTS; attempt++) {
      try {
        await withDeadline(clock, CUT_DEADLINE, { what: 'cutting the power', signal: this.signal }, async (signal) => {
          await power.connect({ signal });
          await power.turn({ id, state: false }, { signal });
          if (await power.getSwitch({ id }, { signal })) throw new Error('the switch reads on');
        });
        this.#powerCut = true;
        this.#note({ type: 'decision', about: 'limits', action: 'cut power', reason: 'the mount obeyed nothing' });
        this.#alarm('the power of the mount was cut, since it obeyed neither the command to stop nor the one to park');
        return;
      } catch (error) {
        this.signal.throwIfAborted();
        this.options.log.error({ error, attempt }, 'the power of the mount could not be cut');
      }
      await clock.sleep(LOOKS.amiss, this.signal);
    }
    this.#alarm('the mount obeys nothing, and its power cannot be cut: go there');
  }

  #alarm(message: string): void {
    this.options.log.error({}, message);
    this.options.alarm(message);
    this.#note({ type: 'alarm', message });
  }

  #note(entry: Parameters<Journal['append']>[0]): void {
    // A journal that cannot be written is told of by the journal itself, and must not keep the mount from being stopped.
    this.options.journal.append(entry).catch(() => undefined);
  }
}
