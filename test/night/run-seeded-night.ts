import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, inProcessDispatcher, starsAt, type World } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import { type NightResult, startNight } from '../../engine/night/run-night.js';
import type { Plan, PlanNode } from '../../engine/plan/plan.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { observatory, rigOf } from '../support/rehearsal.js';
import type { Rig } from '../../engine/rig.js';
import { Life, MortalClock, MortalDispatcher, MortalJournal, MortalStore, Shelf } from './mortal.js';
import { noteStrikes, type Struck } from './seeded-faults.js';
import { type SeededPlace, unsafeStretches, worldOf } from './seeded-place.js';
import { type SeededNight, seededNight } from './seeded-plan.js';

/** ms of virtual time after the end of the plan's night by which every run must have ended */
const LATEST = 6 * 3_600_000;
export const POLL = 5_000;
export const STALE_AFTER = 20_000;

/** The camera was told to begin. */
export interface Exposed {
  readonly at: number;
  readonly light: boolean;
  readonly roof: string;
}

/** The sky turned unsafe while the roof was not closed. */
export interface Trip {
  readonly at: number;
  /** ms until the roof was closed */
  readonly closed: number;
  /** Whether anything else was wrong meanwhile. */
  readonly faulty: boolean;
}

export interface SeededRun {
  readonly night: SeededNight;
  readonly result: NightResult | undefined;
  /** Why the night came to no end. */
  readonly stuck: string | undefined;
  readonly world: World;
  readonly records: readonly JournalRecord[];
  readonly shelf: Shelf;
  readonly steps: readonly PlanNode[];
  readonly exposed: readonly Exposed[];
  readonly trips: readonly Trip[];
  /** When the engine was killed. */
  readonly killed: readonly number[];
  /** What faults struck a call. */
  readonly struck: ReadonlySet<Struck>;
  /** How many calls found no server. */
  readonly cutOff: number;
  readonly truth: { readonly parked: boolean; readonly roof: string };
}

/** Runs the night of a seed to its end: as often killed and taken up again as the seed says. */
export function runSeededNight(seed: number, log?: NightTale): Promise<SeededRun> {
  return runNight(seededNight(seed), log);
}

export type NightTale = (at: number, level: string, text: string) => void;

/** Runs a night to its end, with all that is to happen in it. */
export async function runNight(night: SeededNight, log?: NightTale): Promise<SeededRun> {
  const { seed } = night;
  const clock = new VirtualClock(night.start);
  const world = createWorld({ clock, seed, ...worldOf(night.place, night.weather), stars: starsAt([]) });
  for (const fault of night.faults) world.faults.add(fault);
  const { download, saving } = night.place;
  const link = world.faults.add({ device: 'camera', member: 'imageArray', kind: 'slow', seconds: download });
  const struck = noteStrikes(world, { except: link });
  const cutOff = countCutOff(world);
  for (const cut of night.cuts) world.network.cut(cut);
  for (const jam of night.jams) world.roof.jam(jam);

  const place = observatory({
    site: night.place.site,
    safety: {
      poll: POLL,
      staleAfter: STALE_AFTER,
      settle: 60_000,
      tripAfter: 2,
      roofClearsTelescope: night.place.roofClearsTelescope,
      stepDeadline: 120_000,
      conditions: night.place.conditions,
    },
    meridian: night.place.meridian,
  });
  const shelf = new Shelf();
  const disk = new DiscardDisk();
  const inProcess = inProcessDispatcher(world);
  const exposed: Exposed[] = [];
  const onCall = (_: string, path: string, body: string): void => {
    if (!path.endsWith('/startexposure')) return;
    const now = clock.now();
    exposed.push({
      at: now,
      light: /Light=true/iu.test(body),
      roof: world.roof.state(now),
    });
  };
  const killed: number[] = [];
  const trips = watchTrips(night, world, clock, killed);

  const happenings = [...night.happenings];
  let journal = new MemoryJournal(clock);
  let result: NightResult | undefined;
  let stuck: string | undefined;
  let steps = night.plans[0]!;
  for (let run = 0; result === undefined && stuck === undefined; run++) {
    const life = new Life();
    const mortal = new MortalClock(clock, life);
    steps = night.plans[Math.min(run, night.plans.length - 1)]!;
    const plan: Plan = {
      name: 'seeded',
      file: 'seeded.yaml',
      hash: '0',
      observatory: 'simulator',
      night: {},
      startup: night.startup,
      steps,
      shutdown: night.shutdown,
    };
    const client = new AlpacaClient({
      url: 'http://simulator',
      clock: mortal,
      dispatcher: new MortalDispatcher(inProcess, life, onCall),
    });
    const started = startNight({
      plan,
      observatory: place,
      rig: rigIn(night.place, client),
      clock: mortal,
      calendar: { start: night.start, end: night.end, timeOf: () => undefined },
      journal: new MortalJournal(journal, life, night.killLines[run]),
      frames: new MortalStore(
        {
          folder: '/images',
          pattern: '{target}_{filter}_{n}.fits',
          clock: mortal,
          run: 'test',
          night: '2026-11-21',
          sequence: plan.name,
          observatory: place,
          version: '0',
          disk,
        },
        shelf,
        life,
        saving * 1000,
      ),
      steps: STEP_KINDS,
      log: logOf(clock, log),
    });
    const acts = {
      pause: () => {
        started.pause();
      },
      resume: () => {
        started.resume();
      },
      stop: () => {
        started.stop('the seed says so');
      },
      skip: () => {
        started.skip();
      },
      kill: () => {
        life.kill();
      },
    };
    for (const { at, what } of happenings.filter((each) => each.at >= clock.now())) {
      mortal.setTimeout(acts[what], at - clock.now());
    }
    const late = mortal.sleep(night.end + LATEST - clock.now()).then(() => 'late' as const);
    const end = await clock.drive(Promise.race([started.done, life.killed, late]));
    if (end === 'killed') {
      killed.push(clock.now());
      await clock.advance(5_000 + ((seed * 7_919 + run * 104_729) % 90_000));
      journal = new MemoryJournal(clock, journal.records);
      await journal.append({ type: 'resumed', version: '0' });
    } else if (end === 'late') {
      stuck = `still ${started.board.status.activity} ${started.board.status.alarm ?? ''} ${started.board.status.step ?? ''}`;
    } else result = end;
    life.kill();
  }
  world.settle(clock.now());
  const truth = { parked: world.mount.parked(clock.now()), roof: world.roof.state(clock.now()) };
  return {
    night,
    result,
    stuck,
    world,
    records: journal.records,
    shelf,
    steps,
    exposed,
    trips,
    killed,
    struck,
    cutOff: cutOff(),
    truth,
  };
}

