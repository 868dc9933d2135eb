import { z } from 'zod';
import { wholeNumber } from '../plan/quantities.js';
import { focusForFilter } from './filter-in-beam.js';
import { defineStep } from './step.js';

interface Focus {
  readonly position: number;
}

const schema: z.ZodType<Focus> = z
  .union([z.strictObject({ position: wholeNumber }), wholeNumber.transform((position: number) => ({ position }))])
  .meta({ description: 'Focuser position in steps, for a filter without offset.' });

export const focus = defineStep<Focus>({
  kind: 'focus',
  summary: "Moves the focuser to a position; the filters' offsets are added to it.",
  schema,
  needs: ['focuser'],
  resume: 'repeat',
  title: (body) => `focus at ${String(body.position)}`,
  estimate: () => 15,
  async run(context, body) {
    await context.use('focuser');
    context.session.focusBase = body.position;
    await focusForFilter(context);
  },
});
