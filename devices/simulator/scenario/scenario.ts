import type { Fault } from '../faults.js';
import type { WorldOptions } from '../options.js';
import type { EpochMs } from '../../../sky/index.js';
import type { World } from '../world.js';

/** What happens, once it happens. */
export type Happening =
  | { readonly kind: 'clouds' | 'rain' | 'wind' | 'roof jammed' | 'network lost' }
  | { readonly kind: 'fault'; readonly fault: Omit<Fault, 'from' | 'to'> };

export interface ScenarioEvent {
  /** ms since the world began, or a date. */
  readonly at: { readonly after: number } | { readonly date: EpochMs };
  /** ms; for ever if absent. */
  readonly lasts: number | undefined;
  readonly happening: Happening;
}

/** A rehearsal: what the observatory is like, and what befalls it. */
export interface Scenario {
  readonly world: Omit<WorldOptions, 'clock'>;
  /** The date that the world carries when it begins; absent: the real one. */
  readonly start: EpochMs | undefined;
  /** How much faster than real time; absent: not. */
  readonly speed: number | undefined;
  readonly events: readonly ScenarioEvent[];
}

/** Writes the events into the world, each for its time. */
export function stage(world: World, events: readonly ScenarioEvent[]): void {
  const begin = world.clock.now();
  for (const { at, lasts, happening } of events) {
    const from = 'after' in at ? begin + at.after : at.date;
    const stretch = { from, to: lasts === undefined ? Infinity : from + lasts };
    switch (happening.kind) {
      case 'clouds':
      case 'rain':
      case 'wind':
        world.weather.during(happening.kind, stretch);
        break;
      case 'roof jammed':
        world.roof.jam(stretch);
        break;
      case 'network lost':
        world.network.cut(stretch);
        break;
      case 'fault':
        world.faults.add({ ...happening.fault, ...stretch });
    }
  }
}
