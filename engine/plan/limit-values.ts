import { moonAltitude, moonIllumination, moonPhase, sunAltitude } from '../../sky/index.js';
import type { Observatory } from './observatory.js';
import { LIMITED } from './limited-quantities.js';
import type { Comparison, FramesLimit, Limit, RangeLimit, TimeExpression, WeatherQuantity } from './plan.js';
import { horizonOf, isOfTheTarget, seenFrom, type SkyPosition, valueAt } from './target-values.js';

type Site = Observatory['site'];

/** What limits may depend on beside the sky. What is not known is left out; a limit on it then does not hold. */
export interface Facts {
  /** By the weather station, in the units of `WeatherQuantity`. */
  readonly weather?: (quantity: WeatherQuantity) => number | undefined;
  readonly safe?: boolean;
  readonly timeOf?: (time: TimeExpression) => number | undefined;
  /** Frames on disk of a target, an expose step or a set of frames, by id. */
  readonly framesDone?: (id: string) => number | undefined;
}

/** While the sun is lower, its distance does not matter, deg. */
const SUN_IS_NEAR = -2;
/** Days between two full moons. */
const SYNODIC_MONTH = 29.530588;

/**
 * What a limit's quantity is for a position at a moment, in the quantity's own unit.
 * @returns undefined where it is not known, or there is no position and the quantity needs one
 */
export function limitValue(
  quantity: Exclude<Limit['quantity'], 'after' | 'before' | 'safe' | 'frames-done'>,
  position: SkyPosition | undefined,
  at: number,
  site: Site,
  facts: Facts = {},
): number | undefined {
  if (quantity === 'sun-altitude') return sunAltitude(at, site);
  if (quantity === 'moon-altitude') return moonAltitude(at, site);
  if (quantity === 'moon-phase') return 100 * moonIllumination(at);
  if (isOfTheTarget(quantity)) return position && valueAt(quantity, position, at, site);
  return facts.weather?.(quantity);
}

/** Whether a limit holds for a position at a moment. One that needs what is not known does not. */
export function limitHolds(
  limit: Limit,
  position: SkyPosition | undefined,
  at: number,
  site: Site,
  facts: Facts = {},
): boolean {
  switch (limit.comparison) {
    case 'is':
      return facts.safe === limit.value;
    case 'time': {
      const time = facts.timeOf?.(limit.time);
      return time !== undefined && (limit.quantity === 'after' ? at >= time : at < time);
    }
    case 'lorentzian': {
      const value = limitValue('moon-separation', position, at, site);
      return value !== undefined && value > lorentzian(limit, at);
    }
    case 'within':
    case 'outside': {
      const value = limitValue(limit.quantity, position, at, site);
      return value !== undefined && isWithin(limit, value) === (limit.comparison === 'within');
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (limit.quantity === 'sun-separation' && sunAltitude(at, site) < SUN_IS_NEAR) return true;
      const value =
        limit.quantity === 'frames-done'
          ? facts.framesDone?.(limit.of)
          : limitValue(limit.quantity, position, at, site, facts);
      return value !== undefined && compares(value, limit);
    }
  }
}

function compares(value: number, limit: Pick<Comparison, 'comparison' | 'value'>): boolean {
  switch (limit.comparison) {
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
  }
}

/** The separation from the moon that is asked for at a moment, deg. */
export function lorentzian(
  { distance, width }: { readonly distance: number; readonly width: number },
  at: number,
): number {
  const fromFull = (Math.abs(moonPhase(at) - 180) / 360) * SYNODIC_MONTH;
  return distance / (1 + (fromFull / width) ** 2);
}

/** A range whose end is before its beginning runs through north, or through the anti-meridian. */
function isWithin({ from, to }: RangeLimit, value: number): boolean {
  return from <= to ? value >= from && value <= to : value >= from || value <= to;
}

/** The first limit that does not hold, the horizon of the site and the observatory's own limits included. */
export function brokenLimit(
  limits: readonly Limit[],
  position: SkyPosition,
  at: number,
  observatory: Observatory,
  facts: Facts = {},
): string | undefined {
  const { site } = observatory;
  const broken = firstBroken(limits, position, at, observatory, facts);
  if (broken === undefined) return undefined;
  if (broken !== 'horizon') return whyBroken(broken, position, at, site, facts);
  const { altitude, azimuth } = seenFrom(position, at, site).direction;
  const horizon = horizonOf(site).altitudeAt(azimuth);
  return `it is at ${altitude.toFixed(1)} deg, below the horizon of ${horizon.toFixed(1)} deg at azimuth ${azimuth.toFixed(0)} deg`;
}

/** The same without its reason. */
export function firstBroken(
  limits: readonly Limit[],
  position: SkyPosition,
  at: number,
  observatory: Observatory,
  facts: Facts = {},
): Limit | 'horizon' | undefined {
  const { site } = observatory;
  const holds = (limit: Limit): boolean => limitHolds(limit, position, at, site, facts);
  const broken = limits.find((limit) => !holds(limit)) ?? observatory.limits.find((limit) => !holds(limit));
  if (broken) return broken;
  const { altitude, azimuth } = seenFrom(position, at, site).direction;
  return altitude < horizonOf(site).altitudeAt(azimuth) ? 'horizon' : undefined;
}

function whyBroken(limit: Limit, position: SkyPosition, at: number, site: Site, facts: Facts): string {
  const shall = `and shall be ${limit.text}`;
  switch (limit.comparison) {
    case 'is':
      return `safe is ${facts.safe === undefined ? 'unknown' : String(facts.safe)}, ${shall}`;
    case 'time':
      return `it is not ${limit.text}`;
    case 'lorentzian': {
      const value = limitValue(limit.quantity, position, at, site) ?? Number.NaN;
      return `moon-separation is ${value.toFixed(1)} deg, and shall be > ${lorentzian(limit, at).toFixed(1)} deg at this phase`;
    }
    case 'within':
    case 'outside':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const value =
        limit.quantity === 'frames-done'
          ? facts.framesDone?.(limit.of)
          : limitValue(limit.quantity, position, at, site, facts);
      return `${limit.quantity} is ${value === undefined ? 'unknown' : shownValue(limit, value)}, ${shall}`;
    }
  }
}

/** A value with its unit, in as many digits as show that it is not the one it is compared with: "29.97 deg". */
function shownValue(limit: Comparison | RangeLimit | FramesLimit, value: number): string {
  const unit =
    limit.quantity === 'azimuth' ? 'deg' : limit.quantity === 'frames-done' ? '' : LIMITED[limit.quantity].measure.unit;
  const digits = limit.quantity === 'frames-done' ? 0 : 1;
  const ends = 'value' in limit ? [limit.value] : [limit.from, limit.to];
  const enough = [digits, 2, 3].find((each) => !ends.includes(Number(value.toFixed(each)))) ?? digits;
  return `${value.toFixed(enough)}${unit === '' ? '' : ` ${unit}`}`;
}
