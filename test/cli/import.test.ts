import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { loadPlan } from '../../engine/plan/load.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { call } from '../support/plain-terminal.js';

const CSV = 'Catalogue Entry,Familiar Name,Right Ascension,Declination\nM 31,Andromeda Galaxy,00h42m44s,+41°16′09″\n';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'nocturne-import-'));
}

test('a list of Telescopius becomes a sequence file that loads', async () => {
  const inside = folder();
  writeFileSync(join(inside, 'list.csv'), CSV);
  const to = join(inside, 'list.yaml');
  const { code, out } = await call('import', join(inside, 'list.csv'), '-o', to);
  expect(code).toBe(EXIT.ok);
  expect(out).toContain('Telescopius');
  const { plan, problems } = loadPlan(to, { steps: STEP_KINDS });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(plan?.steps[0]).toMatchObject({ node: 'target', name: expect.stringMatching(/M ?31|Andromeda/) as string });
});

test('a sequence that exists is not replaced', async () => {
  const inside = folder();
  writeFileSync(join(inside, 'list.csv'), CSV);
  writeFileSync(join(inside, 'mine.yaml'), 'mine');
  const { code, err } = await call('import', join(inside, 'list.csv'), '-o', join(inside, 'mine.yaml'));
  expect(code).toBe(EXIT.plan);
  expect(err).toMatch(/cannot be written[\s\S]*not replaced/);
  expect(readFileSync(join(inside, 'mine.yaml'), 'utf8')).toBe('mine');
});

test('a file of another kind, and one that is not there, are refused', async () => {
  const inside = folder();
  writeFileSync(join(inside, 'notes.txt'), 'buy milk');
  expect((await call('import', join(inside, 'notes.txt'))).err).toMatch(/no file of N.I.N.A., Ekos or Telescopius/);
  const absent = await call('import', join(inside, 'absent.json'));
  expect(absent.code).toBe(EXIT.plan);
  expect(absent.err).toMatch(/absent.json cannot be read/);
  expect(existsSync(join(inside, 'absent.json'))).toBe(false);
});
