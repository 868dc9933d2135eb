import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Telescope } from '../../devices/roles/index.js';
import { type GuardRig, type GuardSettings, type Located, wordsOf } from './rig.js';

/** What was read back after the guard has secured the observatory. */
export interface Secured {
  readonly parked: boolean | 'absent';
  readonly closed: boolean | 'absent';
  /** What went wrong on the way, in words. */
  readonly faults: readonly string[];
}

export interface SecureOptions {
  readonly rig: GuardRig;
  readonly settings: Pick<GuardSettings, 'stepDeadline' | 'roofClearsTelescope'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What is being done now. */
  readonly report: (doing: string) => void;
}

type Attempt = (what: string, work: (signal: AbortSignal) => Promise<void>) => Promise<boolean>;

/** An exposure that goes on harms nobody: it is not waited for longer than this. ms */
const ABORT_DEADLINE = 15_000;

/**
 * Ends the exposure, parks the mount and closes the roof, each bounded in time and read back; when one fails the next is
 * tried all the same. Only a roof that would hit the telescope waits for it to be parked. It is written apart from the
 * engine's own securing, so that no fault of that can be a fault of this.
 */
export async function secureObservatory(options: SecureOptions): Promise<Secured> {
  const { rig, settings, clock, signal, report } = options;
  const faults: string[] = [];
  const within =
    (deadline: number): Attempt =>
    async (what, work) => {
      report(what);
      try {
        await withDeadline(clock, deadline, { what, signal }, work);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        faults.push(`${what}: ${wordsOf(error)}`);
        return false;
      }
    };
  const attempt = within(settings.stepDeadline);
  const ending = endExposure(rig, within(Math.min(ABORT_DEADLINE, settings.stepDeadline)));
  const clears = settings.roofClearsTelescope || (await hasSlit(rig, clock, signal));
  let parked: boolean | 'absent';
  let closed: boolean | 'absent';
  if (clears) {
    [parked, closed] = await Promise.all([park(rig, attempt), close(rig, attempt)]);
  } else if (await isClosed(rig, clock, signal)) {
    // Under a low roof that has closed already a mount is stopped where it is rather than driven into the roof.
    closed = true;
    parked = await stop(rig, attempt);
  } else {
    parked = await park(rig, attempt);
    closed = parked === false ? false : await close(rig, attempt);
    if (parked === false && rig.dome)
      faults.push('the roof stays open: it would hit the telescope, which is not parked');
  }
  await ending;
  return { parked, closed, faults };
}

/** Whether nothing is left to be done. */
export function isSecured({ parked, closed }: Secured): boolean {
  return parked !== false && closed !== false;
}

async function endExposure({ camera: find }: GuardRig, attempt: Attempt): Promise<void> {
  if (!find) return;
  await attempt('ending the exposure', async (signal) => {
    const camera = await find(signal);
    if (!(await camera.connected({ signal }))) return;
    const state = await camera.cameraState({ signal });
    if (state !== 'exposing' && state !== 'waiting') return;
    if (await camera.canAbortExposure({ signal })) await camera.abortExposure({ signal });
  });
}

async function park({ telescope: find }: GuardRig, attempt: Attempt): Promise<boolean | 'absent'> {
  if (!find) return 'absent';
  const parked = await attempt('parking the mount', async (signal) => {
    const telescope = await find(signal);
    await telescope.connect({ signal });
    if (await telescope.atPark({ signal })) return;
    // A mount that does not obey an abort may still obey a park.
    if (await telescope.slewing({ signal })) await telescope.abortSlew({ signal }).catch(() => undefined);
    if (!(await telescope.canPark({ signal }))) {
      await telescope.track(false, { signal });
      throw new Error('the mount cannot park; its tracking has been stopped');
    }
    await telescope.park({ signal });
    if (!(await telescope.atPark({ signal }))) throw new Error('AtPark reads false');
  });
  // Better a mount that stands still than one that tracks into its pier until somebody comes.
  if (!parked) await attempt('stopping the mount', (signal) => standStill(find, signal));
  return parked;
}

async function stop({ telescope: find }: GuardRig, attempt: Attempt): Promise<boolean | 'absent'> {
  if (!find) return 'absent';
  return attempt('stopping the mount under the closed roof', (signal) => standStill(find, signal));
}

async function standStill(find: Located<Telescope>, signal: AbortSignal): Promise<void> {
  const telescope = await find(signal);
  await telescope.connect({ signal });
  if (await telescope.atPark({ signal })) return;
  if (await telescope.slewing({ signal })) await telescope.abortSlew({ signal });
  await telescope.track(false, { signal });
}

async function close({ dome: find }: GuardRig, attempt: Attempt): Promise<boolean | 'absent'> {
  if (!find) return 'absent';
  return attempt('closing the roof', async (signal) => {
    const dome = await find(signal);
    await dome.connect({ signal });
    if (!(await dome.canSetShutter({ signal }))) return;
    await dome.closeShutter({ signal });
    const state = await dome.shutterStatus({ signal });
    if (state !== 'closed') throw new Error(`ShutterStatus reads ${state}`);
  });
}

/** ms that a question on the way may take. */
const ASK_DEADLINE = 10_000;

/** A dome that turns closes its slit over a telescope wherever it points; a roll-off roof cannot. */
function hasSlit({ dome }: GuardRig, clock: Clock, signal: AbortSignal): Promise<boolean> {
  return ask(
    clock,
    signal,
    async (inner) => dome !== undefined && (await dome(inner)).canSetAzimuth({ signal: inner }),
  );
}

function isClosed({ dome }: GuardRig, clock: Clock, signal: AbortSignal): Promise<boolean> {
  return ask(clock, signal, async (inner) => {
    const state = dome && (await (await dome(inner)).shutterStatus({ signal: inner }));
    return state === 'closed';
  });
}

/** What cannot be answered is no: it leads to the careful order. */
async function ask(
  clock: Clock,
  signal: AbortSignal,
  question: (signal: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await withDeadline(clock, ASK_DEADLINE, { what: 'the roof', signal }, question);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
