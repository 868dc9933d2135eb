import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../engine/report/html.js';
import { markdownReport } from '../../engine/report/markdown.js';
import { nightReport } from '../../engine/report/night-report.js';
import { acrossNights } from '../../engine/report/nights.js';
import { planReport } from '../../engine/report/plan-report.js';
import { activity, begin, done, file, frame, night, records, verdict } from './journals.js';

const journal = records(
  [0, night()],
  [0, verdict('safe')],
  [10, activity('observing')],
  [10, begin('M31/acquire', 'acquire')],
  [20, done('M31/acquire')],
  [20, { type: 'decision', about: 'flip', action: 'expose', reason: 'no flip falls due' }],
  ...frame(20, 1),
  [85, { type: 'decision', about: 'flip', action: 'expose', reason: 'no flip falls due' }],
  [86, { type: 'analysis', key: 'M31/L#1', stars: 99, hfr: 2.5, background: 400, noise: 5, saturated: 0 }],
  ...frame(90, 2),
  [160, { type: 'decision', about: 'flip', action: 'flipped', reason: 'the mount reads pierEast, as it should' }],
  [200, verdict('unsafe', '<script>alert(1)</script> | wet')],
  [210, activity('securing')],
  [230, { type: 'secured', parked: true, closed: true, seconds: 20 }],
  [240, { type: 'alarm', message: 'the roof: no answer' }],
  [800, verdict('safe')],
  [900, { type: 'ended', outcome: 'stopped' }],
);
const report = nightReport(journal);

describe('the report of a night', () => {
  it('holds what the journal tells', () => {
    expect(report.rows).toEqual([
      { id: 'M31/L', target: 'M31', kind: 'L 60 s', done: 2, wanted: 3, exposure: 120, hfr: 2.5 },
    ]);
    expect(report.interruptions).toMatchObject([{ reason: '<script>alert(1)</script> | wet' }]);
    expect(report.targets).toMatchObject([{ name: 'M31' }]);
    expect(report.summary.flips).toHaveLength(1);
    expect(report.alarms).toHaveLength(1);
  });

  it('tells a decision that was taken several times in a row once', () => {
    expect(report.decisions.map(({ action, times }) => [action, times])).toEqual([
      ['expose', 2],
      ['flipped', 1],
    ]);
  });

  it('is one page that needs nothing else, and lets no text of the night become a part of it', () => {
    const page = htmlReport(report);
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/u);
    expect(page).toContain('&#60;script&#62;');
    expect(page).toContain('Hill &#60;1&#62;');
    expect(page).toContain('<svg class="timeline"');
    expect(page).toContain('23:03:20');
    expect(page).toContain('2 of 3');
    for (const tag of ['section', 'table', 'svg', 'div', 'tr', 'td', 'rect', 'text', 'details']) {
      const opened = page.match(new RegExp(`<${tag}[ >]`, 'gu'))?.length ?? 0;
      const closed = page.match(new RegExp(`</${tag}>`, 'gu'))?.length ?? 0;
      // A line of the axis closes itself.
      expect([tag, closed]).toEqual([tag, opened]);
    }
  });

  it('has every width and place of its timeline as a number within the drawing', () => {
    for (const [, x, width] of htmlReport(report).matchAll(/<rect [^>]*x="([^"]*)"[^>]*width="([^"]*)"/gu)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(1000);
    }
  });

  it('is Markdown, too, whose tables no text breaks', () => {
    const text = markdownReport(report);
    expect(text).toContain('# Andromeda, 2026-11-21');
    expect(text).toContain('| M31 | L 60 s | 2 of 3 | 2 min | 2.50 px |');
    expect(text).toContain('\\<script\\>alert(1)\\</script\\> \\| wet');
    expect(text).toContain('ALARM: the roof: no answer');
  });

  it('can be made of a night that has only begun, or was cut off', () => {
    expect(htmlReport(nightReport(records([0, night()])))).toContain('cut off');
    expect(markdownReport(nightReport(records([0, night()], ...frame(1, 1).slice(0, 2))))).toContain('0 of 3');
  });
});

describe('several nights of one plan', () => {
  const first = { folder: 'one', records: records([0, night()], ...frame(10, 1), ...frame(80, 2)) };
  const again = (n: number) => file(`M31/L@1#${String(n)}`);
  const second = {
    folder: 'two',
    records: records([90_000, night()], ...frame(90_010, 2), ...frame(90_080, 3), [
      90_200,
      { type: 'ended', outcome: 'completed' },
    ]),
  };

  it('count a frame that two of them took once', () => {
    const progress = acrossNights([second, first]);
    expect(progress.rows).toMatchObject([{ id: 'M31/L', done: 3, wanted: 3, exposure: 180 }]);
    expect(progress.nights).toMatchObject([
      { folder: 'one', frames: 2, exposure: 120, outcome: undefined },
      { folder: 'two', frames: 1, exposure: 60, outcome: 'completed' },
    ]);
    expect(planReport(progress, report.time)).toContain('3 frames, 3 min of exposure');
  });

  it('count what stands in a repeat in each night anew', () => {
    const one = { folder: 'one', records: records([0, night()], [10, again(1)], [80, again(2)]) };
    const two = { folder: 'two', records: records([90_000, night()], [90_010, again(1)]) };
    expect(acrossNights([one, two]).rows).toMatchObject([{ done: 3, wanted: undefined }]);
  });
});
