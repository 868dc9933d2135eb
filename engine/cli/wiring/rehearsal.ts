import type { Hazard, Stretch } from '../../../devices/simulator/index.js';
import { inProcessDispatcher } from '../../../devices/simulator/server/in-process.js';
import { VirtualClock } from '../../../devices/virtual-clock.js';
import { DiscardDisk } from '../../fits/discard-disk.js';
import { FrameStore } from '../../fits/frame-store.js';
import { MemoryJournal } from '../../journal/memory-journal.js';
import type { Log } from '../../night/night-world.js';
import { type NightResult, startNight } from '../../night/run-night.js';
import type { Observatory } from '../../plan/observatory.js';
import type { Plan } from '../../plan/plan.js';
import { parseTime } from '../../plan/time-expression.js';
import { type NightDate, type NightTimes, nightDateAt, nightTimes } from '../../plan/times.js';
import { ROLES } from '../../rig.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { NocturneError } from '../../errors.js';
import { connectRig } from './connect-rig.js';
import { calendarOf, comingNight, type NightCalendar } from './night-calendar.js';
import { openNight } from './open-night.js';
import { rehearsedMonitor, rehearsedSafety } from './rehearsed-safety.js';
import { Servers } from './servers.js';
import { simulatedWorld } from './simulated-world.js';

export interface RehearsalRequest {
  readonly plan: Plan;
  readonly observatory: Observatory;
  /** When the observatory's clock begins, ms since 1970. */
  readonly begin: number;
  readonly date: NightDate | undefined;
  readonly seed: number;
  readonly clouds: readonly CloudySpell[];
  /** Folder for the frames; without one they are blank, and few of them are made into files and forgotten. */
  readonly images: string | undefined;
  readonly openLog: (clock: VirtualClock) => Log;
}

/** "23:10-23:50" in a night. */
export interface CloudySpell extends Stretch {
  readonly text: string;
}

export interface Rehearsed {
  readonly result: NightResult;
  readonly journal: MemoryJournal;
  readonly calendar: NightCalendar;
  /** What would have cost money. */
  readonly hazards: readonly Hazard[];
}

/** Pixels for frames that nobody keeps. */
const SMALL_SENSOR = { width: 32, height: 32 };

/**
 * Carries a plan out against simulators in virtual time: the same client, protocol, steps and machines as in a real
 * night; only the clock and the way to the devices are others.
 */
export function rehearse(request: RehearsalRequest): Promise<Rehearsed> {
  const clock = new VirtualClock(request.begin);
  return clock.drive(rehearseOn(clock, request));
}

async function rehearseOn(clock: VirtualClock, request: RehearsalRequest): Promise<Rehearsed> {
  const { plan, seed, clouds, images } = request;
  const world = simulatedWorld(request.observatory, {
    clock,
    seed,
    clouds,
    blank: images === undefined ? SMALL_SENSOR : undefined,
  });
  const observatory = onSimulators(request.observatory, new Set(world.drivers.map(({ info }) => info.type)));
  const servers = new Servers(clock, { url: 'http://simulator', dispatcher: inProcessDispatcher(world) });
  const { date } = request;
  const calendar =
    date === undefined
      ? comingNight(plan, observatory.site, clock.now())
      : calendarOf(plan, observatory.site, date, clock.now());
  const journal = new MemoryJournal(clock);
  try {
    const { rig: connected, bringBack } = await connectRig(observatory, servers, new AbortController().signal);
    const { safetyMonitor } = connected;
    const rig = safetyMonitor
      ? { ...connected, safetyMonitor: rehearsedMonitor(safetyMonitor, world, clock) }
      : connected;
    const note = { seed, clouds: clouds.map(({ text }) => text) };
    const identity = await openNight(journal, plan, observatory, calendar.date, note);
    const frames = new FrameStore({
      ...identity,
      clock,
      folder: images ?? 'frames',
      pattern: observatory.images.name,
      ...(images === undefined && { disk: new DiscardDisk(), samples: true }),
    });
    const log = request.openLog(clock);
    const run = startNight({
      plan,
      observatory: { ...observatory, safety: rehearsedSafety(observatory.safety, world, clock) },
      rig,
      bringBack,
      clock,
      calendar,
      journal,
      frames,
      steps: STEP_KINDS,
      log,
    });
    const result = await run.done;
    return { result, journal, calendar, hazards: world.truth.collisions };
  } finally {
    await servers.close();
  }
}

/** The same observatory with every device that the simulator has; the others are not there. */
function onSimulators(observatory: Observatory, types: ReadonlySet<string>): Observatory {
  const devices = Object.fromEntries(
    ROLES.filter((role) => observatory.devices[role] && types.has(role.toLowerCase())).map((role) => [
      role,
      { server: 'simulator', device: 0 },
    ]),
  );
  return { ...observatory, devices };
}

/**
 * When a rehearsal begins: at the date that the simulated observatory carries, or with the evening of a date, a little
 * before the plan does anything.
 */
export function beginOf(plan: Plan, observatory: Observatory, date: NightDate | undefined, now: number): number {
  if (date === undefined && observatory.simulator?.start !== undefined) return observatory.simulator.start;
  const night = nightTimes(date ?? nightDateAt(now, observatory.site), observatory.site);
  const evening = night.twilight.sunset ?? night.noon + 6 * 3_600_000;
  const start = plan.night.start && night.timeOf(plan.night.start);
  return Math.floor(Math.min(evening, start ?? evening) / MINUTE - 1) * MINUTE;
}

const MINUTE = 60_000;

/** @throws NocturneError `usage` */
export function cloudySpells(text: string, night: NightTimes): readonly CloudySpell[] {
  return text.split(',').map((part) => {
    const [from, to] = part.split('-').map((time) => momentOf(time.trim(), night));
    if (from === undefined || to === undefined || part.split('-').length !== 2) {
      throw new NocturneError('usage', `--clouds takes times of the night, and was given "${text}"`, {
        hint: 'For example --clouds 23:10-23:50 or --clouds 23:10-23:50,02:00-02:30',
      });
    }
    if (to <= from) {
      throw new NocturneError('usage', `the clouds of "${part.trim()}" end before they come`, {
        hint: 'A night goes from noon to noon: --clouds 23:10-00:30 is right.',
      });
    }
    return { from, to, text: part.trim() };
  });
}

function momentOf(text: string, night: NightTimes): number | undefined {
  const reading = parseTime(text);
  return reading.ok && reading.value.base.kind === 'time-of-day' ? night.timeOf(reading.value) : undefined;
}
