import { type Clock, withDeadline } from '../../../devices/clock.js';
import { PlainSignal } from '../../../devices/plain-signal.js';
import type { Verdict } from '../../journal/records.js';
import type { Observatory } from '../../plan/observatory.js';
import type { Rig, Role } from '../../rig.js';
import type { BringBack } from '../connections.js';
import { ConditionsSource } from './conditions-source.js';
import { FileSource, HeartbeatSource } from './file-sources.js';
import { MonitorSource } from './monitor-source.js';
import { combine, type SafetySource, SourceState } from './source.js';

/** The longest that one look at a source may take, in ms. */
const LOOK_DEADLINE = 5_000;
/** The longest that connecting a source anew may take before the next look, in ms. */
const RECOVER_DEADLINE = 15_000;

/** Everything that an observatory knows its safety by. */
export function safetySources(
  rig: Rig,
  safety: Observatory['safety'],
  clock: Clock,
  bring?: BringBack,
): readonly SafetySource[] {
  const { safetyMonitor, observingConditions } = rig;
  const { conditions = [], file, heartbeat, staleAfter } = safety;
  const sources: SafetySource[] = [];
  const connect = (role: Role) =>
    bring && ((signal: AbortSignal) => bring(role, { signal, deadline: RECOVER_DEADLINE }));
  if (safetyMonitor) sources.push(new MonitorSource(safetyMonitor, connect('safetyMonitor')));
  if (conditions.length > 0) {
    sources.push(
      observingConditions
        ? new ConditionsSource(
            observingConditions,
            conditions,
            () => clock.now(),
            staleAfter,
            connect('observingConditions'),
          )
        : missing('the weather station'),
    );
  }
  if (file) sources.push(new FileSource(file.path, file.maxAge, clock));
  if (heartbeat) sources.push(new HeartbeatSource(heartbeat.path, heartbeat.maxAge, clock));
  return sources;
}

/** A source that is asked for and not there never says safe. */
function missing(name: string): SafetySource {
  return { name, look: () => Promise.reject(new Error('the observatory has none')) };
}

export interface WatchOptions {
  readonly sources: readonly SafetySource[];
  readonly safety: Pick<Observatory['safety'], 'poll' | 'staleAfter' | 'tripAfter'>;
  readonly clock: Clock;
  /** Told of each change at once, and of what goes on several times before it would be stale. */
  readonly report: (verdict: Verdict, reason: string) => void;
}

/**
 * Looks at each source again and again, each in its own time, so that one that hangs does not hide another.
 * @returns a function that ends the watch
 */
export function watchSafety({ sources, safety, clock, report }: WatchOptions): () => void {
  const signal = new PlainSignal();
  const states = sources.map(({ name }) => new SourceState(name, safety));
  let told: { readonly verdict: Verdict; readonly reason: string; readonly at: number } | undefined;

  /** Beyond this a verdict is renewed, ms: with the look that comes nearest to a third of the time for which it stands. */
  const renewal = safety.staleAfter / 3 - safety.poll / 2;
  const judge = (): void => {
    const now = clock.now();
    const { verdict, reason } = combine(states.map((state) => state.opinion(now)));
    const due = told === undefined || now - told.at >= renewal;
    // What has changed is told at once; the reasons of what is safe are not worth it.
    if (!due && told?.verdict === verdict && (verdict === 'safe' || told.reason === reason)) return;
    told = { verdict, reason, at: now };
    report(verdict, reason);
  };

  const follow = async (source: SafetySource, state: SourceState): Promise<void> => {
    let sound = false;
    while (!signal.aborted) {
      if (!sound && source.recover) {
        const recover = source.recover.bind(source);
        // Whether it has helped is what the next look shows.
        await withDeadline(clock, RECOVER_DEADLINE, { what: `connecting ${source.name}`, signal }, recover).catch(
          ignore,
        );
      }
      try {
        const seen = await withDeadline(clock, LOOK_DEADLINE, { what: source.name, signal }, (inner) =>
          source.look(inner),
        );
        sound = true;
        state.heard(seen, clock.now());
      } catch (error) {
        if (signal.aborted) return;
        sound = false;
        state.failed(error instanceof Error ? error.message : String(error));
      }
      judge();
      await clock.sleep(safety.poll, signal);
    }
  };

  /** Without sources there is still the clock: the verdict must not grow stale. */
  const tick = async (): Promise<void> => {
    while (!signal.aborted) {
      judge();
      await clock.sleep(safety.poll, signal);
    }
  };

  const run = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (!signal.aborted) report('unknown', `the safety watch has failed: ${String(error)}`);
    });
  };
  sources.forEach((source, i) => {
    const state = states[i];
    if (state) run(follow(source, state));
  });
  if (sources.length === 0) run(tick());
  return () => {
    signal.abort(new Error('the safety watch has ended'));
  };
}

function ignore(): void {
  // The next look tells.
}
