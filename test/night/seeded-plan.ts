import type { Fault, Stretch } from '../../devices/simulator/index.js';
import type { ErrorPolicy, PlanNode } from '../../engine/plan/plan.js';
import { step } from '../support/plans.js';
import { Chance } from './chance.js';
import { seededFault } from './seeded-faults.js';
import { type SeededPlace, seededPlace, type SeededWeather } from './seeded-place.js';
import { edit, exposureOf, StepMaker } from './seeded-steps.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What happens from outside at a moment. */
export interface Happening {
  readonly at: number;
  readonly what: 'pause' | 'resume' | 'stop' | 'skip' | 'kill';
}

export interface SeededNight {
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly place: SeededPlace;
  readonly weather: SeededWeather;
  /** The plan as it was begun, and as it was after each kill. */
  readonly plans: readonly (readonly PlanNode[])[];
  readonly startup: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
  readonly faults: readonly Fault[];
  /** When the server is gone. */
  readonly cuts: readonly Stretch[];
  /** When the roof does not move. */
  readonly jams: readonly Stretch[];
  readonly happenings: readonly Happening[];
  /** For each run, after how many lines of its journal it is killed. */
  readonly killLines: readonly (number | undefined)[];
}

const POLICIES: readonly ErrorPolicy[] = [
  { retry: 2, backoff: 5, then: 'end the night' },
  { retry: 1, backoff: 5, then: 'next target' },
  { retry: 1, backoff: 5, then: 'skip' },
];

/** Everything about a night, from its seed alone. */
export function seededNight(seed: number): SeededNight {
  const chance = new Chance(seed);
  const place = seededPlace(chance);
  // Local evening to morning, in the north; three hours later in the south, which lies further west.
  const evening = Date.parse('2026-11-21T20:00:00Z') + (place.site.latitude < 0 ? 3 * HOUR : 0);
  const start = evening + chance.between(0, 8) * HOUR;
  const policy = chance.one(POLICIES);
  const steps = new StepMaker(chance, place, start, policy);
  const first = steps.all();
  // What happens shall happen while there is something to be hit.
  const length = 4 * MINUTE + 1.3 * exposureOf(first);
  const within = (): number => start + chance.between(0, length);
  const stretch = (low: number, high: number): Stretch => {
    const from = within();
    return { from, to: from + chance.between(low, high) };
  };
  const edited = chance.odds(0.5) ? edit(chance, first, () => steps.target()) : first;
  const killLines: (number | undefined)[] = [];
  const happenings = happeningsOf(chance, within, killLines);
  const careful = { ...policy, then: 'end the night' as const };
  return {
    seed,
    start,
    end: start + length + chance.one([0, 30, 60]) * MINUTE,
    place,
    weather: {
      clouds: chance.some(chance.one([0, 1, 1, 2]), () => stretch(MINUTE, 10 * MINUTE)),
      rain: chance.odds(0.2) ? [stretch(2 * MINUTE, 10 * MINUTE)] : [],
      storms: chance.odds(0.2) ? [stretch(MINUTE, 10 * MINUTE)] : [],
    },
    plans: [first, edited],
    startup: (['connect', 'open', 'unpark'] as const).map((kind) => step(kind, { onError: careful })),
    shutdown: (['park', 'close', 'disconnect'] as const).map((kind) =>
      step(kind, { id: `shutdown/${kind}`, onError: { retry: 1, backoff: 5, then: 'skip' } }),
    ),
    faults: chance.some(chance.one([0, 0, 1, 2, 4, 6]), () => seededFault(chance, place, start, within)),
    cuts: chance.odds(0.12) ? [stretch(5_000, 3 * MINUTE)] : [],
    jams: chance.odds(0.08) ? [stretch(5_000, 3 * MINUTE)] : [],
    happenings,
    killLines,
  };
}

function happeningsOf(chance: Chance, within: () => number, killLines: (number | undefined)[]): readonly Happening[] {
  const happenings: Happening[] = [];
  if (chance.odds(0.25)) {
    const at = within();
    happenings.push({ at, what: 'pause' }, { at: at + chance.between(5_000, 4 * MINUTE), what: 'resume' });
  }
  if (chance.odds(0.06)) happenings.push({ at: within(), what: 'stop' });
  if (chance.odds(0.08)) happenings.push({ at: within(), what: 'skip' });
  const kills = chance.odds(0.5) ? chance.whole(1, 2) : 0;
  for (let i = 0; i < kills; i++) {
    if (chance.odds(0.5)) killLines[i] = chance.whole(1, 60);
    else happenings.push({ at: within(), what: 'kill' });
  }
  return happenings.sort((a, b) => a.at - b.at);
}
