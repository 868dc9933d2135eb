import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

function preview(name: string, date: string): Preview {
  const { plan, observatory } = read(name);
  return previewNight(plan, observatory, { steps, date });
}

describe('what a preview foresees', () => {
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
