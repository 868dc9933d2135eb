import { withDeadline } from '../../devices/clock.js';
import { setIdOf } from '../journal/fold.js';
import type { Verdict } from '../journal/records.js';
import type { Facts } from '../plan/limit-values.js';
import type { Limit, WeatherQuantity } from '../plan/plan.js';
import { everyNode, framesOf } from '../plan/walk.js';
import type { NightWorld } from './night-world.js';

/** ms that the weather station may take for one value */
const STATION_LIMIT = 10_000;

/** What the weather station calls the quantities of limits. */
const SENSORS = {
  'cloud-cover': 'cloudCover',
  humidity: 'humidity',
  'wind-speed': 'windSpeed',
  'wind-gust': 'windGust',
  'rain-rate': 'rainRate',
  temperature: 'temperature',
  'sky-temperature': 'skyTemperature',
  'sky-quality': 'skyQuality',
  seeing: 'starFWHM',
} as const satisfies Readonly<Record<WeatherQuantity, string>>;

/**
 * What limits may depend on beside the sky, as it is at this moment. The weather station is asked for what the limits
 * name, and for nothing else; what it does not tell is left out, and a limit on it then does not hold.
 */
export async function presentFacts(world: NightWorld, limits: readonly Limit[], signal: AbortSignal): Promise<Facts> {
  const weather = new Map<WeatherQuantity, number>();
  const station = world.rig.observingConditions;
  for (const { quantity } of limits) {
    if (!station || !isOfTheWeather(quantity) || weather.has(quantity)) continue;
    const what = `reading ${quantity}`;
    try {
      const value = await withDeadline(world.clock, STATION_LIMIT, { what, signal }, (inner) =>
        station[SENSORS[quantity]]({ signal: inner }),
      );
      if (Number.isFinite(value)) weather.set(quantity, value);
    } catch (error) {
      signal.throwIfAborted();
      world.log.warn({ error, quantity }, 'the weather station does not tell what a limit needs');
    }
  }
  const safe = SAFE[world.board.status.safety.verdict];
  return {
    weather: (quantity) => weather.get(quantity),
    ...(safe === undefined ? {} : { safe }),
    timeOf: (time) => world.calendar.timeOf(time),
    framesDone: (id) => framesDoneOf(world, id),
  };
}

const SAFE: Readonly<Record<Verdict, boolean | undefined>> = { safe: true, unsafe: false, unknown: undefined };

function isOfTheWeather(quantity: Limit['quantity']): quantity is WeatherQuantity {
  return quantity in SENSORS;
}

/** Whether what a limit is about can only be known at the moment itself. */
export function isOfTheMoment({ quantity }: Limit): boolean {
  return isOfTheWeather(quantity) || quantity === 'safe';
}

/** Frames on disk of a target, an expose step or one set of frames; undefined when the plan has none of that id. */
function framesDoneOf({ plan, journal }: NightWorld, id: string): number | undefined {
  const sets = [...everyNode(plan.steps)].flatMap((node) =>
    framesOf(node)
      .filter((set) => node.id === id || set.id === id)
      .map((set) => set.id),
  );
  if (sets.length === 0) return undefined;
  let done = 0;
  for (const [key, numbers] of journal.progress.frames) {
    if (sets.includes(setIdOf(key))) done += numbers.size;
  }
  return done;
}
