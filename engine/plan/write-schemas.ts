/** Writes anew what is made from the code: schemas, and the pages of the reference. A test fails when they are stale. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { STEP_KINDS } from '../steps/registry.js';
import { errorsPage } from './errors-page.js';
import { stepsReference } from './reference.js';
import { observatoryJsonSchema, schemaText, sequenceJsonSchema } from './schema.js';

const root = new URL('../../', import.meta.url);
mkdirSync(new URL('docs/reference/', root), { recursive: true });
writeFileSync(new URL('schemas/sequence.schema.json', root), schemaText(sequenceJsonSchema(STEP_KINDS)));
writeFileSync(new URL('schemas/observatory.schema.json', root), schemaText(observatoryJsonSchema()));
writeFileSync(new URL('docs/reference/steps.md', root), stepsReference(STEP_KINDS));
writeFileSync(new URL('docs/errors.md', root), errorsPage());
