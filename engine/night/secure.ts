import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Dome, Telescope } from '../../devices/roles/index.js';
import type { Observatory } from '../plan/observatory.js';
import type { Rig } from '../rig.js';
import type { BringBack } from './connections.js';
import { clearOffset } from '../steps/offset-rates.js';
import type { Session } from '../steps/step.js';
import type { Leases } from './leases.js';

/** What the devices confirmed, read back. `absent`: there is none to secure. */
export interface SecureReport {
  readonly parked: boolean | 'absent';
  readonly closed: boolean | 'absent';
  /** What went wrong on the way, in words. */
  readonly faults: readonly string[];
}

export interface SecureOptions {
  readonly rig: Rig;
  readonly safety: Observatory['safety'];
  readonly clock: Clock;
  readonly leases: Leases;
  /** What the steps have left behind them. */
  readonly session?: Session;
  /** How devices are brought back whose server does not answer where it was. */
  readonly bring?: BringBack | undefined;
  readonly signal?: AbortSignal;
  /** What is being done, for the live view and the log. */
  readonly report?: (doing: string) => void;
}

/** Wait for a step that is winding down to let go of a device, ms. */
const LEASE_WAIT = 10_000;
/** How long the camera is given; the roof does not wait for it. ms */
const CAMERA_LIMIT = 20_000;
/** How long taking back the rates of the mount may take before it is parked as it is, ms. */
const RATES_LIMIT = 5_000;
/** How long a device is sought that does not answer where it was, ms. */
const SEEK_LIMIT = 8_000;
/** How long one look at a device may take that decides how to go on, ms. */
const LOOK_LIMIT = 15_000;

type Attempt = (what: string, work: (signal: AbortSignal) => Promise<void>, limit?: number) => Promise<boolean>;

/**
 * Makes the observatory safe: abort the exposure, park the mount, close the roof. Each part is bounded in time and read
 * back, and the next is tried when one fails. Where roof and telescope share their space the mount is parked first, and
 * the roof stays open over a mount that is not; where they do not, both move at once. Nothing here waits for a camera.
 *
 * This is a plain function on purpose: it is also the last line of defence when everything around it has failed.
 * @throws the signal's reason, and nothing else
 */
