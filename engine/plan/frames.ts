import type { Located } from './document.js';
import { slug } from './identity.js';
import { formatExposure } from './measures.js';
import type { FrameSet } from './plan.js';
import type { FrameBody } from './sequence-schema.js';

/** What holds for frames that do not say otherwise. */
export interface FrameDefaults {
  readonly gain?: number;
  readonly offset?: number;
  readonly binning: number;
}

/** @param at where it is written: the body, with the place of its own to point at */
export function frameSet(
  body: FrameBody,
  defaults: FrameDefaults,
  id: string,
  { place, entries }: Pick<Located, 'place' | 'entries'>,
): FrameSet {
  const filterPlace = entries?.get('filter')?.value.place;
  const { type, filter, exposure = 0, count } = body;
  const gain = body.gain ?? defaults.gain;
  const offset = body.offset ?? defaults.offset;
  return {
    id,
    type,
    ...(filter !== undefined && { filter }),
    exposure,
    count,
    binning: body.binning ?? defaults.binning,
    ...(gain !== undefined && { gain }),
    ...(offset !== undefined && { offset }),
    place,
    ...(filterPlace && { filterPlace }),
  };
}

/** What tells one set of frames from another, without its count: "L-180s". More frames of a set keep its name. */
export function frameName({ type, filter, exposure = 0, binning, gain }: FrameBody): string {
  return [
    ...(type === 'light' ? [] : [type]),
    ...(filter === undefined ? [] : [slug(filter)]),
    ...(type === 'bias' ? [] : [`${String(exposure)}s`]),
    ...(binning === undefined ? [] : [`bin${String(binning)}`]),
    ...(gain === undefined ? [] : [`gain${String(gain)}`]),
  ].join('-');
}

/** "expose 10 x 300 s Ha". */
export function frameTitle({ type, filter, exposure, count }: FrameSet): string {
  const what = [filter, type === 'light' ? undefined : type].filter((word) => word !== undefined).join(' ');
  return `expose ${String(count)} x ${formatExposure(exposure)}${what === '' ? '' : ` ${what}`}`;
}

/** Whether two names are those of one filter: capitals do not matter to a wheel. */
export function isSameFilter(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
