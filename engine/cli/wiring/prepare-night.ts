import { join } from 'node:path';
import { SystemClock } from '../../../devices/clock.js';
import { SimulatorServer } from '../../../devices/simulator/index.js';
import { NocturneError } from '../../errors.js';
import { checkFilters, checkPlan } from '../../plan/check.js';
import { isSimulated, type Observatory } from '../../plan/observatory.js';
import type { BringBack } from '../../night/connections.js';
import type { Plan } from '../../plan/plan.js';
import { hasErrors, type Problem, type Sources } from '../../plan/problem.js';
import type { Rig } from '../../rig.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { FileProblems } from '../report-failure.js';
import { chooseObservatory } from './choose-observatory.js';
import type { Cleanup } from './cleanup.js';
import { requireSpeed } from './clock-rate.js';
import { type ConnectedRig, connectRig } from './connect-rig.js';
import { comingNight, type NightCalendar } from './night-calendar.js';
import { imageFolder, makeImageFolder } from './image-folder.js';
import { type KnownNight, LOCK_FILE, makeNightFolder, newNightFolder, shown } from './night-folder.js';
import { ObservatoryClock } from './observatory-clock.js';
import { requireSameNight } from './open-night.js';
import type { RunChoice } from './resume-choice.js';
import { observatoryLockPath, takeLock } from './run-lock.js';
import { Servers } from './servers.js';
import { simulatedWorld } from './simulated-world.js';

export interface PrepareRequest extends RunChoice {
  readonly observatoryNamed: string | undefined;
  /** Where the nights are. */
  readonly nights: string;
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Told of what is doubtful and does not stand in the way. */
  readonly warn: (problems: readonly Problem[], sources: Sources) => void;
  readonly remark: (text: string) => void;
  readonly caution: (text: string) => void;
}

/** Everything that a night needs, connected and checked. Nothing has been moved. */
export interface PreparedNight {
  readonly plan: Plan;
  readonly observatory: Observatory;
  readonly rig: Rig;
  readonly bringBack: BringBack;
  readonly uniqueIds: ConnectedRig['uniqueIds'];
  readonly system: SystemClock;
  readonly clock: ObservatoryClock;
  readonly calendar: NightCalendar;
  /** Absolute. */
  readonly folder: string;
  /** Whether a simulator of this process serves the devices. */
  readonly simulated: boolean;
}

/** ms by which the clocks of a mount and of this computer may differ before it is told. */
const CLOCK_TOLERANCE = 30_000;

/**
 * Reads, checks, locks and connects all that a night needs. What it opens, `cleanup` closes.
 * @throws FileProblems, NocturneError: exit code 2 for the plan, 3 for the observatory
 */
export async function prepareNight(request: PrepareRequest, cleanup: Cleanup): Promise<PreparedNight> {
  const { plan, night, nights, speed, signal } = request;
  const system = new SystemClock();
  const clock = new ObservatoryClock(system, speed);
  const chosen = await chooseObservatory(request, request.observatoryNamed, clock, signal);
  const { observatory } = chosen;
  const sources = new Map([...request.sources, ...chosen.sources]);
  const asked = { ...request, problems: [...request.problems, ...chosen.problems] };
  const simulated = isSimulated(observatory);
  if (speed !== 1 && !simulated && observatory.clock !== 'mount') {
    throw new NocturneError('usage', '--speed is for simulated observatories only: real time has one speed');
  }
  refuseErrors(checkPlan(plan, observatory, { steps: STEP_KINDS }), sources);
  if (night) requireSameNight(night.progress, plan, observatory, shown(night.folder));

  if (simulated) clock.setTo(beginning(observatory, night, system.now()));
  // The calendar of a mount with its own date can only be made when the mount has told it.
  const early = observatory.clock === 'mount' ? undefined : calendarFor(asked, observatory, clock.now(), sources);
  lockDevices(observatory, plan, system, cleanup);

  const servers = simulated ? await startSimulator(observatory, clock, cleanup) : new Servers(clock, undefined);
  cleanup.add(() => servers.close());
  request.remark(
    `Connecting the ${String(Object.keys(observatory.devices).length)} devices of ${observatory.name} ...`,
  );
  const { rig, bringBack, uniqueIds } = await connectRig(observatory, servers, signal);
  await setClock(observatory, simulated, rig, clock, system, request);
  const calendar = early ?? calendarFor(asked, observatory, clock.now(), sources);
  if (rig.filterWheel && !observatory.filters) {
    refuseErrors(checkFilters(plan, await rig.filterWheel.names({ signal })), sources);
  }
  const folder = night?.folder ?? newNightFolder(nights, calendar.date, plan.name);
  makeNightFolder(folder);
  makeImageFolder(imageFolder(observatory, simulated, folder));
  const lock = takeLock(system, join(folder, LOCK_FILE), `the night in ${shown(folder)}`, plan.name);
  cleanup.add(() => lock.release());
  return { plan, observatory, rig, bringBack, uniqueIds, system, clock, calendar, folder, simulated };
}

