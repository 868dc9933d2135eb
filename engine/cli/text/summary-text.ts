import { paint, type Terminal } from '../terminal.js';
import { wrapText } from '../wrap-text.js';
import { describeSeconds } from '../../story/durations.js';
import type { SiteTime } from '../../story/site-time.js';
import type { FrameCount, Interruption, NightSummary } from '../../story/summary.js';

export interface SummaryFacts {
  readonly summary: NightSummary;
  readonly frames: { readonly done: number; readonly total: number };
  readonly secured: { readonly parked: boolean | 'absent'; readonly closed: boolean | 'absent' };
  readonly time: SiteTime;
  /** Label and path of what the night left behind. */
  readonly files: readonly (readonly [label: string, path: string])[];
}

/** Width of the labels on the left. */
const LABEL = 13;
/** Different errors that are shown; the log has them all. */
const MOST_ERRORS = 8;

/** What a night came to, for a person at breakfast. */
export function renderSummary(facts: SummaryFacts, terminal: Terminal): string {
  const { summary, frames, secured, time } = facts;
  const width = Math.min(100, terminal.columns());
  const row = (label: string, text: string): string =>
    `  ${label.padEnd(LABEL)}${wrapText(text, width, LABEL + 2).slice(LABEL + 2)}`;
  const rows = (label: string, texts: readonly string[]): readonly string[] =>
    texts.map((text, i) => row(i === 0 ? label : '', text));
  const length = describeSeconds((summary.ended - summary.begun) / 1000);
  const errors = summary.errors.slice(0, MOST_ERRORS);
  return [
    headline(facts, terminal),
    row('time', `${time.full(summary.begun)} to ${time.time(summary.ended)} ${time.offset(summary.begun)} (${length})`),
    row('frames', `${String(frames.done)} of ${String(frames.total)}`),
    ...frameTable(summary.frames).map((line) => `  ${' '.repeat(LABEL)}${line}`),
    ...rows(
      'flips',
      summary.flips.length === 0
        ? ['none']
        : summary.flips.map(({ at, target = 'flipped', reason }) => `${time.time(at)}  ${target}: ${reason}`),
    ),
    ...rows(
      'interrupted',
      summary.interruptions.length === 0 ? ['never'] : summary.interruptions.map((each) => interruption(each, time)),
    ),
    ...(summary.longestSecuring === undefined
      ? []
      : [row('secured', `parked and closed within ${describeSeconds(summary.longestSecuring)}`)]),
    ...(summary.resumed > 0
      ? [row('resumed', summary.resumed === 1 ? 'once' : `${String(summary.resumed)} times`)]
      : []),
    ...rows(
      'errors',
      errors.length === 0
        ? ['none']
        : errors.map(({ text, times }) => `${text}${times > 1 ? ` (${String(times)} times)` : ''}`),
    ),
    ...(summary.errors.length > MOST_ERRORS
      ? [row('', `and ${String(summary.errors.length - MOST_ERRORS)} more, in the log`)]
      : []),
    row('observatory', securedText(secured)),
    ...facts.files.map(([label, path]) => `  ${label.padEnd(LABEL)}${path}`),
  ].join('\n');
}

function headline({ summary, frames, secured }: SummaryFacts, terminal: Terminal): string {
  if (secured.parked === false || secured.closed === false) {
    return paint(terminal, 'red', 'THE OBSERVATORY IS NOT SECURED. Go and look now.');
  }
  const complete = frames.done >= frames.total;
  switch (summary.outcome) {
    case 'completed':
      return complete
        ? paint(terminal, 'green', 'The night is complete.')
        : paint(terminal, 'yellow', 'The night went to its end, but not all frames were taken.');
    case 'ended with frames missing':
      return paint(terminal, 'yellow', 'The night went to its end, but not all frames were taken.');
    case 'ended by the clock':
      return paint(terminal, complete ? 'green' : 'yellow', 'The night went to the end of its time.');
    case 'stopped':
      return paint(terminal, 'yellow', 'The night was ended in order, before it was complete.');
    case 'ended by a failure':
      return paint(terminal, 'red', 'The night was ended in order by a failure.');
    default:
      return paint(terminal, 'red', 'The night failed; the observatory was secured.');
  }
}

function frameTable(frames: readonly FrameCount[]): readonly string[] {
  const targets = Math.max(0, ...frames.map(({ target }) => (target ?? '').length));
  const kinds = Math.max(0, ...frames.map(({ kind }) => kind.length));
  return frames.map(({ target = '', kind, count, exposure }) =>
    [target.padEnd(targets), kind.padEnd(kinds), String(count).padStart(4), describeSeconds(exposure)]
      .filter((cell, i) => i > 0 || targets > 0)
      .join('  '),
  );
}

function interruption({ verdict, from, to, resumed }: Interruption, time: SiteTime): string {
  const safe = to === undefined ? 'to the end' : `to ${time.time(to)} (${describeSeconds((to - from) / 1000)})`;
  const on = resumed === undefined ? '' : `, observing again at ${time.time(resumed)}`;
  return `${verdict} from ${time.time(from)} ${safe}${on}`;
}

function securedText({ parked, closed }: SummaryFacts['secured']): string {
  const mount = { true: 'mount parked', false: 'MOUNT NOT PARKED', absent: 'no mount' }[String(parked)] ?? '';
  const roof = { true: 'roof closed', false: 'ROOF NOT CLOSED', absent: 'no roof' }[String(closed)] ?? '';
  return `${mount}, ${roof}`;
}
