import { z } from 'zod';
import type { Telescope } from '../../devices/roles/index.js';
import { stopFollowing } from './pointing.js';
import { defineStep, type StepContext } from './step.js';

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
    if (!(await telescope.atPark({ signal: context.signal }))) await clearBefore(context, telescope);
    await telescope.park({ signal: context.signal });
  },
});

/** Some drivers keep the rates of a body beyond parking; but a mount that does not give them up is parked as it is. */
async function clearBefore(context: StepContext, telescope: Telescope): Promise<void> {
  try {
    await stopFollowing(context, telescope, 'the mount is parked');
  } catch (error) {
    context.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    await context.decide('following', 'leave rates', `they could not be taken back before parking: ${reason}`);
  }
}
