import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../engine/plan/check.js';
import { loadPlan } from '../../engine/plan/load.js';
import { loadObservatory } from '../../engine/plan/observatory-file.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { nightOf } from '../support/gallery.js';

const files = readdirSync('sequences').filter((name) => name.endsWith('.yaml'));
const observatories = files.filter((name) => name.endsWith('.observatory.yaml'));
const sequences = files.filter((name) => !name.endsWith('.observatory.yaml'));

describe('every file in sequences/ is right as it stands', () => {
  it.each(observatories)('%s', (name) => {
    const { observatory, problems, sources } = loadObservatory(join('sequences', name), { relativeTo: '.' });
    expect(renderProblems(problems, sources)).toBe('');
    expect(observatory?.devices.telescope).toBeDefined();
  });

  it.each(sequences)('%s, in its own observatory, without a doubt', (name) => {
    const path = join('sequences', name);
    const { plan, problems, sources } = loadPlan(path, { steps: STEP_KINDS });
    expect(renderProblems(problems, sources)).toBe('');
    const { observatory } = loadObservatory(plan!.observatory, { relativeTo: dirname(path) });
    const found = checkPlan(plan!, observatory!, { steps: STEP_KINDS, date: nightOf(name) });
    expect(renderProblems(found, sources)).toBe('');
  });
});
