import { describeSeconds } from '../story/durations.js';
import { seconds } from './dead-times.js';
import { plain as text } from './escape.js';
import { frameColumns } from './frame-columns.js';
import type { NightReport } from './night-report.js';
import { CAUSES, totals } from './time-use.js';

/** The report as Markdown, for a log book or a message. */
export function markdownReport(report: NightReport): string {
  const { plan, observatory, site, summary, time, rows, frames, use, dead } = report;
  const { interruptions, alarms, decisions, story } = report;
  const listed = frameColumns(frames, time);
  const { begun, ended, outcome, flips, errors, longestSecuring, resumed } = summary;
  const list = totals(use);
  const all = list.reduce((sum, { seconds }) => sum + seconds, 0);
  const measured = rows.some(({ hfr }) => hfr !== undefined);
  const where = [observatory, site].filter((part) => part !== undefined).join(', ');
  return [
    `# ${text(plan)}, ${time.date(begun)}`,
    `${text(where)}. ${time.full(begun)} to ${time.full(ended)} (${time.offset(begun)}), ${describeSeconds((ended - begun) / 1000)}. ` +
      `**${text(outcome ?? 'The night was cut off')}.**${resumed > 0 ? ` Taken up again ${String(resumed)} times.` : ''}`,
    '## Frames',
    table(
      ['Target', 'Frames', 'Done', 'Exposed', ...(measured ? ['HFR, median'] : [])],
      rows.map(({ target, kind, done, wanted, exposure, hfr }) => [
        target ?? '',
        kind,
        `${String(done)}${wanted === undefined ? '' : ` of ${String(wanted)}`}`,
        describeSeconds(exposure),
        ...(measured ? [hfr === undefined ? '' : `${hfr.toFixed(2)} px`] : []),
      ]),
    ),
    '## Where the time went',
    table(
      ['Cause', 'Time', 'Share'],
      list.map(({ cause, seconds }) => [
        CAUSES[cause],
        describeSeconds(seconds),
        `${((100 * seconds) / all).toFixed(1)} %`,
      ]),
    ),
    ...(dead
      ? [
          '## Between the exposures',
          table(
            ['Cause', 'All night', 'A frame, median', 'Longest'],
            dead.rows.map(({ what, total, median, longest }) => [
              what,
              seconds(total),
              seconds(median),
              seconds(longest),
            ]),
          ),
          `${String(dead.frames)} frames: ${describeSeconds(dead.total)} in all, ${seconds(dead.median)} a frame (median).`,
        ]
      : []),
    '## Meridian flips',
    table(
      ['When', 'Target', 'Read back'],
      flips.map(({ at, target, reason }) => [time.time(at), target ?? '', reason]),
    ),
    '## Safety',
    table(
      ['From', 'For', 'Why'],
      interruptions.map(({ from, to, reason }) => [time.time(from), describeSeconds((to - from) / 1000), reason]),
    ),
    ...(longestSecuring === undefined
      ? []
      : [`While the roof was open, parking and closing took at most ${describeSeconds(longestSecuring)}.`]),
    '## Errors and alarms',
    table(
      ['When', 'What'],
      [
        ...alarms.map(({ at, message }) => [time.time(at), `ALARM: ${message}`]),
        ...errors
          .filter((error) => !alarms.some(({ message }) => message === error.text))
          .map(({ text: what, times }) => [times > 1 ? `${String(times)} times` : 'once', what]),
      ],
    ),
    ...(frames.length === 0 ? [] : ['## Frame by frame', table(listed.head, listed.rows)]),
    '## Why',
    table(
      ['When', 'About', 'Decision', 'Reason'],
      decisions.map(({ at, about, action, reason, times }) => [
        time.time(at),
        about,
        times > 1 ? `${action} (${String(times)} times)` : action,
        reason,
      ]),
    ),
    '## What happened',
    table(
      ['When', 'What'],
      story.map(({ at, until, text: what }) => [
        until > at ? `${time.time(at)}-${time.time(until)}` : time.time(at),
        time.inText(what),
      ]),
    ),
    '',
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]): string => `| ${cells.map(text).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
