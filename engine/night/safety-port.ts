import type { Verdict } from '../journal/records.js';
import type { NightPorts } from '../machines/ports.js';
import type { AbsentDevices } from './absent-devices.js';
import { startLimitsGuard } from './limits-guard.js';
import type { NightWorld } from './night-world.js';
import { safetySources, watchSafety } from './safety/watch.js';

/** What the night machine hears of safety: the sources, the limits of the mount, and devices that are gone. */
export function safetyPort(
  world: NightWorld,
  ended: AbortSignal,
  absent: AbsentDevices,
): Pick<NightPorts, 'watch' | 'silentFor'> {
  const { clock, observatory, board, journal, log } = world;
  /** When the watch last came to a verdict, or began. */
  let heardAt = clock.now();
  const silentFor = (): number => {
    // A computer's clock that is set back makes no verdict younger than it can be.
    heardAt = Math.min(heardAt, clock.now());
    return clock.now() - heardAt;
  };

  return {
    silentFor,
    watch(report) {
      let told: readonly [Verdict, string] | undefined;
      let heard: readonly [Verdict, string] = ['unknown', 'not heard yet'];
      let spokenAt: number | undefined;
      heardAt = clock.now();
      /** A limit of the mount that was passed: as unsafe as rain, until the mount is parked. */
      let limit: string | undefined;
      const publish = (anew = false): void => {
        const [verdict, reason] = together(heard, limit, absent.reason);
        board.update({ safety: { verdict, reason, at: spokenAt } });
        if (told?.[0] !== verdict) {
          log.info({ verdict }, reason);
          // What cannot be written is told of by the journal itself.
          journal.append({ type: 'verdict', verdict, reason }).catch(() => undefined);
        }
        const changed = told?.[0] !== verdict || told[1] !== reason;
        told = [verdict, reason];
        if (changed || anew) report(verdict, reason);
      };
      absent.onChange = () => {
        publish();
      };
      const endGuard = startLimitsGuard({
        ...world,
        report: (trip) => {
          if (trip === limit) return;
          limit = trip;
          if (trip === undefined) world.alarms.clear('limits');
          publish();
        },
        alarm: (message) => {
          world.alarms.raise('limits', message);
        },
      });
      const endWatch = watchSafety({
        sources: safetySources(world.rig, observatory.safety, clock, world.connections.bring),
        safety: observatory.safety,
        clock,
        report: (verdict, reason) => {
          // The machine has taken a long silence for unsafe: what is as it was before is news to it.
          const anew = silentFor() >= observatory.safety.staleAfter;
          heardAt = spokenAt = clock.now();
          heard = [verdict, reason];
          publish(anew);
        },
      });
      const end = (): void => {
        ended.removeEventListener('abort', end);
        endGuard();
        endWatch();
      };
      // A machine that has failed stops nothing that it has begun.
      ended.addEventListener('abort', end, { once: true });
      return end;
    },
  };
}

/** What is to be thought of the safety when the watch says `heard`, beside a limit that was passed and devices that are gone. */
function together(
  heard: readonly [Verdict, string],
  limit: string | undefined,
  absence: string | undefined,
): readonly [Verdict, string] {
  if (limit !== undefined) return ['unsafe', limit];
  return absence !== undefined && heard[0] !== 'unsafe' ? ['unknown', absence] : heard;
}
