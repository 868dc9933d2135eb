import { escapeHtml } from './escape.js';
import type { NightReport } from './night-report.js';
import { CAUSES } from './time-use.js';

/** Of the drawing, in its own units. */
const WIDTH = 1000;
const LEFT = 70;
const RIGHT = 12;
const LANE = 26;
const GAP = 10;
const TOP = 24;
/** A stretch narrower than this is not seen. */
const THINNEST = 0.15;
/** Units that a letter of a label takes, about. */
const LETTER = 6.5;

/** Lengths between two ticks of the axis, s. */
const TICKS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14_400];
const MOST_TICKS = 13;

/** The night from left to right: what was done, on which target, and whether it was safe. */
export function timelineSvg(report: NightReport): string {
  const { summary, time, use, targets, interruptions, alarms } = report;
  const { begun, ended, flips } = summary;
  const span = Math.max(1, ended - begun);
  const x = (at: number): number => LEFT + ((at - begun) / span) * (WIDTH - LEFT - RIGHT);
  const rect = (from: number, to: number, y: number, kind: string, title: string): string => {
    const width = Math.max(THINNEST, x(to) - x(from));
    const place = `x="${x(from).toFixed(2)}" y="${String(y)}" width="${width.toFixed(2)}" height="${String(LANE)}"`;
    return `<rect class="${kind}" ${place}><title>${escapeHtml(title)}</title></rect>`;
  };
  const times = (from: number, to: number): string => `${time.time(from)} to ${time.time(to)}`;
  const lanes = { work: TOP, target: TOP + LANE + GAP, safety: TOP + 2 * (LANE + GAP) };
  const bottom = lanes.safety + LANE;
  const label = (text: string, y: number): string =>
    `<text class="lane" x="${String(LEFT - 8)}" y="${String(y + LANE / 2 + 4)}">${text}</text>`;
  const named = targets.map(({ name, from, to }) => {
    const box = rect(from, to, lanes.target, 'target', `${name}, ${times(from, to)}`);
    if (x(to) - x(from) < name.length * LETTER + 8) return box;
    return `${box}<text class="name" x="${(x(from) + 5).toFixed(2)}" y="${String(lanes.target + 17)}">${escapeHtml(name)}</text>`;
  });
  const mark = (at: number, kind: string, title: string): string =>
    `<path class="${kind}" d="M${x(at).toFixed(2)} ${String(TOP - 2)}l-5 -9h10z"><title>${escapeHtml(title)}</title></path>`;
  const tick = (at: number): string =>
    `<line class="tick" x1="${x(at).toFixed(2)}" x2="${x(at).toFixed(2)}" y1="${String(TOP)}" y2="${String(bottom + 4)}"/>` +
    `<text class="hour" x="${x(at).toFixed(2)}" y="${String(bottom + 18)}">${span < 600_000 ? time.time(at) : time.short(at)}</text>`;
  return [
    `<svg class="timeline" viewBox="0 0 ${String(WIDTH)} ${String(bottom + 26)}" role="img" aria-label="Timeline of the night">`,
    ...ticks(begun, ended).map(tick),
    label('work', lanes.work),
    ...use.map(({ from, to, cause }) =>
      rect(from, to, lanes.work, `c-${slug(cause)}`, `${CAUSES[cause]}, ${times(from, to)}`),
    ),
    label('target', lanes.target),
    ...named,
    label('safety', lanes.safety),
    rect(begun, ended, lanes.safety, 'safe', 'safe'),
    ...interruptions.map(({ from, to, reason }) =>
      rect(from, to, lanes.safety, 'c-unsafe', `${reason}, ${times(from, to)}`),
    ),
    ...flips.map(({ at, reason }) => mark(at, 'c-flipping', `meridian flip: ${reason}, ${time.time(at)}`)),
    ...alarms.map(({ at, message }) => mark(at, 'alarm', `${message}, ${time.time(at)}`)),
    '</svg>',
  ].join('\n');
}

/** The name of a cause in a style sheet. */
export function slug(cause: string): string {
  return cause.replace(/\W+/gu, '-');
}

/** Round moments of UTC, so that hours fall on hours for every zone of whole hours. */
function ticks(begun: number, ended: number): readonly number[] {
  const seconds = (ended - begun) / 1000;
  const every = 1000 * (TICKS.find((length) => seconds / length <= MOST_TICKS) ?? 21_600);
  const first = Math.ceil(begun / every) * every;
  return Array.from({ length: Math.max(0, Math.floor((ended - first) / every) + 1) }, (_, i) => first + i * every);
}
