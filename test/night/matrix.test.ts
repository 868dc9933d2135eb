import { describe, expect, it } from 'vitest';
import { judge } from './judge.js';
import { DISTURBANCES, disturbed, moments } from './matrix.js';
import { runNight, type SeededRun } from './run-seeded-night.js';

/** Of the matrix's plan. */
const FRAMES = 7;

/** What became of a night, in a few letters: frames, how often it was opened, and how it ended if not as planned. */
function outcomeOf({ records, result, shelf }: SeededRun): string {
  const opened = records.filter((record) => record.type === 'activity' && record.state === 'reopening').length;
  const ends: Record<string, string> = { completed: '', 'ended by a failure': ' ended', 'ended by the clock': ' dawn' };
  return `${String(shelf.saves.size)}/${String(FRAMES)}${opened > 1 ? ` opened ${String(opened)}` : ''}${ends[result?.outcome ?? ''] ?? ' ?'}`;
}

describe('every kind of step, at every moment of it, whatever goes wrong', () => {
  it('ends parked and closed, with every frame once or accounted for', { timeout: 600_000 }, async () => {
    const rows = await moments();
    const table = [['', ...DISTURBANCES]];
    const wrong: string[] = [];
    for (const moment of rows) {
      const cells: string[] = [];
      for (const disturbance of DISTURBANCES) {
        const run = await runNight(disturbed(moment, disturbance));
        const faults = judge(run);
        wrong.push(...faults.map((fault) => `${moment.name} x ${disturbance}: ${fault}`));
        // A driver that goes on refusing exhausts the attempts that the plan allows; nothing else costs a frame.
        if (disturbance !== 'errors' && (run.result?.outcome !== 'completed' || run.shelf.saves.size < FRAMES)) {
          wrong.push(`${moment.name} x ${disturbance}: ${outcomeOf(run)}`);
        }
        cells.push(faults.length > 0 ? 'WRONG' : outcomeOf(run));
      }
      table.push([moment.name, ...cells]);
    }
    const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
    console.log(table.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')).join('\n'));
    expect(wrong).toEqual([]);
    // No hole: every step kind that a plan may name, and every cell told.
    const kinds = [
      'connect',
      'disconnect',
      'unpark',
      'park',
      'open',
      'close',
      'cool',
      'warm',
      'track',
      'slew',
      'focus',
      'filter',
      'frame',
      'meridian-flip',
      'wait',
      'acquire',
      'flip',
      'dark frame',
    ];
    for (const kind of kinds)
      expect(
        table.some(([name]) => name === `${kind}, midway`),
        kind,
      ).toBe(true);
    expect(
      table
        .flat()
        .slice(1)
        .every((cell) => cell.length > 0),
    ).toBe(true);
  });
});
