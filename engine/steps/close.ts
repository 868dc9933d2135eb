import { z } from 'zod';
import { requireParked } from './interlocks.js';
import { defineStep } from './step.js';

export const close = defineStep({
  kind: 'close',
  summary: 'Closes the roof or the dome shutter and waits until it reads back as closed.',
  schema: z.strictObject({}),
  needs: ['dome'],
  resume: 'repeat',
  title: () => 'close the roof',
  estimate: () => 30,
  async run(context) {
    const { signal } = context;
    const dome = await context.use('dome');
    if ((await dome.shutterStatus({ signal })) === 'closed') return;
    const telescope = await context.useIfPresent('telescope');
    await requireParked({ telescope, dome }, context.observatory.safety, 'closing the roof', signal);
    context.report({ doing: 'closing the roof' });
    await dome.closeShutter({ signal });
  },
});
