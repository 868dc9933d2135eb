import { z } from 'zod';
import { stopFollowing } from './pointing.js';
import { defineStep } from './step.js';

export const park = defineStep({
  kind: 'park',
  summary: 'Parks the mount and waits until it reads back as parked.',
  schema: z.strictObject({}),
  needs: ['telescope'],
  resume: 'repeat',
  title: () => 'park the mount',
  estimate: () => 30,
  async run(context) {
    const telescope = await context.use('telescope');
    context.report({ doing: 'parking the mount' });
    if (!(await telescope.atPark({ signal: context.signal })))
      await stopFollowing(context, telescope, 'the mount is parked');
    await telescope.park({ signal: context.signal });
  },
});
