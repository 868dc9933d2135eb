import { judge } from './judge.js';
import { runSeededNight } from './run-seeded-night.js';

/** What is told of one night. */
export interface NightTold {
  readonly seed: number;
  readonly wrong: readonly string[];
  readonly outcome: string;
  readonly trips: readonly { readonly closed: number; readonly faulty: boolean }[];
  readonly kills: number;
  readonly faults: number;
  readonly frames: number;
  readonly openings: number;
}

/** Runs one night and judges it. */
export async function tellNight(
  seed: number,
  log?: (at: number, level: string, text: string) => void,
): Promise<NightTold> {
  const run = await runSeededNight(seed, log);
  const { night, result, records, shelf, trips, kills } = run;
  return {
    seed,
    wrong: judge(run),
    outcome: result?.outcome ?? 'without end',
    trips: trips.map(({ closed, faulty }) => ({ closed, faulty })),
    kills,
    faults: night.faults.length + night.cuts.length + night.jams.length,
    frames: shelf.saves.size,
    openings: records.filter((record) => record.type === 'activity' && record.state === 'reopening').length,
  };
}

/** As a process of its own: seeds come in, what is told of them goes out. */
if (process.send) {
  let current = 0;
  const fail = (error: unknown): void => {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.send?.({
      seed: current,
      wrong: [why],
      outcome: 'thrown',
      trips: [],
      kills: 0,
      faults: 0,
      frames: 0,
      openings: 0,
    });
  };
  process.on('unhandledRejection', (error) => {
    fail(error);
  });
  process.on('message', (seed: number) => {
    current = seed;
    tellNight(seed).then((told) => process.send?.(told), fail);
  });
}
