import { describeSeconds } from '../story/durations.js';
import { type DeadTimes, seconds } from './dead-times.js';
import { escapeHtml } from './escape.js';
import { frameColumns } from './frame-columns.js';
import { folded, table } from './html-table.js';
import type { NightReport } from './night-report.js';
import type { Picture } from './pictures.js';

/** A picture of each set of frames, with what was measured of it. */
export function pictureRow(pictures: readonly Picture[], { time }: NightReport): string {
  const figures = pictures.map(({ frame, jpeg }) => {
    const { target, kind, number, at, analysis } = frame;
    const name = [target, `${kind} #${number}`].filter((part) => part !== undefined).join(', ');
    const sharp = analysis?.hfr === undefined ? '' : `HFR ${analysis.hfr.toFixed(2)} px, `;
    const stars = analysis ? `${String(analysis.stars)} stars, ` : '';
    const data = Buffer.from(jpeg).toString('base64');
    return `<figure><img alt="${escapeHtml(name)}" src="data:image/jpeg;base64,${data}"><figcaption>${escapeHtml(name)}<br><small>${sharp}${stars}${time.time(at)}</small></figcaption></figure>`;
  });
  return `<div class="pictures">${figures.join('\n')}</div>`;
}

/** What the shutter waited for. */
export function deadTimeTable({ rows, frames, total, median }: DeadTimes): string {
  const line = (what: string, times: readonly number[]): readonly string[] => [what, ...times.map(seconds)];
  return (
    table(
      ['Cause', 'All night', 'A frame, median', 'Longest'],
      rows.map(({ what, total: all, median: each, longest }) => line(escapeHtml(what), [all, each, longest])),
    ) +
    `<p>${String(frames)} frames: ${describeSeconds(total)} in all, ${seconds(median)} a frame (median), from the end of an exposure to the start of the next.</p>`
  );
}

/** Every frame with what was measured of it. */
export function frameLines({ frames, time }: NightReport): string {
  const { head, rows } = frameColumns(frames, time);
  return folded(
    rows.length,
    table(
      head,
      rows.map((row) => row.map(escapeHtml)),
    ),
  );
}
