import type { Clock } from '../../../devices/clock.js';
import type { SafetyMonitor } from '../../../devices/roles/index.js';
import type { World } from '../../../devices/simulator/index.js';
import type { Observatory } from '../../plan/observatory.js';

type Safety = Observatory['safety'];

/*
 * A night looks at its safety monitor twenty thousand times, which is half of all its calls, and all but a few looks show
 * what the one before has shown. A rehearsal knows its weather, and leaves these out: what changes is seen at the moment at
 * which it would be seen in a real night, through the same watch, client and server.
 */

/** The longest that an answer stands before it is asked for again over the wire, ms. */
const ASKED_ANEW = 60_000;

/** Safety settings whose `poll` leads to the next look that shows something new, or that renews the verdict in time. */
export function rehearsedSafety(safety: Safety, world: World, clock: Clock): Safety {
  const { poll, staleAfter, conditions = [], file, heartbeat } = safety;
  // What else is looked at changes when it likes.
  if (conditions.length > 0 || file || heartbeat) return safety;
  const longest = staleAfter / 2;
  return {
    ...safety,
    get poll() {
      const now = clock.now();
      const safe = world.weather.safe(now);
      let wait = poll;
      while (wait + poll <= longest && world.weather.safe(now + wait) === safe) wait += poll;
      return wait;
    },
  };
}

/** A safety monitor that is asked, as every device is, when it would say something new, and once a minute. */
export function rehearsedMonitor(monitor: SafetyMonitor, world: World, clock: Clock): SafetyMonitor {
  let told: { readonly safe: boolean; readonly at: number } | undefined;
  const isSafe: SafetyMonitor['isSafe'] = async (options) => {
    const now = clock.now();
    if (told && now - told.at < ASKED_ANEW && world.weather.safe(now) === told.safe) return told.safe;
    told = undefined;
    const safe = await monitor.isSafe(options);
    told = { safe, at: now };
    return safe;
  };
  return new Proxy(monitor, {
    get(target, key) {
      if (key === 'isSafe') return isSafe;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}
