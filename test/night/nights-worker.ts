import { judge } from './judge.js';
import { runSeededNight, type SeededRun } from './run-seeded-night.js';
import type { Struck } from './seeded-faults.js';
import { nodeKinds } from './seeded-steps.js';

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
  readonly struck: readonly Struck[];
  /** What else was in this night, to be counted: its mount, its site, its sources, kinds of nodes, what happened. */
  readonly had: readonly string[];
}

/** Runs one night and judges it. */
export async function tellNight(
  seed: number,
  log?: (at: number, level: string, text: string) => void,
): Promise<NightTold> {
  const run = await runSeededNight(seed, log);
  const { night, result, records, shelf, trips, killed, struck } = run;
  return {
    seed,
    wrong: judge(run),
    outcome: result?.outcome ?? 'without end',
    trips: trips.map(({ closed, faulty }) => ({ closed, faulty })),
    kills: killed.length,
    faults: night.faults.length + night.cuts.length + night.jams.length,
    frames: shelf.saves.size,
    openings: records.filter((record) => record.type === 'activity' && record.state === 'reopening').length,
    struck: [...struck],
    had: thingsOf(run),
  };
}

function thingsOf({ night, killed, records }: SeededRun): readonly string[] {
  const { place, weather, plans, cuts, jams, happenings } = night;
  const things: readonly (readonly [string, boolean])[] = [
    ['southern site', place.site.latitude < 0],
    ['turning dome', place.dome],
    ['roof clears the telescope', place.roofClearsTelescope],
    ['clouds', weather.clouds.length > 0],
    ['rain', weather.rain.length > 0],
    ['storm', weather.storms.length > 0],
    ['server gone', cuts.length > 0],
    ['roof jammed', jams.length > 0],
    ['killed', killed.length > 0],
    ['plan edited after a kill', killed.length > 0 && plans[1] !== plans[0]],
    ['flip', records.some((record) => record.type === 'decision' && record.action === 'flipped')],
    ['alarm', records.some((record) => record.type === 'alarm')],
    ...(['pause', 'stop', 'skip'] as const).map(
      (what) => [what, happenings.some((happening) => happening.what === what)] as const,
    ),
  ];
  return [
    `mount: ${place.mountKind}`,
    `safety by ${place.sources}`,
    ...[...nodeKinds(plans[0] ?? [])].map((kind) => `node: ${kind}`),
    ...things.filter(([, so]) => so).map(([name]) => name),
  ];
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
      struck: [],
      had: [],
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
