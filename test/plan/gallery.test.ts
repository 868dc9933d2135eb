import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginOf, rehearse } from '../../engine/cli/wiring/rehearsal.js';
import { estimatePlan } from '../../engine/plan/estimate.js';
import { loadPlan } from '../../engine/plan/load.js';
import { loadObservatory } from '../../engine/plan/observatory-file.js';
import { previewNight } from '../../engine/plan/preview.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { nightOf } from '../support/gallery.js';

const steps = STEP_KINDS;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The frames that each sequence brings home from its night. */
const GALLERY: Readonly<Record<string, { readonly frames: number; readonly open?: true; readonly dateless?: true }>> = {
  'andromeda-night': { frames: 210 },
  asteroid: { frames: 90 },
  calibration: { frames: 130 },
  comet: { frames: 68 },
  // As many as its window holds: the last one is a matter of seconds.
  'exoplanet-transit': { frames: 251, open: true },
  // Its observatory carries a date of its own.
  'first-light': { frames: 8, dateless: true },
  moonlight: { frames: 41 },
  'narrowband-mosaic': { frames: 56 },
  'plain-steps': { frames: 28 },
  survey: { frames: 150 },
};

const names = readdirSync('sequences')
  .filter((name) => /\.yaml$/u.test(name) && !name.endsWith('.observatory.yaml'))
  .map((name) => name.replace(/\.yaml$/u, ''));

describe('a sequence of the gallery', () => {
  it('is in the table of nights below which it is rehearsed', () => {
    expect(Object.keys(GALLERY).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(GALLERY))(
    '%s, rehearsed to its end, takes the frames that its preview foresees, and ends when that says',
    { timeout: 120_000 },
    async (name, { frames, open, dateless }) => {
      const date = dateless ? undefined : nightOf(name);
      const path = join('sequences', `${name}.yaml`);
      const { plan } = loadPlan(path, { steps });
      const { observatory } = loadObservatory(plan!.observatory, { relativeTo: dirname(path) });
      const begin = beginOf(plan!, observatory!, date, 0);
      const { result, journal, hazards } = await rehearse({
        plan: plan!,
        observatory: observatory!,
        begin,
        date,
        seed: 1,
        clouds: [],
        images: undefined,
        openLog: () => silent,
      });
      // More frames are asked for than an open window holds.
      expect(open ? ['completed', 'ended with frames missing'] : ['completed']).toContain(result.outcome);
      const slack = open ? 1 : 0;
      expect(Math.abs(result.frames.done - frames)).toBeLessThanOrEqual(slack);
      expect(hazards).toEqual([]);
      const files = journal.records.flatMap((record) => (record.type === 'file' ? [record.key] : []));
      expect(new Set(files).size).toBe(files.length);
      expect(files).toHaveLength(result.frames.done);

      const foreseen = previewNight(plan!, observatory!, { steps, date: nightOf(name), begin });
      expect(Math.abs(foreseen.expected - frames)).toBeLessThanOrEqual(slack);
      const ended = Date.parse(journal.records.at(-1)!.t);
      expect(Math.abs(foreseen.end - ended)).toBeLessThan(0.01 * (ended - Math.max(begin, foreseen.start)));
    },
  );

  it('is estimated without looking at the sky to within a sixth, where it waits for nothing', () => {
    for (const name of ['first-light', 'calibration']) {
      const { plan } = loadPlan(join('sequences', `${name}.yaml`), { steps });
      const { observatory } = loadObservatory(plan!.observatory, { relativeTo: 'sequences' });
      const { start, end } = previewNight(plan!, observatory!, { steps, date: '2026-11-21' });
      const { total } = estimatePlan(plan!, { steps, observatory: observatory! });
      expect(Math.abs(total - (end - start) / 1000) / total).toBeLessThan(1 / 6);
    }
  });
});
