import { z } from 'zod';
import { count, duration, limits, timeExpression, wholeNumber } from './quantities.js';
import { stepList, targetKeys } from './sequence-schema.js';
import { containerTriggerKeys } from './trigger-schema.js';

export const repeat = z.strictObject({
  count: count.pipe(z.number().min(1)).optional().meta({ description: 'How often.' }),
  until: timeExpression.optional(),
  while: limits.optional().meta({ description: 'Limits that must hold for another pass to begin.' }),
  steps: stepList.min(1),
  ...containerTriggerKeys,
});

export const parallel = stepList.min(2).meta({ description: 'Steps that begin together.' });

export const when = z.strictObject({
  if: limits.meta({ description: 'Limits that must all hold for the steps to be done.' }),
  steps: stepList.min(1),
  else: stepList.optional().meta({ description: 'Steps that are done when they do not.' }),
});

export const tryBody = z.strictObject({
  steps: stepList.min(1),
  finally: stepList.min(1).meta({ description: 'Steps that are done after those, whether or not they went well.' }),
});

export const group = z.union([stepList.min(1), z.strictObject({ steps: stepList.min(1), ...containerTriggerKeys })]);

/** A target that others stand beside. */
export const candidate = z.strictObject({
  ...targetKeys,
  priority: wholeNumber.default(0).meta({ description: 'The larger goes first, whenever it can be imaged.' }),
});

export const choose = z.strictObject({
  targets: z.array(z.unknown()).min(2).meta({ id: 'candidates', description: 'The targets to choose between.' }),
  until: timeExpression.optional(),
  stay: duration.default(1200).meta({
    description: 'How long a target keeps the telescope against others of its priority, so that it does not hop.',
  }),
  ...containerTriggerKeys,
});
