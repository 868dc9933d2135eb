import { z } from 'zod';
import type { StepKind } from '../steps/step.js';
import { type Container, CONTAINERS } from './containers.js';
import { candidate } from './container-schemas.js';
import { observatoryFile } from './observatory-schema.js';
import { errorPolicy, identifier, sequenceFile } from './sequence-schema.js';

type Json = { [key: string]: unknown };

/** How every list of steps refers to what may stand in it. */
const STEP = '#/definitions/step';
const CANDIDATE = '#/definitions/candidate';

/**
 * The JSON Schema of sequence files, for editors: made from the schemas that also check them. It says nothing of what
 * takes more than one value to see; `nocturne check` does.
 */
export function sequenceJsonSchema(steps: ReadonlyMap<string, StepKind>): Json {
  const kinds = new Map<string, Pick<Container, 'schema' | 'summary'>>([...steps, ...Object.entries(CONTAINERS)]);
  const bodies = Object.fromEntries([...kinds].map(([kind, { schema }]) => [kind, schema]));
  // Converted as one, so that what they share is defined once.
  const all = toJsonSchema(
    z.object({ file: sequenceFile, bodies: z.object(bodies), id: identifier, onError: errorPolicy, candidate }),
  );
  const parts = all['properties'] as {
    file: Json;
    bodies: { properties: Json };
    id: Json;
    onError: Json;
    candidate: Json;
  };
  const beside = { id: parts.id, 'on-error': { $ref: '#/definitions/onError' } };
  const properties: Json = { ...beside };
  const bare: string[] = [];
  for (const [kind, { schema, summary }] of kinds) {
    const takesNothing = schema.safeParse({}).success;
    if (takesNothing) bare.push(kind);
    const body = withCommonKeys(resolved(parts.bodies.properties[kind] as Json, all['definitions'] as Json), beside);
    properties[kind] = { ...(takesNothing ? { anyOf: [body, { type: 'null' }] } : body), description: summary };
  }
  const step = {
    anyOf: [
      { enum: bare, description: 'A step that needs nothing said.' },
      { type: 'object', properties, additionalProperties: false, minProperties: 1 },
    ],
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Nocturne sequence',
    ...parts.file,
    definitions: {
      ...(all['definitions'] as Json),
      step,
      onError: parts.onError,
      candidate: withCommonKeys(parts.candidate, beside),
    },
  };
}

export function observatoryJsonSchema(): Json {
  const { $schema: _, ...schema } = toJsonSchema(observatoryFile);
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Nocturne observatory', ...schema };
}

function toJsonSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const id = z.globalRegistry.get(zodSchema)?.id;
      if (id === 'steps') jsonSchema.items = { $ref: STEP };
      if (id === 'candidates') jsonSchema.items = { $ref: CANDIDATE };
    },
  });
}

/** What is defined elsewhere, put in place: keys can only be added to what stands there itself. */
function resolved({ $ref, ...body }: Json, definitions: Json): Json {
  const [, name] = /^#\/definitions\/(.+)$/u.exec(typeof $ref === 'string' ? $ref : '') ?? [];
  return name === undefined ? body : { ...(definitions[name] as Json), ...body };
}

/** A body that is a mapping may also hold `id` and `on-error`. */
function withCommonKeys(body: Json, beside: Json): Json {
  const options = body['anyOf'] as readonly Json[] | undefined;
  if (options) return { ...body, anyOf: options.map((option) => withCommonKeys(option, beside)) };
  if (body['type'] !== 'object') return body;
  return { ...body, properties: { ...(body['properties'] as Json), ...beside } };
}

/** The text of a schema file. */
export function schemaText(schema: Json): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
