import { setMaxListeners } from 'node:events';
import { createActor, type SnapshotFrom } from 'xstate';
import type { Clock } from '../../devices/clock.js';
import type { Darkroom } from '../fits/darkroom.js';
import type { FrameStore } from '../fits/frame-store.js';
import type { ImageDisk } from '../fits/image-disk.js';
import type { Journal } from '../journal/journal.js';
import { nightMachine } from '../machines/night.js';
import type { NightEvent, NightOutcome } from '../machines/night-facts.js';
import type { Observatory } from '../plan/observatory.js';
import type { Plan } from '../plan/plan.js';
import type { Rig } from '../rig.js';
import type { StepKind } from '../steps/step.js';
import { ALARM_RETRY, Alarms } from './alarms.js';
import type { Calendar } from './calendar.js';
import { type BringBack, Connections } from './connections.js';
import { finishNight } from './finish-night.js';
import { framesDoneIn, framesIn } from './frame-order.js';
import { Leases } from './leases.js';
import type { Log, NightWorld } from './night-world.js';
import { nightPorts } from './ports.js';
import { saverOfNight, tellOfDisk } from './save-frames.js';
import type { SecureReport } from './secure.js';
import { StatusBoard } from './status.js';
import { TolerantJournal } from './tolerant-journal.js';

export interface NightOptions {
  readonly plan: Plan;
  readonly observatory: Observatory;
  readonly rig: Rig;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly journal: Journal;
  readonly frames: FrameStore;
  /** What is known of the disk that the frames go to. */
  readonly disk?: ImageDisk | undefined;
  /** What is done with frames that are saved. */
  readonly darkroom?: Darkroom | undefined;
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly log: Log;
  /** How lost devices are brought back; by default each is connected where it was. */
  readonly bringBack?: BringBack | undefined;
}

export interface NightResult {
  /** `ended with frames missing`: the plan was gone through to its end, and not all of its frames were taken. */
  readonly outcome: NightOutcome | 'ended with frames missing' | 'failed';
  /** What the devices confirmed last. */
  readonly secured: SecureReport;
  readonly frames: { readonly done: number; readonly total: number };
  /** Why, when the night itself failed. */
  readonly error?: unknown;
}

export interface NightRun {
  readonly board: StatusBoard;
  /** Ends the night in order: abort, park, close, then what is left of the shutdown. */
  stop(reason: string): void;
  pause(): void;
  resume(): void;
  /** Leaves the step or the target that is under way. @returns false when nothing is being observed */
  skip(reason?: string): boolean;
  /** Resolves when the observatory is secured and the night is over, however it ended. */
  readonly done: Promise<NightResult>;
}

/** ms that a try to secure may take beyond what its parts may. */
const SECURE_MARGIN = 90_000;
/** How often opening the observatory may fail in a row before the night is given up. */
const REOPENINGS = 3;
/** How often devices may be lost before the night is given up. */
const RECOVERIES = 10;

/** Runs a night with everything given: devices, time, journal, frames. What was done before, the journal knows. */
export function startNight(options: NightOptions): NightRun {
  const { plan, observatory, clock, calendar, log } = options;
  const journal = new TolerantJournal(options.journal, (error, entry) => {
    log.error({ error, entry }, 'the journal could not be written');
    alarms.show();
  });
  const board: StatusBoard = new StatusBoard(clock, {
    plan: plan.name,
    observatory: observatory.name,
    activity: 'securing',
    held: false,
    safety: { verdict: 'unknown', reason: 'not heard yet' },
    frames: { done: framesDoneIn(plan, journal.progress), total: framesIn(plan.steps, journal.progress) },
    start: calendar.start,
    end: calendar.end,
  });
  const alarms = new Alarms(board, () => [options.disk?.trouble, journal.failure]);
  const parts = {
    ...options,
    journal,
    board,
    alarms,
    leases: new Leases(clock),
    connections: new Connections(options),
    session: {},
    skipped: new Set<string>(),
  };
  const saving = new AbortController();
  const world: NightWorld = { ...parts, saver: saverOfNight(parts, saving.signal) };
  tellOfDisk(parts);
  const ended = new AbortController();
  setMaxListeners(0, ended.signal);
  const { ports, lastSecured } = nightPorts(world, ended.signal);
  const actor = createActor(
    nightMachine(
      plan,
      {
        untilStart: () => Math.max(0, calendar.start - clock.now()),
        untilEnd: () => Math.max(0, calendar.end - clock.now()),
      },
      {
        staleAfter: observatory.safety.staleAfter,
        settle: observatory.safety.settle,
        retry: ALARM_RETRY,
        secureLimit: 3 * observatory.safety.stepDeadline + SECURE_MARGIN,
        reopenings: REOPENINGS,
        recoveries: RECOVERIES,
      },
      ports,
    ),
    { clock },
  );

  const send = (event: NightEvent): void => {
    // A machine that has ended or failed takes no events, and would warn of each.
    if (actor.getSnapshot().status === 'active') actor.send(event);
  };
  const done = new Promise<NightOutcome>((resolve, reject) => {
    actor.subscribe({
      next: (snapshot) => {
        // An observer that throws would end the actor without a word.
        try {
          follow(snapshot, world);
        } catch (error) {
          log.error({ error }, 'the state of the night could not be shown');
        }
        if (snapshot.matches({ activity: 'closed' })) resolve(snapshot.context.outcome);
      },
      error: reject,
    });
  });
  actor.start();
  return {
    board,
    stop: (reason) => {
      void journal.append({ type: 'decision', about: 'night', action: 'stop', reason });
      send({ type: 'STOP', reason });
    },
    pause: () => {
      send({ type: 'PAUSE' });
    },
    resume: () => {
      send({ type: 'RESUME' });
    },
    skip: (reason = 'the operator skipped it') => {
      if (!actor.getSnapshot().matches({ activity: 'observing' })) return false;
      send({ type: 'SKIP', reason });
      return true;
    },
    done: finishNight(
      world,
      done,
      lastSecured,
      () => {
        ended.abort(new Error('the night has ended'));
        actor.stop();
      },
      (reason) => {
        saving.abort(reason);
      },
    ),
  };
}

/** Tells the board and the journal where the machine stands. */
function follow(snapshot: NightSnapshot, { board, log, journal, alarms }: NightWorld): void {
  const activity = activityOf(snapshot);
  if (activity !== board.status.activity) {
    board.update({
      activity,
      ...(activity === 'observing' ? {} : { exposure: undefined, target: undefined }),
      ...(activity === 'reopening' ? { secured: undefined } : {}),
    });
    log.info({ activity }, `now ${activity}`);
    void journal.append({ type: 'activity', state: activity });
  }
  const held = snapshot.matches({ operator: 'hold' });
  if (held !== board.status.held) board.update({ held });
  alarms.show();
}

type NightSnapshot = SnapshotFrom<ReturnType<typeof nightMachine>>;

function activityOf(snapshot: NightSnapshot): string {
  const { activity } = snapshot.value as { activity: string | Record<string, unknown> };
  return typeof activity === 'string' ? activity : (Object.keys(activity)[0] ?? 'unknown');
}