/** Counts the calls that find the server gone, as they do. */
function countCutOff({ network }: World): () => number {
  let calls = 0;
  const lost = network.lost.bind(network);
  network.lost = (now) => {
    const so = lost(now);
    if (so) calls++;
    return so;
  };
  return () => calls;
}

/** Looks each second, from when it turns unsafe, until the roof is closed. */
function watchTrips(night: SeededNight, world: World, clock: VirtualClock, killed: readonly number[]): readonly Trip[] {
  const trips: Trip[] = [];
  const unsafe = unsafeStretches(night.weather, night.place);
  for (const { from } of unsafe) {
    clock.setTimeout(() => {
      const already = unsafe.some((other) => other.from < from && from <= other.to);
      if (already || world.roof.state(from) === 'closed') return;
      const look = (): void => {
        const now = clock.now();
        if (world.roof.state(now) === 'closed') {
          trips.push({ at: from, closed: now - from, faulty: isFaulty(night, killed, from, now) });
        } else clock.setTimeout(look, 1_000);
      };
      look();
    }, from - night.start);
  }
  return trips;
}

/** Whether anything beside the weather was wrong, or had just been. */
export function isFaulty(night: SeededNight, killed: readonly number[], from: number, to: number): boolean {
  const wrongs = [
    ...night.faults.map((fault) => ({ from: fault.from ?? 0, to: fault.to ?? Infinity })),
    ...night.cuts,
    ...night.jams,
  ];
  return (
    wrongs.some((wrong) => wrong.from < to && wrong.to > from - STALE_AFTER) ||
    killed.some((at) => at > from - 180_000 && at < to)
  );
}

function rigIn({ sources, fullRig }: SeededPlace, client: AlpacaClient): Rig {
  const { safetyMonitor, ...rig } = rigOf(client);
  return {
    ...rig,
    ...(sources === 'station' || !safetyMonitor ? {} : { safetyMonitor }),
    ...(sources === 'monitor' ? {} : { observingConditions: client.observingConditions(0) }),
    ...(fullRig
      ? { rotator: client.rotator(0), coverCalibrator: client.coverCalibrator(0), switch: client.switch(0) }
      : {}),
  };
}

function logOf(clock: VirtualClock, log: NightTale | undefined) {
  const tell =
    (level: string) =>
    (facts: object, message: string): void => {
      log?.(clock.now(), level, `${message} ${JSON.stringify(facts, errorAsText)}`);
    };
  return { debug: () => undefined, info: tell('info'), warn: tell('warn'), error: tell('error') };
}

function errorAsText(_: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}
