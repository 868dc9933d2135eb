import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import sharp from 'sharp';
import type { JournalEntry } from '../../engine/journal/records.js';
import { deadTimes } from '../../engine/report/dead-times.js';
import { htmlReport } from '../../engine/report/html.js';
import { markdownReport } from '../../engine/report/markdown.js';
import { nightReport } from '../../engine/report/night-report.js';
import { loadPictures, sharpest } from '../../engine/report/pictures.js';
import { file, frame, night, records } from './journals.js';

const analysis = (n: number, hfr: number | undefined, more: object = {}): JournalEntry => ({
  type: 'analysis',
  key: `M31/L#${String(n)}`,
  stars: 90 + n,
  ...(hfr === undefined ? {} : { hfr }),
  background: 400.4,
  noise: 5,
  saturated: 0,
  preview: `previews/M31/${String(n)}.jpg`,
  ...more,
});
const overhead = (n: number, causes: Record<string, number>): JournalEntry => ({
  type: 'overhead',
  key: `M31/L#${String(n)}`,
  seconds: Object.values(causes).reduce((sum, s) => sum + s, 0),
  causes,
});
const journal = records(
  [0, night()],
  ...frame(20, 1),
  [86, overhead(1, { download: 2.5, readout: 0.5 })],
  [87, analysis(1, 2.5)],
  ...frame(90, 2),
  [156, overhead(2, { download: 3.5, filter: 4 })],
  [157, analysis(2, 2.1, { saturated: 0.0123 })],
  ...frame(160, 3),
  [226, overhead(3, { download: 3 })],
  [227, analysis(3, undefined)],
  [300, file('flats/F@2#7')],
);
const report = nightReport(journal);

describe('dead time in a report', () => {
  it('is told by cause, the dearest first, over all frames', () => {
    expect(deadTimes(journal)).toMatchObject({
      frames: 3,
      total: 13.5,
      median: 3,
      rows: [
        { what: 'downloading', total: 9, median: 3, longest: 3.5 },
        { what: 'changing the filter', total: 4, median: 0, longest: 4 },
        { what: 'reading out', total: 0.5, median: 0, longest: 0.5 },
      ],
    });
    expect(markdownReport(report)).toContain('| downloading | 9.00 s | 3.00 s | 3.50 s |');
    expect(htmlReport(report)).toContain('14 s in all');
  });

  it('is left out where no frame tells', () => {
    expect(markdownReport(nightReport(records([0, night()], ...frame(20, 1))))).not.toContain('Between the exposures');
  });
});

describe('frames in a report', () => {
  it('are listed one by one with what was measured, and columns that nobody knows are left out', () => {
    const text = markdownReport(report);
    expect(text).toContain('| Begun | Target | Frame | HFR, px | Stars | Sky, ADU | Saturated | Between, s |');
    expect(text).toMatch(/\| M31 \| L 60 s \\?#2 \| 2\.10 \| 92 \| 400 \| 1\.23 % \| 7\.5 \|/u);
    expect(text).toMatch(/\\?#2\/7 \| {2}\| {2}\|/u);
  });

  it('show the sharpest of each set', () => {
    expect(sharpest(report.frames).map(({ key }) => key)).toEqual(['M31/L#2']);
  });

  it('show pictures that are a part of the page, and do without those that are gone or broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nocturne-report-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    expect(await loadPictures(sharpest(report.frames), folder)).toEqual([]);
    mkdirSync(join(folder, 'previews', 'M31'), { recursive: true });
    writeFileSync(join(folder, 'previews', 'M31', '2.jpg'), 'no picture');
    expect(await loadPictures(sharpest(report.frames), folder)).toEqual([]);
    const grey = { create: { width: 1200, height: 800, channels: 3 as const, background: '#444' } };
    await sharp(grey)
      .jpeg()
      .toFile(join(folder, 'previews', 'M31', '2.jpg'));
    const pictures = await loadPictures(sharpest(report.frames), folder);
    const page = htmlReport(report, pictures);
    expect(page).toMatch(/<img alt="M31, L 60 s #2" src="data:image\/jpeg;base64,[A-Za-z0-9+/=]+">/u);
    expect(page).toContain('HFR 2.10 px, 92 stars');
    expect(page.length).toBeLessThan(60_000);
    expect(page).not.toMatch(/<script|href=|src="(?!data:)/u);
  });
});
