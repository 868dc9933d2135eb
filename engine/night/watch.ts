import { type Clock, withDeadline } from '../../devices/clock.js';
import type { SafetyMonitor } from '../../devices/roles/index.js';
import type { Verdict } from '../journal/records.js';
import type { Observatory } from '../plan/observatory.js';

/** The longest that one look at the monitor may take, in ms. */
const LOOK_DEADLINE = 5_000;

/**
 * Looks at the safety monitor again and again, and reports each time. Unsafe is believed at once; an error of
 * communication is borne `tripAfter` times, as long as the last good look is not too old, and is then `unknown`.
 * @returns a function that ends the watch
 */
export function watchSafety(
  monitor: SafetyMonitor | undefined,
  safety: Observatory['safety'],
  clock: Clock,
  report: (verdict: Verdict, reason: string) => void,
): () => void {
  const ended = new AbortController();
  const { signal } = ended;

  const connect = async (): Promise<void> => {
    if (!monitor) return;
    await withDeadline(clock, LOOK_DEADLINE, { what: 'connecting the safety monitor', signal }, (inner) =>
      monitor.connect({ signal: inner }),
    ).catch(() => undefined);
  };

  const look = async (): Promise<void> => {
    await connect();
    let faults = 0;
    let lastHeard = clock.now();
    let lastSafe = false;
    while (!signal.aborted) {
      if (!monitor) {
        report('safe', 'no safety monitor is configured');
      } else {
        try {
          const safe = await withDeadline(clock, LOOK_DEADLINE, { what: 'the safety monitor', signal }, (inner) =>
            monitor.isSafe({ signal: inner }),
          );
          faults = 0;
          lastHeard = clock.now();
          lastSafe = safe;
          report(safe ? 'safe' : 'unsafe', safe ? 'the safety monitor says safe' : 'the safety monitor says unsafe');
          // A monitor that has lost its connection says unsafe rather than fail: a restarted server must be told again.
          if (!safe) await connect();
        } catch (error) {
          if (signal.aborted) return;
          faults++;
          const silentFor = clock.now() - lastHeard;
          const why = error instanceof Error ? error.message : String(error);
          if (faults > safety.tripAfter || silentFor > safety.staleAfter || !lastSafe) {
            report('unknown', `the safety monitor cannot be read: ${why}`);
          }
          // A server that has restarted has forgotten that it was connected.
          await connect();
        }
      }
      await clock.sleep(safety.poll, signal);
    }
  };
  look().catch((error: unknown) => {
    if (!signal.aborted) report('unknown', `the safety watch has failed: ${String(error)}`);
  });
  return () => {
    ended.abort(new Error('the safety watch has ended'));
  };
}
