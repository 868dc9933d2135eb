import { describeSeconds } from '../story/durations.js';
import { escapeHtml } from './escape.js';
import type { FrameRow } from './frame-table.js';
import { deadTimeTable, frameLines, pictureRow } from './html-frames.js';
import { folded, table } from './html-table.js';
import type { NightReport } from './night-report.js';
import type { Picture } from './pictures.js';
import { STYLE } from './style.js';
import { CAUSES, totals } from './time-use.js';
import { slug, timelineSvg } from './timeline-svg.js';

/**
 * The report as one page that needs nothing else: no script, no font, no picture from anywhere.
 * @param pictures to be shown, which become part of the page
 */
export function htmlReport(report: NightReport, pictures: readonly Picture[] = []): string {
  const { plan, observatory, site, summary, time, version, planFile } = report;
  const { begun, ended } = summary;
  const zone = time.offset(begun);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(plan)}, ${time.date(begun)}</title>`,
    `<style>${STYLE}</style></head><body><main>`,
    `<header><p class="date">${time.date(begun)}</p><h1>${escapeHtml(plan)}</h1>`,
    `<p class="where">${escapeHtml([observatory, site].filter((part) => part !== undefined).join(', '))}</p></header>`,
    cards(report),
    section('The night', timelineSvg(report) + legend(report)),
    section('Frames', frames(report)),
    ...(pictures.length === 0 ? [] : [section('The sharpest of each', pictureRow(pictures, report))]),
    section('Where the time went', timeTable(report)),
    ...(report.dead ? [section('Between the exposures', deadTimeTable(report.dead))] : []),
    section('Meridian flips', flips(report)),
    section('Safety', safety(report)),
    section('Errors and alarms', errors(report)),
    ...(report.frames.length === 0 ? [] : [section('Frame by frame', frameLines(report))]),
    section('Why', decisions(report)),
    section('What happened', story(report)),
    `<footer>${time.full(begun)} to ${time.full(ended)}, ${escapeHtml(zone)}. Sequence ${escapeHtml(planFile)}. Nocturne ${escapeHtml(version)}.</footer>`,
    '</main></body></html>',
    '',
  ].join('\n');
}

function section(title: string, body: string): string {
  return `<section><h2>${title}</h2>${body}</section>`;
}

function cards({ rows, summary, use }: NightReport): string {
  const done = rows.reduce((sum, row) => sum + row.done, 0);
  const wanted = rows.every((row) => row.wanted !== undefined)
    ? rows.reduce((sum, row) => sum + (row.wanted ?? 0), 0)
    : undefined;
  const exposed = rows.reduce((sum, row) => sum + row.exposure, 0);
  const open = use.filter(({ cause }) => !['waiting for the night', 'unsafe', 'settling', 'down'].includes(cause));
  const usable = open.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
  const card = (figure: string, text: string, kind = ''): string =>
    `<div class="card ${kind}"><b>${escapeHtml(figure)}</b><span>${escapeHtml(text)}</span></div>`;
  const bad = summary.outcome !== 'completed';
  const interrupted = summary.interruptions.length;
  return [
    '<div class="cards">',
    card(summary.outcome ?? 'cut off', bad ? 'the night' : 'the plan', bad ? 'warn' : 'good'),
    card(wanted === undefined ? String(done) : `${String(done)} of ${String(wanted)}`, 'frames on disk'),
    card(describeSeconds(exposed), 'exposed'),
    card(usable > 0 ? `${((100 * exposed) / usable).toFixed(0)} %` : '-', 'of the usable time'),
    card(String(summary.flips.length), summary.flips.length === 1 ? 'meridian flip' : 'meridian flips'),
    card(
      String(interrupted),
      interrupted === 1 ? 'safety interruption' : 'safety interruptions',
      interrupted > 0 ? 'warn' : '',
    ),
    '</div>',
  ].join('');
}

function legend({ use }: NightReport): string {
  const items = totals(use).map(({ cause }) => `<li><i class="c-${slug(cause)}"></i>${CAUSES[cause]}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function frames({ rows }: NightReport): string {
  if (rows.length === 0) return '<p>None.</p>';
  const measured = rows.some(({ hfr }) => hfr !== undefined);
  const row = ({ target, kind, done, wanted, exposure, hfr }: FrameRow): readonly string[] => [
    escapeHtml(target ?? ''),
    escapeHtml(kind),
    `${String(done)}${wanted === undefined ? '' : ` of ${String(wanted)}`}`,
    wanted === undefined || wanted === 0 ? '' : meter(done / wanted),
    describeSeconds(exposure),
    ...(measured ? [hfr === undefined ? '' : `${hfr.toFixed(2)} px`] : []),
  ];
  return table(['Target', 'Frames', 'Done', '', 'Exposed', ...(measured ? ['HFR, median'] : [])], rows.map(row));
}

