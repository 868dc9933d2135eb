import type { Telescope } from '../../devices/roles/index.js';
import type { MountOptions } from '../../devices/simulator/options.js';
import type { World } from '../../devices/simulator/index.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import type { TargetNode } from '../../engine/plan/plan.js';
import { bodyPosition, separation, type SolarSystemBody } from '../../sky/index.js';
import { END, frames, step, target } from '../support/plans.js';
import { rehearse, type Rehearsal, type RehearsalOptions, SITE } from '../support/rehearsal.js';

/** The moon passes the meridian at 22:27, 74 degrees high. */
export const BEFORE_TRANSIT = Date.parse('2026-11-21T21:50:00Z');
/** It is in the east, and nothing flips. */
export const EVENING = Date.parse('2026-11-21T20:00:00Z');
const ARCSECONDS = 3600;
const CAMERA = { width: 64, height: 48, pixelSize: 3.76 };
/** mm: so short that these few pixels see a field of 1.1 degrees. */
const FOCAL_LENGTH = 9.4;
/** A twentieth of its shorter side, arcsec. */
export const TWENTIETH = ((48 * 3.76e-3) / FOCAL_LENGTH / 20) * (180 / Math.PI) * ARCSECONDS;

export const MOON: SolarSystemBody = { kind: 'moon' };
/** A mount that errs in nothing. */
const IDEAL: Partial<MountOptions> = {
  pointingError: { ra: 0, dec: 0 },
  polarError: { altitude: 0, azimuth: 0 },
  periodicError: { amplitude: 0, period: 480 },
  drift: { ra: 0, dec: 0 },
  trackPast: 10,
};

export interface Followed extends Rehearsal {
  /** arcsec between where the telescope truly points and the body, in the middle of each frame */
  readonly off: readonly number[];
  readonly decisions: readonly string[];
}

/** Frames of two minutes of a body, and how far from it the telescope truly was. */
export async function followed(
  body: SolarSystemBody,
  more: Partial<RehearsalOptions> & { readonly target?: Partial<TargetNode>; readonly count?: number } = {},
): Promise<Followed> {
  const off: number[] = [];
  const set = frames('b/L', more.count ?? 3, { exposure: 120, filter: 'L' });
  const rehearsal = await rehearse({
    start: EVENING,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: [target('b', [set], { position: { kind: 'body', body }, onError: END, ...more.target })],
    shutdown: [step('park'), step('close'), step('disconnect')],
    during(run, world, clock) {
      let seen = 0;
      const measure = (): void => {
        off.push(separation(world.truth.pointing, bodyPosition(body, clock.now(), SITE)) * ARCSECONDS);
      };
      const look = (): void => {
        const { exposure, activity } = run.board.status;
        if (exposure && exposure.start !== seen) {
          seen = exposure.start;
          clock.setTimeout(measure, seen + exposure.duration / 2 - clock.now());
        }
        if (activity !== 'closed') clock.setTimeout(look, 5_000);
      };
      look();
    },
    ...more,
    observatory: { optics: { focalLength: FOCAL_LENGTH }, ...more.observatory },
    world: { mount: IDEAL, camera: CAMERA, ...more.world },
  });
  return { ...rehearsal, off, decisions: decisionsIn(rehearsal.records) };
}

export function decisionsIn(records: readonly JournalRecord[], about = 'following'): readonly string[] {
  return records.flatMap((record) =>
    record.type === 'decision' && record.about === about ? [`${record.action}: ${record.reason}`] : [],
  );
}

/** The simulated mount with another driver. */
export function withMount(change: (telescope: Telescope) => Partial<Telescope>): Partial<RehearsalOptions> {
  return {
    rig: (rig) => {
      if (rig.telescope) Object.assign(rig.telescope, change(rig.telescope));
      return rig;
    },
  };
}

/** What the simulated driver itself is set to. */
export function ratesOf(world: World): readonly [number, number] {
  const driver = world.drivers.find(({ info }) => info.type === 'telescope') as unknown as {
    rightAscensionRate(): number;
    declinationRate(): number;
  };
  return [driver.rightAscensionRate(), driver.declinationRate()];
}

/** A driver that keeps its rates to itself. */
export function deaf(): Partial<RehearsalOptions> {
  return withMount(() => {
    const kept = { ra: 0, dec: 0 };
    return {
      rightAscensionRate: async () => kept.ra,
      declinationRate: async () => kept.dec,
      setRightAscensionRate: async (rate) => void (kept.ra = rate),
      setDeclinationRate: async (rate) => void (kept.dec = rate),
    };
  });
}
