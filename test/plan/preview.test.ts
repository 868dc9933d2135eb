import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginOf, rehearse } from '../../engine/cli/wiring/rehearsal.js';
import { loadPlan } from '../../engine/plan/load.js';
import { loadObservatory } from '../../engine/plan/observatory-file.js';
import { type Preview, previewNight } from '../../engine/plan/preview.js';
import { previewHtml } from '../../engine/plan/preview-html.js';
import { previewPng } from '../../engine/plan/preview-png.js';
import { previewSvg } from '../../engine/plan/preview-svg.js';
import { previewText } from '../../engine/plan/preview-text.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const steps = STEP_KINDS;

function read(name: string) {
  const path = join('sequences', `${name}.yaml`);
  const { plan } = loadPlan(path, { steps });
  const { observatory } = loadObservatory(plan!.observatory, { relativeTo: dirname(path) });
  return { plan: plan!, observatory: observatory! };
}

function preview(name: string, date: string, begin?: number): Preview {
  const { plan, observatory } = read(name);
  return previewNight(plan, observatory, { steps, date, ...(begin === undefined ? {} : { begin }) });
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('what a preview foresees', () => {
  it.each([
    ['andromeda-night', '2026-11-21', 210],
    ['narrowband-mosaic', '2026-07-15', 56],
    ['calibration', '2026-11-21', 130],
    ['exoplanet-transit', '2026-11-21', 251],
  ])(
    'of %s on %s comes true within 1 % of its length when it is rehearsed',
    { timeout: 60_000 },
    async (name, date, frames) => {
      const { plan, observatory } = read(name);
      const begin = beginOf(plan, observatory, date, 0);
      const { result, journal } = await rehearse({
        plan,
        observatory,
        begin,
        date,
        seed: 1,
        clouds: [],
        images: undefined,
        openLog: () => silent,
      });
      const foreseen = preview(name, date, begin);
      const ended = Date.parse(journal.records.at(-1)!.t);
      const began = Math.max(begin, foreseen.start);
      // Cooling and the like are estimated to the minute, which is more than a hundredth of an hour.
      expect(Math.abs(foreseen.end - ended)).toBeLessThan(Math.max(60_000, 0.01 * (ended - began)));
      expect(foreseen.expected).toBe(frames);
      expect(Math.abs(result.frames.done - frames)).toBeLessThanOrEqual(1);
    },
  );

  it('of a choice between fifty fields takes every frame, and stays with a field until it is done', () => {
    const survey = preview('survey', '2026-11-09');
    expect(survey.expected).toBe(150);
    expect(survey.events.filter(({ kind }) => kind === 'acquire')).toHaveLength(50);
  });

  it('of narrow and broad bands is narrow ones while the moon is up', () => {
    const moonlight = preview('moonlight', '2026-11-21');
    const filters = new Set(moonlight.events.flatMap((event) => (event.kind === 'frame' ? [event.frames.filter] : [])));
    expect(filters).toEqual(new Set(['Ha', 'OIII', undefined]));
    const dark = preview('moonlight', '2026-11-09');
    expect(dark.events.some((event) => event.kind === 'frame' && event.frames.filter === 'L')).toBe(true);
  });

  it('has the flips where the targets cross the meridian', () => {
    const { targets } = preview('andromeda-night', '2026-11-21');
    expect(targets.map(({ flips }) => flips.map((at) => new Date(at).toISOString().slice(11, 15)))).toEqual([
      ['21:5'],
      ['00:5'],
    ]);
  });
});

describe('a preview is shown', () => {
  const night = preview('andromeda-night', '2026-11-21');

  it('in the terminal within its width', () => {
    const text = previewText(night, { width: 72 });
    expect(text).toContain('M31: 78 of 78 frames');
    expect(text).toContain('M45: meridian flip');
    const chart = text.split('\n').filter((line) => line.includes('|') || line.includes('+='));
    expect(Math.max(...chart.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(chart.some((line) => line.includes('MMM'))).toBe(true);
  });

  it('as a page that needs nothing else', () => {
    const html = previewHtml(night);
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|<link|src=/u);
  });

  it('with names that are no markup', () => {
    const odd = { ...night, plan: '<b>&"' };
    expect(previewSvg(odd)).toContain('&lt;b&gt;&amp;&quot;');
    expect(previewHtml(odd)).not.toContain('<b>');
  });

  it('as a PNG', async () => {
    const png = await previewPng(night);
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
  });
});
