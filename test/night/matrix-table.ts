import { judge } from './judge.js';
import { DISTURBANCES, disturbed, hasMet, type Moment, moments } from './matrix.js';
import { FRAMES } from './matrix-night.js';
import { runNight, type SeededRun } from './run-seeded-night.js';

/** What became of one night of the matrix. */
export interface Cell {
  readonly moment: string;
  readonly disturbance: string;
  /** Frames, how often it was opened, and how it ended if not as planned: `12, opened 2`. */
  readonly outcome: string;
  /** Whether the night has met what went wrong. */
  readonly met: boolean;
  readonly wrong: readonly string[];
}

/** Every moment against everything that may go wrong at it, a row a moment. */
export async function matrix(): Promise<readonly (readonly Cell[])[]> {
  const rows: Cell[][] = [];
  for (const moment of await moments()) {
    const row: Cell[] = [];
    for (const disturbance of DISTURBANCES) row.push(await cellOf(moment, disturbance));
    rows.push(row);
  }
  return rows;
}

async function cellOf(moment: Moment, disturbance: (typeof DISTURBANCES)[number]): Promise<Cell> {
  const run = await runNight(disturbed(moment, disturbance));
  const wrong = [...judge(run)];
  // A driver that goes on refusing exhausts the attempts that the plan allows; nothing else costs a frame.
  if (disturbance !== 'errors' && (run.result?.outcome !== 'completed' || run.shelf.saves.size < FRAMES)) {
    wrong.push(outcomeOf(run));
  }
  const met = hasMet(run, moment, disturbance);
  return { moment: moment.name, disturbance, outcome: outcomeOf(run), met, wrong };
}

const ENDS: Readonly<Record<string, string>> = {
  completed: '',
  'ended with frames missing': ', frames missing',
  'ended by a failure': ', ended',
  'ended by the clock': ', dawn',
};

function outcomeOf({ records, result, shelf }: SeededRun): string {
  const opened = records.filter((record) => record.type === 'activity' && record.state === 'reopening').length;
  return `${String(shelf.saves.size)}${opened > 1 ? `, opened ${String(opened)}` : ''}${ENDS[result?.outcome ?? ''] ?? ', ?'}`;
}

/** A cell as it is printed; in brackets when there was nothing for the trouble to hit. */
function printed({ outcome, met, wrong }: Cell): string {
  if (wrong.length > 0) return 'WRONG';
  return met ? outcome : `(${outcome})`;
}

/** The table in lines of equal width. */
export function asText(rows: readonly (readonly Cell[])[]): string {
  const table = [['', ...DISTURBANCES], ...rows.map((row) => [row[0]?.moment ?? '', ...row.map(printed)])];
  const widths = DISTURBANCES.concat('unsafe').map((_, i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
  return table.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
}

/** docs/night-matrix.md */
export function asPage(rows: readonly (readonly Cell[])[]): string {
  return [
    '# What becomes of a night in which something goes wrong',
    '',
    '<!-- Made by `npm run bench:matrix`. -->',
    '',
    `A night of ${String(FRAMES)} frames with every kind of step and of container is run in virtual time against the simulated`,
    'observatory: once for each moment of it (a row) and each thing that may go wrong at that moment (a column).',
    '',
    '| column | what goes wrong, from that moment on |',
    '|---|---|',
    '| unsafe | clouds, for 2 min |',
    '| monitor silent | the safety monitor does not answer, for 2 min |',
    '| hangs | the device that the step moves does not answer, for 1 min |',
    '| errors | it refuses every call, for 20 s: longer than the attempts that this plan allows |',
    '| disconnects | its driver loses the hardware |',
    '| server gone | nothing gets through, for 90 s |',
    '| kill | the engine ends without a word, as by `kill -9`, and is started again some seconds later |',
    '',
    'At the end of each of these nights the roof is closed and the mount parked, as the simulated world itself tells; nothing',
    'has touched anything; nothing was exposed while it was unsafe; every frame was taken once, or the journal says why not.',
    'The test `test/night/matrix.test.ts` asserts that, and prints the table.',
    '',
    'A cell tells the frames that were saved, how often the observatory was opened if more than once, and `ended` for a night',
    'that was given up because a step failed for good. In brackets: there was nothing for the trouble to hit.',
    '',
    `| moment | ${DISTURBANCES.join(' | ')} |`,
    `|---|${DISTURBANCES.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row[0]?.moment ?? ''} | ${row.map(printed).join(' | ')} |`),
    '',
  ].join('\n');
}
