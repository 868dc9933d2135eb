/** Writes schemas/*.json anew: `npm run schemas`. A test fails when they are not current. */

import { writeFileSync } from 'node:fs';
import { STEP_KINDS } from '../steps/registry.js';
import { observatoryJsonSchema, schemaText, sequenceJsonSchema } from './schema.js';

const folder = new URL('../../schemas/', import.meta.url);
writeFileSync(new URL('sequence.schema.json', folder), schemaText(sequenceJsonSchema(STEP_KINDS)));
writeFileSync(new URL('observatory.schema.json', folder), schemaText(observatoryJsonSchema()));
