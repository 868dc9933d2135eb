import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTAINERS } from '../../engine/plan/containers.js';
import { errorsPage } from '../../engine/plan/errors-page.js';
import { parsePlan } from '../../engine/plan/load.js';
import { stepsReference } from '../../engine/plan/reference.js';
import { observatoryJsonSchema, schemaText, sequenceJsonSchema } from '../../engine/plan/schema.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const written = (name: string): string => readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8');

describe('the schemas that editors use are current (npm run schemas)', () => {
  it('for sequences', () => {
    expect(written('sequence.schema.json')).toBe(schemaText(sequenceJsonSchema(STEP_KINDS)));
  });

  it('for observatories', () => {
    expect(written('observatory.schema.json')).toBe(schemaText(observatoryJsonSchema()));
  });

  it('and so is the reference of the steps', () => {
    expect(page('reference/steps.md')).toBe(stepsReference(STEP_KINDS));
  });

  it('and so is the page of errors', () => {
    expect(page('errors.md')).toBe(errorsPage());
  });
});

describe('the examples of the reference', () => {
  it.each(Object.entries(CONTAINERS))('of %s is right as it stands', (_, { example }) => {
    const indented = example.replace(/^/gmu, '  ');
    const blocks = 'blocks: { flats: { parameters: { filter: }, steps: [{ filter: $filter }] } }';
    const text = `sequence: T\nobservatory: simulator\n${blocks}\nsteps:\n${indented}\n`;
    expect(parsePlan(text, 'night.yaml', { steps: STEP_KINDS }).problems).toEqual([]);
  });
});
