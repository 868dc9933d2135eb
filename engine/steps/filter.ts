import { z } from 'zod';
import { putFilterInBeam } from './filter-in-beam.js';
import { defineStep } from './step.js';

interface Filter {
  readonly name: string;
}

const name = z.string().min(1).meta({ description: "The filter's name, as the wheel or the observatory file has it." });
const schema: z.ZodType<Filter> = z.union([z.strictObject({ name }), name.transform((text) => ({ name: text }))]);

export const filter = defineStep<Filter>({
  kind: 'filter',
  summary: "Turns the filter wheel to a filter by name, and the focuser by that filter's offset.",
  schema,
  needs: ['filterWheel'],
  resume: 'repeat',
  title: (body) => `filter ${body.name}`,
  estimate: () => 5,
  run: (context, body) => putFilterInBeam(context, body.name),
});
