import type { StepKind } from '../steps/step.js';
import { isSameFilter } from './frames.js';
import type { Observatory } from './observatory.js';
import type { StepNode } from './plan.js';
import { type Timing, USUAL_TIMING } from './timing.js';

/** What predictions of time depend on. */
export interface TimeOptions {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly observatory: Observatory;
}

/** deg that a mount turns for a slew of which nothing more is known: from its park position, or across the sky. */
const USUAL_WAY = 60;

export function timingOf({ timing }: Observatory): Timing {
  return timing ?? USUAL_TIMING;
}

/** s for a slew over so many degrees */
export function secondsToSlew({ slewRate, slewSettle }: Timing, way = USUAL_WAY): number {
  return way / slewRate + slewSettle;
}

/** s for a turn of the wheel; neighbours where the order of the filters, or the filter in the beam, is not known */
export function secondsToTurn(observatory: Observatory, from: string | undefined, to: string): number {
  if (isSameFilter(from, to)) return 0;
  const { filterChange, filterSlot } = timingOf(observatory);
  const names = observatory.filters?.map(({ name }) => name) ?? [];
  const [a, b] = [from ?? names[0], to].map((name) => names.findIndex((each) => isSameFilter(each, name)));
  if (a === undefined || b === undefined || a < 0 || b < 0) return filterChange;
  const distance = Math.abs(a - b);
  // A wheel turns the short way round.
  const slots = Math.min(distance, names.length - distance);
  return slots === 0 ? 0 : filterChange + (slots - 1) * filterSlot;
}

/** s that a step takes here: what is known of the observatory says more than the step's own estimate. */
export function secondsOfStep({ kind, body }: StepNode, { steps, observatory }: TimeOptions): number {
  const timing = timingOf(observatory);
  const own = steps.get(kind)?.estimate(body, { observatory }) ?? 0;
  switch (kind) {
    case 'connect':
      return timing.connect;
    case 'disconnect':
      return timing.disconnect;
    case 'open':
    case 'close':
      return timing.roof;
    case 'unpark':
      return timing.unpark;
    case 'cool':
      return rampOf(body, own) + timing.cooling;
    case 'slew':
    case 'park':
      return secondsToSlew(timing);
    case 'filter':
      return timing.filterChange;
    default:
      return own;
  }
}

function rampOf(body: unknown, otherwise: number): number {
  return typeof body === 'object' && body !== null && 'over' in body && typeof body.over === 'number'
    ? body.over
    : otherwise;
}
