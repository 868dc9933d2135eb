import type { FrameSet } from '../plan/plan.js';
import type { Observatory } from '../plan/observatory.js';
import type { SkyPosition } from '../steps/step.js';
import type { EndReadings, StartReadings } from './readings.js';

/** Which frame of the plan: everything that its name and its place in the journal follow from. */
export interface FrameIdentity {
  /** As `frameKey` makes it. */
  readonly key: string;
  readonly set: FrameSet;
  /** Of the repeats around it, from the outermost. */
  readonly passes: readonly number[];
  /** From 1. */
  readonly n: number;
  readonly target?: { readonly name: string; readonly position: SkyPosition } | undefined;
}

/** What all frames of one night have in common. */
export interface NightIdentity {
  /** Unique to this night, and the same when it is taken up again. */
  readonly run: string;
  /** The date of its evening at the site: 2026-11-21 */
  readonly night: string;
  /** Name of the plan. */
  readonly sequence: string;
  readonly observatory: Observatory;
  /** UniqueID of the camera, where its server tells it. */
  readonly camera?: string;
  /** Of Nocturne. */
  readonly version: string;
}

/** What is known of one exposure when it is saved. */
export interface FrameFacts {
  readonly frame: FrameIdentity;
  /** What the camera was asked for where that is not what the set says, s. */
  readonly asked?: number;
  readonly start: StartReadings;
  readonly end: EndReadings;
}

/** The moments of an exposure, ms since 1970, and how long it was, s. */
export interface ExposureTimes {
  readonly begin: number;
  readonly middle: number;
  readonly end: number;
  readonly duration: number;
  /** Whose clock `begin` is from. */
  readonly source: 'camera' | 'host';
  /** Whether the camera measured `duration`, or it is what was asked for. */
  readonly measured: boolean;
}

/** How far the camera's clock may be from ours for its start time to be believed, ms. */
const PLAUSIBLE = 2000;

/**
 * When the exposure was. The camera's own start time is the better one where it has one that can be true; drivers that
 * give whole seconds, or the time of something else, do not make ours worse.
 */
export function exposureTimes({ frame, start, end, asked = frame.set.exposure }: FrameFacts): ExposureTimes {
  const { duration: said, cameraStart } = end;
  // Some drivers give the duration in another unit, or that of the exposure before.
  const measured = said !== undefined && said >= 0.5 * asked && said <= 1.5 * asked + 1;
  const duration = measured ? said : asked;
  const precise = cameraStart !== undefined && Math.floor(cameraStart) % 1000 !== 0;
  const source = precise && Math.abs(cameraStart - start.at) <= PLAUSIBLE ? 'camera' : 'host';
  const begin = source === 'camera' && cameraStart !== undefined ? cameraStart : start.at;
  return { begin, middle: begin + 500 * duration, end: begin + 1000 * duration, duration, source, measured };
}
