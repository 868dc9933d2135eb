import { z } from 'zod';
import type { StepKind } from '../steps/step.js';
import { type Container, CONTAINERS } from './containers.js';
import { limits } from './limit.js';
import { sequenceFile } from './sequence-schema.js';

type Json = { readonly [key: string]: unknown };

const INTRODUCTION = `# Steps

<!-- Made from the schemas by \`npm run schemas\`; a test fails when it is not current. -->

Everything that may stand in a list of steps. A step is an item of a list: bare, as in \`- park\`, or with a body, as in
\`- slew: { to: M31 }\`. Beside its name, or in its body, every step takes \`id\` (a name of your own, by which an edited
plan resumes) and \`on-error\` (\`next target\`, \`skip\`, \`end the night\`, or \`{ retry, backoff, then }\`). How quantities,
times, positions and limits are written is in the [guide](../sequences.md).
`;

/** docs/reference/steps.md: every kind of step with its keys, from the schemas that also check them. */
export function stepsReference(steps: ReadonlyMap<string, StepKind>): string {
  const kinds = [...steps.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const containers = Object.entries(CONTAINERS) as [string, Container][];
  return [
    INTRODUCTION,
    '## Containers and frames\n',
    ...containers.map(([kind, container]) => containerSection(kind, container)),
    '## Devices\n',
    ...kinds.map(stepSection),
    '## Limits\n',
    'Under `while` of a target or a repeat, under `if` of `when`, and under `limits` of an observatory. All must hold.\n',
    table(keysOf(jsonOf(limits))),
    '## Top of the file\n',
    table(keysOf(jsonOf(sequenceFile))),
    '',
  ].join('\n');
}

function containerSection(kind: string, { summary, schema, example }: Container): string {
  return [`### ${kind}\n`, `${summary}\n`, '```yaml', example, '```\n', bodies(schema)].join('\n');
}

const RESUME = {
  repeat: 'done again',
  verify: 'done unless its result is there and valid',
  reconcile: 'looks first at what the device says it is',
  once: 'done once a night',
} as const;

function stepSection({ kind, summary, schema, needs, resume }: StepKind): string {
  const needed = needs.length === 0 ? 'no device' : needs.map(words).join(', ');
  return [
    `### ${kind}\n`,
    `${summary}\n`,
    `Needs: ${needed}. When the night is taken up again: ${RESUME[resume]}.\n`,
    bodies(schema),
  ].join('\n');
}

function words(role: string): string {
  return role.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function jsonOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7', reused: 'inline' });
}

/** The forms that a body may have. */
function bodies(schema: z.ZodType): string {
  const json = jsonOf(schema);
  const definitions = (json['definitions'] ?? {}) as Readonly<Record<string, Json>>;
  const forms = ((json['anyOf'] as readonly Json[] | undefined) ?? [json]).map((form) => resolved(form, definitions));
  const parts = forms.map((form) => {
    if (form['type'] === 'object') {
      const keys = keysOf(form, definitions);
      return keys.length === 0 ? 'Takes nothing.\n' : `${table(keys)}\n`;
    }
    return `${forms.length > 1 ? 'Short form: ' : ''}${typeOf(form)}\n`;
  });
  return [...new Set(parts)].join('\n');
}

interface Key {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
}

function resolved(json: Json, definitions: Readonly<Record<string, Json>>): Json {
  const reference = json['$ref'] ?? (json['allOf'] as readonly Json[] | undefined)?.[0]?.['$ref'];
  const name = typeof reference === 'string' ? reference.replace('#/definitions/', '') : undefined;
  return name === undefined ? json : { ...definitions[name], ...json };
}

function keysOf(json: Json, definitions: Readonly<Record<string, Json>> = {}): readonly Key[] {
  const known = { ...definitions, ...(json['definitions'] as Readonly<Record<string, Json>> | undefined) };
  const required = new Set((json['required'] as readonly string[] | undefined) ?? []);
  const properties = (json['properties'] ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(properties).map(([name, written]) => {
    const property = resolved(written, known);
    return {
      name,
      required: required.has(name),
      type: typeOf(property),
      description: typeof property['description'] === 'string' ? property['description'] : '',
    };
  });
}

function table(keys: readonly Key[]): string {
  const rows = keys.map(
    ({ name, required, type, description }) =>
      `| \`${name}\`${required ? ' (needed)' : ''} | ${cell(type)} | ${cell(description)} |`,
  );
  return ['| key | as in | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** What a value looks like: examples where there are some, else its kind. */
function typeOf(json: Json): string {
  const examples = json['examples'] as readonly unknown[] | undefined;
  if (examples && examples.length > 0)
    return examples
      .slice(0, 3)
      .map((each) => `\`${String(each)}\``)
      .join(', ');
  const values = json['enum'] as readonly unknown[] | undefined;
  if (values) return values.map((each) => `\`${String(each)}\``).join(', ');
  const forms = json['anyOf'] as readonly Json[] | undefined;
  if (forms) return [...new Set(forms.map(typeOf))].join(', or ');
  switch (json['type']) {
    case 'array':
      return 'a list';
    case 'object':
      return mappingOf(json);
    case 'boolean':
      return '`true`, `false`';
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    default:
      return 'a value';
  }
}

function mappingOf(json: Json): string {
  const keys = Object.keys(json['properties'] ?? {});
  return keys.length === 0 || keys.length > 6 ? 'a mapping' : `\`{ ${keys.join(', ')} }\``;
}
