import { createActor, type SnapshotFrom } from 'xstate';
import type { Clock } from '../../devices/clock.js';
import type { FrameStore } from '../fits/frame-store.js';
import type { Journal } from '../journal/journal.js';
import { type NightEvent, nightMachine, type NightOutcome } from '../machines/night.js';
import type { Observatory } from '../plan/observatory.js';
import type { Plan } from '../plan/plan.js';
import type { Rig } from '../rig.js';
import type { StepKind } from '../steps/step.js';
import type { Calendar } from './calendar.js';
import { framesDoneIn, framesIn } from './frame-order.js';
import { Leases } from './leases.js';
import type { Log, NightWorld } from './night-world.js';
import { nightPorts } from './ports.js';
import { isSecured, secure, type SecureReport } from './secure.js';
import { StatusBoard } from './status.js';

export interface NightOptions {
  readonly plan: Plan;
  readonly observatory: Observatory;
  readonly rig: Rig;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly journal: Journal;
  readonly frames: FrameStore;
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly log: Log;
}

export interface NightResult {
  readonly outcome: NightOutcome | 'failed';
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
  /** Settles when the observatory is secured and the night is over; rejects only when it could not be begun. */
  readonly done: Promise<NightResult>;
}

/** ms between two tries to secure an observatory that would not be secured. */
const ALARM_RETRY = 30_000;
/** How often opening the observatory may fail before the night is given up. */
const REOPENINGS = 3;

/** Runs a night with everything given: devices, time, journal, frames. What was done before, the journal knows. */
export function startNight(options: NightOptions): NightRun {
  const { plan, observatory, clock, calendar, journal } = options;
  const board = new StatusBoard(clock, {
    plan: plan.name,
    observatory: observatory.name,
    activity: 'securing',
    held: false,
    safety: { verdict: 'unknown', reason: 'not heard yet' },
    frames: { done: framesDoneIn(plan, journal.progress), total: framesIn(plan.steps) },
    start: calendar.start,
    end: calendar.end,
  });
  const world: NightWorld = { ...options, board, leases: new Leases(clock), session: {}, skipped: new Set() };
  const { ports, lastSecured } = nightPorts(world);
  const actor = createActor(
    nightMachine(
      plan,
      {
        untilStart: () => Math.max(0, calendar.start - clock.now()),
        untilEnd: () => Math.max(0, Math.min(calendar.end - clock.now(), LONGEST_NIGHT)),
      },
      {
        staleAfter: observatory.safety.staleAfter,
        settle: observatory.safety.settle,
        retry: ALARM_RETRY,
        reopenings: REOPENINGS,
      },
      ports,
    ),
    { clock },
  );

  const send = (event: NightEvent): void => {
    actor.send(event);
  };
  const done = new Promise<NightOutcome>((resolve, reject) => {
    actor.subscribe({
      next: (snapshot) => {
        const activity = activityOf(snapshot);
        if (activity !== board.status.activity) {
          board.update({ activity, ...(activity === 'observing' ? {} : { exposure: undefined, target: undefined }) });
          options.log.info({ activity }, `now ${activity}`);
          journal.append({ type: 'activity', state: activity }).catch(reject);
        }
        board.update({
          held: snapshot.matches({ operator: 'hold' }),
          ...(snapshot.hasTag('alarm') ? {} : { alarm: undefined }),
        });
        if (snapshot.matches({ activity: 'closed' })) resolve(snapshot.context.outcome);
      },
      error: reject,
    });
  });
  actor.start();
  return {
    board,
    stop: (reason) => {
      send({ type: 'STOP', reason });
    },
    pause: () => {
      send({ type: 'PAUSE' });
    },
    resume: () => {
      send({ type: 'RESUME' });
    },
    done: finish(world, done, lastSecured).finally(() => {
      actor.stop();
    }),
  };
}

/** A plan without an end runs as long as its steps last. ms; setTimeout takes no more than this. */
const LONGEST_NIGHT = 2 ** 31 - 1;

type NightSnapshot = SnapshotFrom<ReturnType<typeof nightMachine>>;

function activityOf(snapshot: NightSnapshot): string {
  const { activity } = snapshot.value as { activity: string | Record<string, unknown> };
  return typeof activity === 'string' ? activity : (Object.keys(activity)[0] ?? 'unknown');
}

/** Waits for the machine, and secures the observatory by a plain function when the machine itself has failed. */
async function finish(
  world: NightWorld,
  done: Promise<NightOutcome>,
  lastSecured: () => SecureReport | undefined,
): Promise<NightResult> {
  const { plan, journal, log } = world;
  let outcome: NightResult['outcome'];
  let failure: unknown;
  try {
    outcome = await done;
  } catch (error) {
    log.error({ error }, 'the night has failed; securing the observatory');
    outcome = 'failed';
    failure = error;
  }
  const known = lastSecured();
  const secured = outcome !== 'failed' && known && isSecured(known) ? known : await lastLine(world);
  const frames = { done: framesDoneIn(plan, journal.progress), total: framesIn(plan.steps) };
  await journal.appendDurably({ type: 'ended', outcome }).catch((error: unknown) => {
    log.error({ error }, 'the end of the night could not be written to the journal');
  });
  return { outcome, secured, frames, ...(failure === undefined ? {} : { error: failure }) };
}

/** Tries to secure until it is done or has been tried often; nothing else is running any more. */
async function lastLine(world: NightWorld): Promise<SecureReport> {
  let report: SecureReport = { parked: false, closed: false, faults: [] };
  for (let attempt = 1; attempt <= 10; attempt++) {
    report = await secure({ ...world, safety: world.observatory.safety });
    if (isSecured(report)) break;
    world.log.error({ faults: report.faults, attempt }, 'the observatory is NOT secured');
    await world.clock.sleep(ALARM_RETRY);
  }
  return report;
}
