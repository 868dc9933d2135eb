import type { Clock } from '../../../devices/clock.js';
import type { SafetyMonitor } from '../../../devices/roles/index.js';
import type { World } from '../../../devices/simulator/index.js';

/** The longest that an answer stands before it is asked for again over the wire, ms. */
const ASKED_ANEW = 60_000;

/**
 * The safety monitor of a rehearsal. A night looks at it twenty thousand times, which is half of all its calls, and all but
 * a few show what the look before has shown. So the simulated weather is asked first whether anything has changed: the
 * monitor itself is asked, as every device is, when it would say something new, and once a minute.
 */
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
