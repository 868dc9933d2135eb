import { z } from 'zod';
import { requireOpenRoof } from './interlocks.js';
import { defineStep } from './step.js';

export const unpark = defineStep({
  kind: 'unpark',
  summary: 'Makes a parked mount ready to move. Refused under a closed roll-off roof.',
  schema: z.strictObject({}),
  needs: ['telescope'],
  resume: 'repeat',
  title: () => 'unpark the mount',
  estimate: () => 2,
  async run(context) {
    const telescope = await context.use('telescope');
    if (!(await telescope.atPark({ signal: context.signal }))) return;
    await requireOpenRoof(context, 'unparking');
    context.report({ doing: 'unparking the mount' });
    await telescope.unpark({ signal: context.signal });
  },
});
