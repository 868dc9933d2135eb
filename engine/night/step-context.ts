import { apparent, bodyPosition, localSiderealTime, toEquatorial, toJ2000, wrapHours } from '../../sky/index.js';
import { NocturneError } from '../errors.js';
import type { Position, TargetNode } from '../plan/plan.js';
import type { Rig, Role } from '../rig.js';
import type { SkyPosition, StepContext } from '../steps/step.js';
import type { Lease } from './leases.js';
import type { NightWorld } from './night-world.js';

export interface ContextRequest {
  readonly key: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly target?: { readonly node: TargetNode; readonly position: SkyPosition };
}

/** A step's view of the world, and the leases that it has taken: they are given back when it has truly ended. */
export function stepContext(
  world: NightWorld,
  { key, attempt, signal, target }: ContextRequest,
): { readonly context: StepContext; readonly release: () => void } {
  const leases = new Map<Role, Promise<Lease>>();
  const lease = async (role: Role): Promise<void> => {
    const taken = leases.get(role) ?? world.leases.take(role, key, signal);
    leases.set(role, taken);
    await taken;
  };

  const context: StepContext = {
    clock: world.clock,
    signal,
    observatory: world.observatory,
    session: world.session,
    key,
    attempt,
    ...(target ? { target } : {}),
    async use<R extends Role>(role: R): Promise<NonNullable<Rig[R]>> {
      const device = world.rig[role];
      if (!device) {
        throw new NocturneError('device-missing', `this needs a ${role}, and the observatory has none`);
      }
      await lease(role);
      return device;
    },
    async useIfPresent<R extends Role>(role: R): Promise<Rig[R]> {
      if (world.rig[role]) await lease(role);
      return world.rig[role];
    },
    verdict: () => world.board.status.safety.verdict,
    locate: (name, position) => locate(world, name, position),
    report({ doing, fraction }) {
      world.board.update({ doing, fraction });
      world.log.debug({ key, fraction }, doing);
    },
    decide: (about, action, reason, facts) =>
      world.journal.append({ type: 'decision', about, action, reason, ...(facts ? { facts } : {}) }),
    timeOf: (expression) => world.calendar.timeOf(expression),
    async waitUntil(at, doing) {
      world.board.update({ doing, waitingUntil: at });
      try {
        await world.clock.sleep(Math.max(0, at - world.clock.now()), signal);
      } finally {
        world.board.update({ waitingUntil: undefined });
      }
    },
  };
  return {
    context,
    release() {
      for (const taken of leases.values()) {
        // A lease that was never got, because the step ended while it waited, needs no giving back.
        taken.then((held) => {
          held.release();
        }, ignore);
      }
    },
  };
}

function ignore(): void {
  // Nothing to give back.
}

/**
 * Where a position of the plan is on the sky: a body of the solar system anew each time. A direction is fixed at the first
 * time of asking, and stays so when the plan is taken up again.
 */
export async function locate(world: NightWorld, key: string, position: Position): Promise<SkyPosition> {
  const at = world.clock.now();
  const { site } = world.observatory;
  if (position.kind === 'body') {
    const { ra, dec } = bodyPosition(position.body, at, site);
    return { ra, dec, body: position.body };
  }
  if (position.kind === 'equatorial') {
    if (position.epoch === 'J2000') return { ra: position.ra, dec: position.dec };
    const { ra, dec } = toJ2000(apparent(position.ra, position.dec), at);
    return { ra, dec };
  }
  const known = world.journal.progress.located.get(key);
  if (known) return known;
  const seen =
    position.kind === 'horizontal'
      ? toEquatorial({ altitude: position.altitude, azimuth: position.azimuth }, at, site)
      : apparent(wrapHours(localSiderealTime(at, site.longitude) - position.hourAngle), position.dec);
  const { ra, dec } = toJ2000(seen, at);
  await world.journal.appendDurably({ type: 'located', key, ra, dec });
  return { ra, dec };
}