function refuseErrors(problems: readonly Problem[], sources: Sources): void {
  if (hasErrors(problems)) throw new FileProblems(problems, sources, 'plan');
}

/** A simulated observatory with a date of its own begins there; a night that is taken up again goes on where it ended. */
function beginning({ simulator }: Observatory, night: KnownNight | undefined, now: number): number {
  const last = night && simulator?.start !== undefined ? night.lastMoment : undefined;
  return last ?? simulator?.start ?? now;
}

function calendarFor(request: PrepareRequest, observatory: Observatory, now: number, sources: Sources): NightCalendar {
  const { plan } = request;
  const calendar = comingNight(plan, observatory.site, now);
  const problems = [
    ...request.problems,
    ...checkPlan(plan, observatory, { steps: STEP_KINDS, date: calendar.date, now }),
  ];
  refuseErrors(problems, sources);
  if (problems.length > 0) request.warn(problems, sources);
  return calendar;
}

/** Two runs must not command one mount, from whatever folders they were begun. */
function lockDevices(observatory: Observatory, plan: Plan, system: SystemClock, cleanup: Cleanup): void {
  const path = observatoryLockPath(observatory);
  if (path === undefined) return;
  const lock = takeLock(system, path, `the observatory "${observatory.name}"`, `"${plan.name}" in ${process.cwd()}`);
  cleanup.add(() => lock.release());
}

/** The simulators in this process, behind a real socket: what works with them works with a real server. */
async function startSimulator(observatory: Observatory, clock: ObservatoryClock, cleanup: Cleanup): Promise<Servers> {
  const server = new SimulatorServer(simulatedWorld(observatory, { clock }));
  const { url } = await server.listen();
  cleanup.add(() => server.close());
  return new Servers(clock, { url });
}

async function setClock(
  { clock: whose, name }: Observatory,
  simulated: boolean,
  { telescope }: Rig,
  clock: ObservatoryClock,
  system: SystemClock,
  { signal, caution }: PrepareRequest,
): Promise<void> {
  if (!telescope || simulated) return;
  if (whose === 'mount') {
    await requireSpeed(telescope, clock.speed, system, signal);
    clock.setTo(await telescope.utcDate({ signal }));
    return;
  }
  const difference = await telescope.utcDate({ signal }).then(
    (utc) => utc - system.now(),
    () => 0,
  );
  if (Math.abs(difference) > CLOCK_TOLERANCE) {
    const seconds = String(Math.round(Math.abs(difference) / 1000));
    caution(
      `warning: the mount of "${name}" is ${seconds} s ${difference > 0 ? 'ahead of' : 'behind'} this computer; ` +
        'it will point beside its targets. If it carries its own date, say `clock: mount` in the observatory file.',
    );
  }
}
