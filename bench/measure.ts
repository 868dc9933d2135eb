import { monitorEventLoopDelay } from 'node:perf_hooks';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Measured {
  /** ms, one a run. */
  readonly times: readonly number[];
  /** The same until nothing is left to do for the image, where that is later. */
  readonly whole?: readonly number[];
  /** The longest time for which the event loop stood still in any run, ms; undefined for another process. */
  readonly stall: number | undefined;
}

/**
 * Runs `work` some times after some that do not count; `between` is not counted either.
 * @param work may give the moment (of `performance.now`) when the file stood, if it has more to do after that
 */
export async function measure(
  runs: number,
  work: () => Promise<number | void>,
  between: () => Promise<void>,
): Promise<Measured> {
  for (let i = 0; i < 3; i++) {
    await work();
    await between();
  }
  const times: number[] = [];
  const whole: number[] = [];
  let stall = 0;
  for (let i = 0; i < runs; i++) {
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const begun = performance.now();
    const stood = await work();
    const end = performance.now();
    times.push((stood ?? end) - begun);
    whole.push(end - begun);
    delays.disable();
    // The monitor's own timer is due every millisecond: what is beyond that is the stall.
    stall = Math.max(stall, delays.max / 1e6 - 1);
    await between();
  }
  return { times, whole, stall };
}
