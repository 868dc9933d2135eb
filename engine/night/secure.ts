import { type Clock, withDeadline } from '../../devices/clock.js';
import type { Observatory } from '../plan/observatory.js';
import type { Rig } from '../rig.js';
import type { Lease, Leases } from './leases.js';

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
  readonly signal?: AbortSignal;
  /** What is being done, for the live view and the log. */
  readonly report?: (doing: string) => void;
}

/** Wait for a step that is winding down to let go of the mount, ms. */
const LEASE_WAIT = 10_000;

/**
 * Makes the observatory safe: abort the exposure, park the mount, close the roof. Each part is bounded in time and read
 * back; when one fails the next is tried all the same, save that a roof that would hit an unparked telescope stays open
 * until the mount is parked. Nothing here waits for a camera.
 *
 * This is a plain function on purpose: it is also the last line of defence when everything around it has failed.
 */
export async function secure(options: SecureOptions): Promise<SecureReport> {
  const { rig, safety } = options;
  const faults: string[] = [];
  const attempt = async (what: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> => {
    options.report?.(what);
    try {
      await withDeadline(options.clock, safety.stepDeadline, { what, signal: options.signal }, work);
      return true;
    } catch (error) {
      options.signal?.throwIfAborted();
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };

  const camera = abortExposure(rig, attempt);
  const parked = await park(options, attempt);
  const mayClose = parked !== false || safety.roofClearsTelescope || (await hasSlit(rig));
  const closed = mayClose ? await close(options, attempt) : false;
  if (!mayClose) faults.push('the roof stays open: it would hit the telescope, which is not parked');
  await camera;
  return { parked, closed, faults };
}

type Attempt = (what: string, work: (signal: AbortSignal) => Promise<void>) => Promise<boolean>;

async function abortExposure({ camera }: Rig, attempt: Attempt): Promise<void> {
  if (!camera) return;
  await attempt('aborting the exposure', async (signal) => {
    if (!(await camera.connected({ signal }))) return;
    const state = await camera.cameraState({ signal });
    if (state !== 'exposing' && state !== 'waiting') return;
    if (await camera.canAbortExposure({ signal })) await camera.abortExposure({ signal });
    else if (await camera.canStopExposure({ signal })) await camera.stopExposure({ signal });
  });
}

async function park({ rig, leases }: SecureOptions, attempt: Attempt): Promise<boolean | 'absent'> {
  const { telescope } = rig;
  if (!telescope) return 'absent';
  return holding(leases, 'telescope', async () => {
    return attempt('parking the mount', async (signal) => {
      await telescope.connect({ signal });
      if (await telescope.atPark({ signal })) return;
      if (await telescope.slewing({ signal })) {
        // A mount that refuses to abort may still obey a park: not a reason to stop here.
        await telescope.abortSlew({ signal }).catch(() => undefined);
      }
      if (await telescope.canPark({ signal })) {
        await telescope.park({ signal });
        return;
      }
      await telescope.track(false, { signal });
      throw new Error('the mount cannot park; its tracking has been stopped');
    });
  });
}

async function close({ rig, leases }: SecureOptions, attempt: Attempt): Promise<boolean | 'absent'> {
  const { dome } = rig;
  if (!dome) return 'absent';
  return holding(leases, 'dome', () =>
    attempt('closing the roof', async (signal) => {
      await dome.connect({ signal });
      if (!(await dome.canSetShutter({ signal }))) return;
      await dome.closeShutter({ signal });
    }),
  );
}

/** A dome that turns has a slit, which can close over a telescope wherever it points; a roll-off roof cannot. */
async function hasSlit({ dome }: Rig): Promise<boolean> {
  if (!dome) return true;
  return dome.canSetAzimuth().catch(() => false);
}

async function holding<T>(leases: Leases, role: 'telescope' | 'dome', work: () => Promise<T>): Promise<T> {
  const lease: Lease = await leases.seize(role, 'securing', LEASE_WAIT);
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