function meter(share: number): string {
  return `<span class="meter"><i style="width:${(100 * Math.min(1, share)).toFixed(0)}%"></i></span>`;
}

function timeTable({ use }: NightReport): string {
  const list = totals(use);
  const all = list.reduce((sum, { seconds }) => sum + seconds, 0);
  const bars = list.map(({ cause, seconds }) => {
    const share = (100 * seconds) / all;
    return `<i class="c-${slug(cause)}" style="width:${share.toFixed(2)}%" title="${CAUSES[cause]}"></i>`;
  });
  const rows = list.map(({ cause, seconds }) => [
    `<i class="dot c-${slug(cause)}"></i>${CAUSES[cause]}`,
    describeSeconds(seconds),
    `${((100 * seconds) / all).toFixed(1)} %`,
  ]);
  return `<div class="share">${bars.join('')}</div>${table(['Cause', 'Time', 'Share'], rows)}`;
}

function flips({ summary, time }: NightReport): string {
  if (summary.flips.length === 0) return '<p>None.</p>';
  return table(
    ['When', 'Target', 'Read back'],
    summary.flips.map(({ at, target, reason }) => [time.time(at), escapeHtml(target ?? ''), escapeHtml(reason)]),
  );
}

function safety({ summary, interruptions, time }: NightReport): string {
  const list = interruptions.map(({ from, to, reason }) => [
    time.time(from),
    describeSeconds((to - from) / 1000),
    escapeHtml(reason),
  ]);
  const securing =
    summary.longestSecuring === undefined
      ? ''
      : `<p>While the roof was open, parking and closing took at most ${describeSeconds(summary.longestSecuring)}.</p>`;
  return list.length === 0 ? '<p>It was safe all night.</p>' : table(['From', 'For', 'Why'], list) + securing;
}

function errors({ summary, alarms, time }: NightReport): string {
  const list = [
    ...alarms.map(({ at, message }) => [time.time(at), `<b class="bad">alarm</b> ${escapeHtml(message)}`]),
    ...summary.errors
      .filter(({ text }) => !alarms.some(({ message }) => message === text))
      .map(({ text, times }) => [times > 1 ? `${String(times)} times` : 'once', escapeHtml(text)]),
  ];
  const resumed = summary.resumed === 0 ? '' : `<p>The night was taken up again ${plural(summary.resumed)}.</p>`;
  return (list.length === 0 ? '<p>None.</p>' : table(['When', 'What'], list)) + resumed;
}

function plural(n: number): string {
  return n === 1 ? 'once' : `${String(n)} times`;
}

function decisions({ decisions: list, time }: NightReport): string {
  if (list.length === 0) return '<p>Nothing had to be decided.</p>';
  const rows = list.map(({ at, about, action, reason, times }) => [
    time.time(at),
    escapeHtml(about),
    `${escapeHtml(action)}${times > 1 ? ` <small>${String(times)} times</small>` : ''}`,
    escapeHtml(reason),
  ]);
  return folded(rows.length, table(['When', 'About', 'Decision', 'Reason'], rows));
}

function story({ story: entries, time }: NightReport): string {
  const rows = entries.map(({ at, until, tone, text }) => [
    until > at ? `${time.time(at)}-${time.time(until)}` : time.time(at),
    `<span class="${tone}">${escapeHtml(time.inText(text))}</span>`,
  ]);
  return folded(rows.length, table(['When', 'What'], rows));
}
