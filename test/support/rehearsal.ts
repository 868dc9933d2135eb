import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, inProcessDispatcher, type World, type WorldOptions } from '../../devices/simulator/index.js';
import type { Dispatcher } from 'undici';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import type { FrameDisk } from '../../engine/fits/frame-disk.js';
import type { Darkroom, DarkroomOptions } from '../../engine/fits/darkroom.js';
import { FrameStore } from '../../engine/fits/frame-store.js';
import type { Journal } from '../../engine/journal/journal.js';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import type { Calendar } from '../../engine/night/calendar.js';
import type { BringBack } from '../../engine/night/connections.js';
import { type NightResult, type NightRun, startNight } from '../../engine/night/run-night.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import type { Plan, PlanNode } from '../../engine/plan/plan.js';
import type { Rig } from '../../engine/rig.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

export const SITE = {
  name: 'La Palma',
  latitude: 28.76,
  longitude: -17.88,
  elevation: 2326,
  zone: 'Atlantic/Canary',
  horizon: [[0, 10]] as const,
};

export function observatory(more: Partial<Observatory> = {}): Observatory {
  return {
    name: 'rehearsal',
    site: SITE,
    devices: {},
    optics: { focalLength: 500, aperture: 100 },
    clock: 'system',
    safety: {
      poll: 2_000,
      staleAfter: 30_000,
      settle: 60_000,
      tripAfter: 2,
      roofClearsTelescope: false,
      stepDeadline: 120_000,
    },
    meridian: { trackPast: 600_000, settle: 2_000, whenNoSide: 'hour angle', attempts: 3 },
    limits: [],
    images: { folder: '/images', name: '{target}/{target}_{filter}_{exposure}s_{n}.fits' },
    ...more,
  };
}

export interface RehearsalOptions {
  /** ms since 1970 */
  readonly start: number;
  readonly end?: number;
  readonly startup?: readonly PlanNode[];
  readonly steps: readonly PlanNode[];
  readonly shutdown?: readonly PlanNode[];
  readonly observatory?: Partial<Observatory>;
  readonly world?: Partial<WorldOptions>;
  /** Called before the night begins. */
  readonly prepare?: (world: World, clock: VirtualClock) => void;
  /** Called when it has begun. */
  readonly during?: (run: NightRun, world: World, clock: VirtualClock) => void;
  /** Devices beside those that every rehearsal has, or instead of them. */
  readonly rig?: (rig: Rig, client: AlpacaClient) => Rig;
  readonly calendar?: Calendar;
  /** The way to the devices, given the one that leads straight there. */
  readonly way?: (straight: Dispatcher, clock: VirtualClock) => Dispatcher;
  /** How lost devices are brought back. */
  readonly bringBack?: (client: AlpacaClient) => BringBack;
  /** What the night writes to, given the journal that is judged. */
  readonly through?: (journal: MemoryJournal) => Journal;
  /** Instead of one that keeps nothing. */
  readonly disk?: FrameDisk;
  /** What is done with frames that are saved; by default nothing. */
  readonly darkroom?: (night: Pick<DarkroomOptions, 'clock' | 'journal'>) => Darkroom;
  /** A journal of an earlier part of the night. */
  readonly journal?: MemoryJournal;
}

export interface Rehearsal {
  readonly result: NightResult;
  readonly world: World;
  readonly records: readonly JournalRecord[];
  readonly journal: MemoryJournal;
}

export function rigOf(client: AlpacaClient): Rig {
  return {
    telescope: client.telescope(0),
    camera: client.camera(0),
    filterWheel: client.filterWheel(0),
    focuser: client.focuser(0),
    dome: client.dome(0),
    safetyMonitor: client.safetyMonitor(0),
  };
}

/** A whole night in virtual time against the simulated observatory, without sockets and without files. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const clock = new VirtualClock(options.start);
  const world = createWorld({
    clock,
    seed: 1,
    site: SITE,
    camera: { width: 32, height: 24 },
    ...options.world,
  });
  options.prepare?.(world, clock);
  const straight = inProcessDispatcher(world);
  const dispatcher = options.way?.(straight, clock) ?? straight;
  const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher });
  const journal = options.journal ?? new MemoryJournal(clock);
  const place = observatory(options.observatory);
  const plan: Plan = {
    name: 'rehearsal',
    file: 'rehearsal.yaml',
    hash: '0',
    observatory: 'simulator',
    night: {},
    startup: options.startup ?? [],
    steps: options.steps,
    shutdown: options.shutdown ?? [],
  };
  const frames = new FrameStore({
    folder: '/images',
    pattern: '{target}_{filter}_{n}.fits',
    clock,
    run: 'test',
    night: '2026-11-21',
    sequence: plan.name,
    observatory: place,
    version: '0',
    disk: options.disk ?? new DiscardDisk(),
  });
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const run = startNight({
    plan,
    observatory: place,
    rig: options.rig?.(rigOf(client), client) ?? rigOf(client),
    ...(options.bringBack && { bringBack: options.bringBack(client) }),
    clock,
    calendar: options.calendar ?? {
      start: options.start,
      end: options.end ?? options.start + 14 * 3_600_000,
      timeOf: () => undefined,
    },
    journal: options.through?.(journal) ?? journal,
    frames,
    darkroom: options.darkroom?.({ clock, journal }),
    steps: STEP_KINDS,
    log: process.env['NOCTURNE_TEST_LOG'] ? consoleLog(clock) : log,
  });
  options.during?.(run, world, clock);
  const result = await clock.drive(run.done);
  return { result, world, records: journal.records, journal };
}

function quiet(): void {
  // Rehearsals are judged by their journal.
}

function consoleLog(clock: VirtualClock) {
  const print =
    (level: string) =>
    (facts: object, message: string): void => {
      console.log(new Date(clock.now()).toISOString(), level, message, JSON.stringify(facts));
    };
  return { debug: quiet, info: print('info'), warn: print('warn'), error: print('error') };
}
