import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { observatoryJsonSchema, schemaText, sequenceJsonSchema } from '../../engine/plan/schema.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const written = (name: string): string => readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8');

describe('the schemas that editors use are current (npm run schemas)', () => {
  it('for sequences', () => {
    expect(written('sequence.schema.json')).toBe(schemaText(sequenceJsonSchema(STEP_KINDS)));
  });

  it('for observatories', () => {
    expect(written('observatory.schema.json')).toBe(schemaText(observatoryJsonSchema()));
  });
});
