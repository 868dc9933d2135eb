import type { Interval } from '../../sky/index.js';
import type { PaperEvent } from './paper-events.js';
import type { Preview, TargetPreview } from './preview.js';
import { clockTime } from './times.js';

export interface TextOptions {
  /** Columns; default 80. */
  readonly width?: number;
}

const ROWS = 18;
const LABEL = 4;

/** The night for a terminal: a chart of altitudes, what happens when, and what becomes of each target. */
export function previewText(preview: Preview, { width = 80 }: TextOptions = {}): string {
  const { plan, observatory, date, moonlight, planned, expected, end } = preview;
  const percent = String(Math.round(moonlight * 100));
  return [
    `${plan}, night of ${date}, ${observatory.name}`,
    `moon ${percent} % lit; times of ${observatory.site.zone}`,
    '',
    ...chart(preview, width),
    '',
    ...timeline(preview),
    '',
    ...preview.targets.map((target) => targetLine(target, preview)),
    `${String(expected)} of ${String(planned)} frames; all is closed at ${clockTime(end, observatory.site)}`,
  ].join('\n');
}

/** Letters for the targets: the first letter of each that is still free. */
function letters(targets: readonly TargetPreview[]): readonly string[] {
  const taken = new Set<string>();
  return targets.map(({ name }) => {
    const wanted = [...name.toLowerCase().replace(/[^a-z]/gu, ''), ...'abcdefghijklmnopqrstuvwxyz'];
    const letter = wanted.find((each) => !taken.has(each)) ?? '?';
    taken.add(letter);
    return letter;
  });
}

function chart(preview: Preview, width: number): readonly string[] {
  const { shown, targets, moon, sun, observatory } = preview;
  const columns = Math.max(20, width - LABEL - 1);
  const at = (column: number): number => shown.from + ((column + 0.5) / columns) * (shown.to - shown.from);
  const grid = Array.from({ length: ROWS }, () => Array.from({ length: columns }, () => ' '));
  const mark = (altitude: number, column: number, sign: string): void => {
    const row = ROWS - 1 - Math.floor((altitude / 90) * ROWS);
    const cells = grid[row];
    if (altitude >= 0 && altitude < 90 && cells) cells[column] = sign;
  };
  const names = letters(targets);
  for (let column = 0; column < columns; column++) {
    mark(heightAt(moon, at(column)), column, '.');
    for (const [index, target] of targets.entries()) {
      const letter = names[index] ?? '?';
      const imaged = isIn(target.imaged, at(column));
      mark(heightAt(target.curve, at(column)), column, imaged ? letter.toUpperCase() : letter);
    }
  }
  const bands = Array.from({ length: columns }, (_, column) => band(heightAt(sun, at(column)))).join('');
  const rows = grid.map((cells, row) => {
    const altitude = ((ROWS - row) * 90) / ROWS;
    const label = altitude % 30 === 0 ? String(altitude) : '';
    return `${label.padStart(LABEL - 1)} |${cells.join('')}`.trimEnd();
  });
  const key = targets.map(({ name }, index) => `${names[index] ?? '?'} ${name}`);
  return [
    ...rows,
    `${' '.repeat(LABEL)}+${bands}`,
    hours(preview, columns),
    `${' '.repeat(LABEL)} ${[...key, '. moon', 'CAPITALS imaged', '= day, - twilight'].join(', ')}`,
    ...(observatory.site.name === undefined ? [] : [`${' '.repeat(LABEL)} ${observatory.site.name}`]),
  ];
}

/** Below the chart: day, civil, nautical, astronomical twilight, night. */
function band(sun: number): string {
  if (sun > -0.833) return '=';
  return sun > -18 ? '-' : ' ';
}

function hours({ shown, observatory }: Preview, columns: number): string {
  const line = Array.from({ length: columns + 5 }, () => ' ');
  const first = Math.ceil(shown.from / HOUR) * HOUR;
  const every = (shown.to - shown.from) / HOUR > columns / 7 ? 2 : 1;
  for (let at = first; at < shown.to; at += every * HOUR) {
    const column = Math.round(((at - shown.from) / (shown.to - shown.from)) * columns);
    for (const [index, sign] of [...clockTime(at, observatory.site)].entries()) line[column + index] = sign;
  }
  return `${' '.repeat(LABEL + 1)}${line.join('')}`.trimEnd();
}

const HOUR = 3_600_000;

function heightAt(curve: Preview['moon'], at: number): number {
  const next = curve.findIndex(([time]) => time >= at);
  const [right, left] = [curve[next], curve[next - 1]];
  if (!right || !left) return right?.[1] ?? curve.at(-1)?.[1] ?? 0;
  return left[1] + ((at - left[0]) / (right[0] - left[0])) * (right[1] - left[1]);
}

function isIn(intervals: readonly Interval[], at: number): boolean {
  return intervals.some(({ from, to }) => at >= from && at <= to);
}

/** What happens when, frames of one target taken together. */
export function timeline({ events, observatory }: Preview): readonly string[] {
  const lines: string[] = [];
  const say = (from: number, text: string): void => {
    lines.push(`${clockTime(from, observatory.site)}  ${text}`);
  };
  let frames: Extract<PaperEvent, { kind: 'frame' }>[] = [];
  const tell = (): void => {
    const [first] = frames;
    const last = frames.at(-1);
    if (first && last) {
      const open = frames.reduce((sum, { frames: set }) => sum + set.exposure, 0);
      const until = clockTime(last.to, observatory.site);
      const count = `${String(frames.length)} ${frames.length === 1 ? 'frame' : 'frames'}`;
      say(
        first.from,
        `${first.target ?? 'expose'}: ${count} until ${until}, ${String(Math.round(open / 60))} min of exposure`,
      );
    }
    frames = [];
  };
  for (const event of events) {
    if (event.kind === 'frame') {
      if (frames[0] && frames[0].target !== event.target) tell();
      frames.push(event);
      continue;
    }
    tell();
    if (event.kind === 'step') say(event.from, event.title);
    if (event.kind === 'acquire') say(event.from, `slew to ${event.target}`);
    if (event.kind === 'flip') say(event.from, `${event.target}: meridian flip`);
    if (event.kind === 'wait')
      say(event.from, `${event.target}: wait until ${clockTime(event.to, observatory.site)}: ${event.reason}`);
    if (event.kind === 'leave') say(event.from, `${event.target}: left: ${event.reason}`);
  }
  tell();
  return lines;
}

function targetLine({ name, planned, expected, possible, left }: TargetPreview, { observatory }: Preview): string {
  const times = possible.map(
    ({ from, to }) => `${clockTime(from, observatory.site)}-${clockTime(to, observatory.site)}`,
  );
  const when = times.length === 0 ? 'cannot be imaged in this night' : `can be imaged ${times.join(', ')}`;
  const missing = expected < planned && left !== undefined ? `; left because ${left}` : '';
  return `${name}: ${String(expected)} of ${String(planned)} frames; ${when}${missing}`;
}
