import { expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { inRepository, nocturne, scratchFolder } from '../support/program.js';
import { expectEachFrameOnce } from '../support/quick-night.js';

test('first light: a night in a minute, in real time, over HTTP', { timeout: 150_000 }, async () => {
  const nights = scratchFolder();
  const { code, stdout, stderr } = await nocturne(['run', inRepository('sequences/first-light.yaml'), '--out', nights]);
  expect(stderr).toBe('');
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(/The night is complete[\s\S]*8 of 8[\s\S]*mount parked, roof closed/);
  const records = expectEachFrameOnce(nights, 8);
  const files = records.flatMap((record) => (record.type === 'file' ? [record] : []));
  expect(new Set(files.map(({ exposure }) => exposure['filter']))).toEqual(new Set(['L', 'R']));
  const flip = records.find((record) => record.type === 'decision' && record.action === 'flipped');
  expect(flip).toBeDefined();
  expect(stdout).toMatch(/flips +22:/);
  expect(files.filter(({ t }) => t < flip!.t).length).toBeGreaterThan(0);
  expect(files.filter(({ t }) => t > flip!.t).length).toBeGreaterThan(0);
  expect(records.findLast(({ type }) => type === 'secured')).toMatchObject({ parked: true, closed: true });
  expect(records.at(-1)).toMatchObject({ type: 'ended', outcome: 'completed' });
});
