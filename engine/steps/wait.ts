import { z } from 'zod';
import { measured } from '../plan/measure.js';
import { MEASURES } from '../plan/measures.js';
import { duration, formatTime, timeExpression } from '../plan/quantities.js';
import { parseTime } from '../plan/time-expression.js';
import type { TimeExpression } from '../plan/plan.js';
import { NocturneError } from '../errors.js';
import { defineStep } from './step.js';

type Wait = { readonly for: number } | { readonly until: TimeExpression };

/** A moment without its key is what is written here by mistake. */
const durationAlone = measured(MEASURES.duration, (written) => {
  const moment = written.replace(/^until /u, '');
  return parseTime(moment).ok ? `for a moment write wait: { until: ${moment} }` : undefined;
});

const schema: z.ZodType<Wait> = z
  .union([
    z.strictObject({ for: duration }),
    z.strictObject({ until: timeExpression }),
    durationAlone.transform((seconds: number) => ({ for: seconds })),
  ])
  .meta({ description: 'How long to wait, or until when.' });

export const wait = defineStep<Wait>({
  kind: 'wait',
  summary: 'Waits for a time, or until a moment.',
  schema,
  needs: [],
  resume: 'once',
  title: (body) => ('for' in body ? `wait ${String(body.for)} s` : `wait until ${formatTime(body.until)}`),
  estimate: (body) => ('for' in body ? body.for : 0),
  deadline: 'none',
  async run(context, body) {
    if ('for' in body) {
      await context.waitUntil(context.clock.now() + body.for * 1000, 'waiting');
      return;
    }
    const at = context.timeOf(body.until);
    if (at === undefined) {
      throw new NocturneError('plan-invalid', `"${body.until.text}" does not occur in this night`, {
        hint: 'the sun does not go that low here at this time of year',
      });
    }
    await context.waitUntil(at, `waiting until ${body.until.text}`);
  },
});
