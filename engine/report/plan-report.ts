import { describeSeconds } from '../story/durations.js';
import type { SiteTime } from '../story/site-time.js';
import { plain } from './escape.js';
import type { PlanProgress } from './nights.js';

/** How far several nights have brought a plan, as Markdown. */
export function planReport({ plan, nights, rows }: PlanProgress, time: SiteTime): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  const done = rows.reduce((sum, row) => sum + row.done, 0);
  const exposed = rows.reduce((sum, row) => sum + row.exposure, 0);
  return [
    `# ${plain(plan)}: ${String(nights.length)} nights`,
    `${String(done)} frames, ${describeSeconds(exposed)} of exposure.`,
    '## Frames',
    [
      line(['Target', 'Frames', 'Done', 'Exposed']),
      '|---|---|---|---|',
      ...rows.map((row) =>
        line([
          row.target ?? '',
          row.kind,
          `${String(row.done)}${row.wanted === undefined ? '' : ` of ${String(row.wanted)}`}`,
          describeSeconds(row.exposure),
        ]),
      ),
    ].join('\n'),
    '## Nights',
    [
      line(['Night', 'New frames', 'Exposed', 'Outcome', 'Folder']),
      '|---|---|---|---|---|',
      ...nights.map(({ begun, frames, exposure, outcome, folder }) =>
        line([time.date(begun), String(frames), describeSeconds(exposure), outcome ?? 'cut off', folder]),
      ),
    ].join('\n'),
    '',
  ].join('\n\n');
}
