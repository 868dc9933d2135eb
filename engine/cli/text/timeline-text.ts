import type { Twilight } from '../../../sky/index.js';
import { paint, type Style, type Terminal } from '../terminal.js';
import { wrapText } from '../wrap-text.js';
import type { SiteTime } from '../../story/site-time.js';
import type { Tone } from '../../story/story.js';
import type { TimelineEntry } from '../../story/timeline.js';

export const TONE_STYLE: Readonly<Record<Tone, Style | undefined>> = {
  plain: undefined,
  quiet: 'dim',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
};

const SUN: readonly (readonly [keyof Twilight, string])[] = [
  ['sunset', 'sunset'],
  ['civilDusk', 'civil dusk'],
  ['nauticalDusk', 'nautical dusk'],
  ['astronomicalDusk', 'astronomical dusk'],
  ['astronomicalDawn', 'astronomical dawn'],
  ['nauticalDawn', 'nautical dawn'],
  ['civilDawn', 'civil dawn'],
  ['sunrise', 'sunrise'],
];

/**
 * A timeline with what the sun does from its first entry to its last, or to `through` when that is later: it shows how
 * much of the night was left.
 */
export function withTwilight(
  entries: readonly TimelineEntry[],
  twilight: Twilight,
  through = -Infinity,
): readonly TimelineEntry[] {
  const from = entries[0]?.at ?? 0;
  const to = Math.max(through, entries.at(-1)?.until ?? 0);
  const sun = SUN.flatMap(([key, text]): readonly TimelineEntry[] => {
    const at = twilight[key];
    return typeof at === 'number' && at >= from && at <= to
      ? [{ at, until: at, tone: 'quiet', text: `-- ${text} --` }]
      : [];
  });
  // Stable: what happens at the same moment stays in its order.
  return [...entries, ...sun].sort((a, b) => a.at - b.at);
}

/** Time, a column for the end of what has a length, and the text. */
const INDENT = 20;

export function renderTimeline(entries: readonly TimelineEntry[], time: SiteTime, terminal: Terminal): string {
  const width = Math.min(110, terminal.columns());
  return entries
    .map(({ at, until, tone, text }) => {
      const end = time.time(until) === time.time(at) ? '' : `-${time.time(until)}`;
      const style = TONE_STYLE[tone];
      const body = wrapText(time.inText(text), width, INDENT).slice(INDENT);
      return `${`${time.time(at)}${end}`.padEnd(INDENT)}${style === undefined ? body : paint(terminal, style, body)}`;
    })
    .join('\n');
}
