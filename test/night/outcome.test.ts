import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { renderSummary } from '../../engine/cli/text/summary-text.js';
import { newestUnfinished } from '../../engine/cli/wiring/night-folder.js';
import { SiteTime } from '../../engine/story/site-time.js';
import { Story } from '../../engine/story/story.js';
import { summarize } from '../../engine/story/summary.js';
import { expose, SKIP, step } from '../support/plans.js';
import { rehearse } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const terminal = { interactive: false, color: false, columns: () => 100, print() {}, complain() {}, write() {} };

/** A night of three frames. */
const night = (refused: number) =>
  rehearse({
    start: NIGHT,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: [expose('dark', 3, { onError: SKIP })],
    shutdown: [step('park'), step('close')],
    prepare: (world) => {
      if (refused > 0) {
        world.faults.add({ device: 'camera', member: 'startExposure', kind: 'refuse', count: refused });
      }
    },
  });

it.each([
  [0, 'completed', 'the night is over: completed', 'The night is complete.'],
  [
    1,
    'ended with frames missing',
    'the night is over: ended with frames missing, 2 of 3 frames taken',
    'The night went to its end, but not all frames were taken.',
  ],
])('a night that was refused %d of 3 frames says in its result, journal and summary: %s', async (refused, ...told) => {
  const [outcome, line, headline] = told;
  const { result, records } = await night(refused);
  expect(result.outcome).toBe(outcome);
  const last = records.at(-1)!;
  expect(last).toMatchObject({ type: 'ended', outcome, frames: { done: 3 - refused, total: 3 } });
  expect(new Story(new Map()).add(last)?.text).toBe(line);
  const summary = summarize(records);
  const text = renderSummary({ ...result, summary, time: new SiteTime('UTC'), files: [] }, terminal);
  expect(text.split('\n')[0]).toBe(headline);
});

it.each([
  ['completed', false],
  ['ended with frames missing', false],
  ['ended by the clock', true],
  ['stopped', true],
  ['ended by a failure', true],
  [undefined, true],
])('a night that is %s is taken up by --resume without its folder: %s', async (outcome, taken) => {
  const nights = mkdtempSync(join(tmpdir(), 'nct-outcome-'));
  onTestFinished(() => {
    rmSync(nights, { recursive: true });
  });
  const folder = join(nights, 'one');
  mkdirSync(folder);
  const t = '2026-11-21T21:00:00.000Z';
  const plan = { name: 'M31', hash: '0', file: 'm31.yaml' };
  const records = [
    { t, type: 'night', version: '0', format: 1, plan, observatory: {}, sequence: {} },
    ...(outcome === undefined ? [] : [{ t, type: 'ended', outcome }]),
  ];
  writeFileSync(join(folder, 'journal.ndjson'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  expect(newestUnfinished(nights, 'M31')?.folder).toBe(taken ? folder : undefined);
});
