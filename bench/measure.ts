import { monitorEventLoopDelay } from 'node:perf_hooks';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Something that is ready to be measured. */
export interface Attempt {
  /** Once. May give how long it took, ms, where that is not until it resolves. */
  once(): Promise<number | void>;
  /** Not counted. */
  after(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it runs in this process, and so can hold up its event loop. */
  readonly inside: boolean;
}

export interface Measured {
  /** ms, one a run. */
  readonly times: readonly number[];
  /** The same until nothing is left to do for the image. */
  readonly whole: readonly number[];
  /** The longest time for which the event loop stood still, ms, one a run; empty for another process. */
  readonly stalls: readonly number[];
}

/**
 * Runs all of them in turn, some times, after a few that do not count: what disturbs the machine for a while then
 * disturbs all alike.
 */
export async function measureInTurn(runs: number, attempts: readonly Attempt[]): Promise<readonly Measured[]> {
  const results = attempts.map(() => ({ times: [] as number[], whole: [] as number[], stalls: [] as number[] }));
  for (let i = -WARM_UP; i < runs; i++) {
    for (const [k, attempt] of attempts.entries()) {
      const { took, whole, stall } = await observed(attempt);
      await attempt.after();
      if (i < 0) continue;
      results[k]?.times.push(took);
      results[k]?.whole.push(whole);
      if (attempt.inside) results[k]?.stalls.push(stall);
    }
  }
  return results;
}

const WARM_UP = 3;

/** One thing alone. */
export async function measure(
  runs: number,
  once: () => Promise<void>,
): Promise<{ readonly times: readonly number[]; readonly stall: number }> {
  const attempt: Attempt = { once, after: async () => undefined, stop: async () => undefined, inside: true };
  const [measured] = await measureInTurn(runs, [attempt]);
  const { times = [], stalls = [] } = measured ?? {};
  return { times, stall: Math.max(...stalls) };
}

async function observed(attempt: Attempt): Promise<{ took: number; whole: number; stall: number }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const begun = performance.now();
  const took = await attempt.once();
  const whole = performance.now() - begun;
  delays.disable();
  // The monitor's own timer is due every millisecond: what is beyond that is the stall.
  return { took: took ?? whole, whole, stall: Math.max(0, delays.max / 1e6 - 1) };
}
