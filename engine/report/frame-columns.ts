import type { SiteTime } from '../story/site-time.js';
import type { ListedFrame } from './frame-list.js';

/** A column of the list of frames, as text. */
interface Column {
  readonly head: string;
  /** undefined where it is not known */
  readonly text: (frame: ListedFrame) => string | undefined;
}

/** The list of frames as text: columns of which no frame knows anything are left out. */
export function frameColumns(
  frames: readonly ListedFrame[],
  time: SiteTime,
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const columns: readonly Column[] = [
    { head: 'Begun', text: ({ at }) => time.time(at) },
    { head: 'Target', text: ({ target }) => target },
    { head: 'Frame', text: ({ kind, number }) => `${kind} #${number}` },
    { head: 'HFR, px', text: ({ analysis }) => analysis?.hfr?.toFixed(2) },
    { head: 'FWHM, px', text: ({ analysis }) => analysis?.fwhm?.toFixed(2) },
    { head: 'Eccentricity', text: ({ analysis }) => analysis?.eccentricity?.toFixed(2) },
    { head: 'Stars', text: ({ analysis }) => analysis && String(analysis.stars) },
    { head: 'Sky, ADU', text: ({ analysis }) => analysis?.background.toFixed(0) },
    { head: 'Saturated', text: ({ analysis }) => analysis && share(analysis.saturated) },
    { head: 'Sensor, C', text: ({ temperature }) => temperature?.toFixed(1) },
    { head: 'Between, s', text: ({ dead }) => dead?.toFixed(1) },
  ];
  const known = columns.filter(({ text }) => frames.some((frame) => text(frame) !== undefined));
  return {
    head: known.map(({ head }) => head),
    rows: frames.map((frame) => known.map(({ text }) => text(frame) ?? '')),
  };
}

function share(part: number): string {
  return part === 0 ? '0' : `${(100 * part).toFixed(part < 0.0001 ? 4 : 2)} %`;
}