export async function secure(options: SecureOptions): Promise<SecureReport> {
  const { rig, safety, clock, signal } = options;
  const faults: string[] = [];
  const attempt: Attempt = async (what, work, limit = safety.stepDeadline) => {
    options.report?.(what);
    try {
      await withDeadline(clock, limit, { what, signal }, work);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };

  const camera = abortExposure(rig, attempt);
  // It rejects only when the signal aborts, and then the roof's rejection is the one that is told.
  camera.catch(() => undefined);
  const shared = await shareSpace(options);
  const secured = shared ? await inOrder(options, attempt, faults) : await together(options, attempt);
  await camera;
  return { ...secured, faults };
}

type Secured = Pick<SecureReport, 'parked' | 'closed'>;

async function inOrder(options: SecureOptions, attempt: Attempt, faults: string[]): Promise<Secured> {
  const parked = await park(options, attempt, true);
  if (parked !== false) return { parked, closed: await close(options, attempt) };
  const shutter = await shutterOf(options);
  if (shutter === 'closed') return { parked, closed: true };
  faults.push('the roof stays as it is: it would hit the telescope, which is not parked');
  return { parked, closed: false };
}

async function together(options: SecureOptions, attempt: Attempt): Promise<Secured> {
  const [parked, closed] = await Promise.allSettled([park(options, attempt, false), close(options, attempt)]);
  if (parked.status === 'rejected') throw parked.reason;
  if (closed.status === 'rejected') throw closed.reason;
  return { parked: parked.value, closed: closed.value };
}

async function abortExposure({ camera }: Rig, attempt: Attempt): Promise<void> {
  if (!camera) return;
  const work = async (signal: AbortSignal): Promise<void> => {
    if (!(await camera.connected({ signal }))) return;
    const state = await camera.cameraState({ signal });
    if (state !== 'exposing' && state !== 'waiting') return;
    if (await camera.canAbortExposure({ signal })) await camera.abortExposure({ signal });
    else if (await camera.canStopExposure({ signal })) await camera.stopExposure({ signal });
  };
  await attempt('aborting the exposure', work, CAMERA_LIMIT);
}

async function park(options: SecureOptions, attempt: Attempt, shared: boolean): Promise<boolean | 'absent'> {
  const { telescope } = options.rig;
  if (!telescope) return 'absent';
  return holding(options, 'telescope', async () => {
    const parked = await attempt('parking the mount', async (signal) => {
      const unless = unlessAborted(signal);
      await connect(options, 'telescope', signal).catch(unless(undefined));
      const stands = await telescope.atPark({ signal }).catch(unless(undefined));
      if (stands === true) return;
      if (shared) await refuseUnderRoof(options, signal);
      if (await telescope.slewing({ signal }).catch(unless(true))) {
        // A mount that refuses to abort may still obey a park: not a reason to stop here.
        await telescope.abortSlew({ signal }).catch(unless(undefined));
      }
      await clearRates(options, telescope, signal).catch(unless(undefined));
      if (!(await telescope.canPark({ signal }).catch(unless(true)))) throw new Error('the mount cannot park');
      // A mount that cannot be read may still be commanded; parking twice is parking.
      if (stands === undefined) await telescope.startPark({ signal }).catch(unless(undefined));
      await telescope.park({ signal });
    });
    // Better a mount that stands still than one that tracks into its pier until somebody comes.
    if (!parked) await attempt('stopping the mount', (signal) => stopMount(telescope, signal), LOOK_LIMIT);
    return parked;
  });
}

/** Takes back the rates of a body that the mount was kept on: some drivers keep them beyond parking. */
async function clearRates({ session, clock }: SecureOptions, telescope: Telescope, signal: AbortSignal): Promise<void> {
  if (!session) return;
  delete session.following;
  if (session.offsetCleared !== false) return;
  const what = 'taking back the rates of the mount';
  await withDeadline(clock, RATES_LIMIT, { what, signal }, (inner) => clearOffset(telescope, inner));
  session.offsetCleared = true;
}

/** Connects a device where it is, and seeks it for a short time where it has gone. */
async function connect({ rig, bring }: SecureOptions, role: 'telescope' | 'dome', signal: AbortSignal): Promise<void> {
  try {
    await rig[role]?.connect({ signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!bring) throw error;
    await bring(role, { signal, deadline: SEEK_LIMIT });
  }
}

async function stopMount(telescope: Telescope, signal: AbortSignal): Promise<void> {
  const unless = unlessAborted(signal);
  if (await telescope.slewing({ signal }).catch(unless(true))) await telescope.abortSlew({ signal });
  if (await telescope.tracking({ signal }).catch(unless(true))) await telescope.track(false, { signal });
}

/** Goes on with `value` when something fails, unless it failed because its time was over. */
function unlessAborted(signal: AbortSignal): <T>(value: T) => (error: unknown) => T {
  return (value) => (error) => {
    if (signal.aborted) throw error;
    return value;
  };
}

/** Moving a telescope under a roof that it would hit is worse than leaving it where it stands. */
async function refuseUnderRoof(options: SecureOptions, signal: AbortSignal): Promise<void> {
  const shutter = await shutterOf(options);
  signal.throwIfAborted();
  // A roof that cannot be read was open when the telescope was last used: parking is then the lesser risk.
  if (shutter === undefined || shutter === 'open') return;
  throw new Error(`it is not parked, and the roof above it is ${shutter}: it is not moved`);
}

async function close(options: SecureOptions, attempt: Attempt): Promise<boolean | 'absent'> {
  const { dome } = options.rig;
  if (!dome) return 'absent';
  return holding(options, 'dome', async () => {
    let able = true;
    const closed = await attempt('closing the roof', async (signal) => {
      const unless = unlessAborted(signal);
      await connect(options, 'dome', signal).catch(unless(undefined));
      able = await dome.canSetShutter({ signal }).catch(unless(true));
      if (!able) return;
      const stands = await dome.shutterStatus({ signal }).catch(unless(undefined));
      // A roof that cannot be read may still be commanded; closing twice is closing.
      if (stands === undefined) await dome.startCloseShutter({ signal }).catch(unless(undefined));
      await dome.closeShutter({ signal });
    });
    return able ? closed : 'absent';
  });
}

/** Whether the roof could hit the telescope: a roll-off roof can, unless the site says otherwise; a dome with a slit cannot. */
async function shareSpace(options: SecureOptions): Promise<boolean> {
  const { dome, telescope } = options.rig;
  if (!dome || !telescope || options.safety.roofClearsTelescope) return false;
  const known = TURNS.get(dome);
  const turns = known ?? (await look(options, dome, (signal) => dome.canSetAzimuth({ signal })));
  if (turns !== undefined) TURNS.set(dome, turns);
  // One that cannot be asked is taken for a roof that can.
  return turns !== true;
}

/** What domes have once said of themselves: it does not change, and rain does not wait for it to be asked again. */
const TURNS = new WeakMap<Dome, boolean>();

function shutterOf(options: SecureOptions): Promise<string | undefined> {
  const { dome } = options.rig;
  if (!dome) return Promise.resolve('open');
  return look(options, dome, (signal) => dome.shutterStatus({ signal }));
}

/** Reads something of the roof, connecting it if need be; undefined when that is not to be had. */
async function look<T>(
  options: SecureOptions,
  dome: Dome,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { clock, signal } = options;
  try {
    return await withDeadline(clock, LOOK_LIMIT, { what: 'looking at the roof', signal }, async (inner) => {
      await connect(options, 'dome', inner);
      return read(inner);
    });
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function holding<T>({ leases }: SecureOptions, role: 'telescope' | 'dome', work: () => Promise<T>): Promise<T> {
  const lease = await leases.seize(role, 'securing', LEASE_WAIT);
  try {
    return await work();
  } finally {
    lease.release();
  }
}

/** Whether nothing is left to be done. */
export function isSecured({ parked, closed }: SecureReport): boolean {
  return parked !== false && closed !== false;
}
