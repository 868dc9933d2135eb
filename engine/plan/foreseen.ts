import type { Limit } from './plan.js';

/** Nobody knows the weather of a night to come: it is taken to be fine, and safe. */
function isForeseen({ quantity }: Limit): boolean {
  return !isOfTheStation(quantity);
}

const STATION: ReadonlySet<string> = new Set<Limit['quantity']>([
  'cloud-cover',
  'humidity',
  'wind-speed',
  'wind-gust',
  'rain-rate',
  'temperature',
  'sky-temperature',
  'sky-quality',
  'seeing',
]);

/** Whether a weather station has to tell a quantity. */
export function isOfTheStation(quantity: Limit['quantity']): boolean {
  return STATION.has(quantity);
}

/** Those limits that can be looked up for a night to come. */
export function foreseen(limits: readonly Limit[]): readonly Limit[] {
  return limits.filter(isForeseen);
}

/** Those limits that the sky of a night decides: not the weather, nor what is done by then, nor what the safety monitor says. */
export function ofTheSky(limits: readonly Limit[]): readonly Limit[] {
  return foreseen(limits).filter(({ quantity }) => quantity !== 'safe' && quantity !== 'frames-done');
}
