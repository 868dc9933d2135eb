import { type Clock, withDeadline } from '../../devices/clock.js';
import type { ShutterState } from '../../devices/roles/index.js';
import { type GuardRig, type GuardSettings, wordsOf } from './rig.js';

/** `absent`: there is no roof that could be closed. */
export type RoofSight = ShutterState | 'unknown' | 'absent';
/** `loose`: it tracks or slews, and will run into something if nobody minds it. */
export type MountSight = 'parked' | 'still' | 'loose' | 'unknown' | 'absent';
export type SafetySight = 'safe' | 'unsafe' | 'unknown';

/** What the guard sees with its own eyes at one moment. */
export interface Sight {
  readonly roof: RoofSight;
  readonly mount: MountSight;
  readonly safety: SafetySight;
  /** Why something is unknown, in words. */
  readonly faults: readonly string[];
}

/** Looks at everything at once; a device that does not answer costs no more than the deadline, and only its own part. */
export async function lookAround(
  rig: GuardRig,
  clock: Clock,
  { lookDeadline }: Pick<GuardSettings, 'lookDeadline'>,
  signal: AbortSignal,
): Promise<Sight> {
  const faults: string[] = [];
  const look = async <T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | 'unknown'> => {
    try {
      return await withDeadline(clock, lookDeadline, { what, signal }, work);
    } catch (error) {
      signal.throwIfAborted();
      faults.push(`${what}: ${wordsOf(error)}`);
      return 'unknown';
    }
  };
  const now = clock.now();
  const [roof, mount, ...verdicts] = await Promise.all([
    look('the roof', (inner) => roofSight(rig, inner)),
    look('the mount', (inner) => readMount(rig, inner)),
    ...rig.sources.map((source) => look(source.name, (inner) => source.isSafe(inner, now))),
  ]);
  return { roof, mount, safety: together(verdicts), faults };
}

/** Looks at the mount alone. @throws the signal's reason, and nothing else */
export async function lookAtMount(
  rig: GuardRig,
  clock: Clock,
  { lookDeadline }: Pick<GuardSettings, 'lookDeadline'>,
  signal: AbortSignal,
): Promise<MountSight> {
  try {
    return await withDeadline(clock, lookDeadline, { what: 'the mount', signal }, (inner) => readMount(rig, inner));
  } catch {
    signal.throwIfAborted();
    return 'unknown';
  }
}

async function roofSight(rig: GuardRig, signal: AbortSignal): Promise<RoofSight> {
  if (!rig.dome) return 'absent';
  const dome = await rig.dome(signal);
  // The engine disconnects at the end of its night, and a server that has restarted has forgotten everybody.
  await dome.connect({ signal });
  return (await dome.canSetShutter({ signal })) ? dome.shutterStatus({ signal }) : 'absent';
}

async function readMount(rig: GuardRig, signal: AbortSignal): Promise<MountSight> {
  if (!rig.telescope) return 'absent';
  const telescope = await rig.telescope(signal);
  await telescope.connect({ signal });
  if (await telescope.atPark({ signal })) return 'parked';
  const [tracking, slewing] = await Promise.all([telescope.tracking({ signal }), telescope.slewing({ signal })]);
  return tracking || slewing ? 'loose' : 'still';
}

function together(verdicts: readonly (boolean | 'unknown')[]): SafetySight {
  if (verdicts.includes(false)) return 'unsafe';
  return verdicts.includes('unknown') ? 'unknown' : 'safe';
}
