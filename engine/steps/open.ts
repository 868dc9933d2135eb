import { z } from 'zod';
import { requireParked, requireSafe } from './interlocks.js';
import { defineStep } from './step.js';

export const open = defineStep({
  kind: 'open',
  summary: 'Opens the roof or the dome shutter and waits until it reads back as open.',
  schema: z.strictObject({}),
  needs: ['dome'],
  resume: 'repeat',
  title: () => 'open the roof',
  estimate: () => 30,
  async run(context) {
    const { signal } = context;
    const dome = await context.use('dome');
    requireSafe(context, 'opening the roof');
    if ((await dome.shutterStatus({ signal })) === 'open') return;
    const telescope = await context.useIfPresent('telescope');
    await requireParked({ telescope, dome }, context.observatory.safety, 'opening the roof', signal);
    context.report({ doing: 'opening the roof' });
    // Asked again: the mount may have kept us waiting.
    requireSafe(context, 'opening the roof');
    await dome.openShutter({ signal });
  },
});
