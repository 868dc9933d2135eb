import { z } from 'zod';
import { stopFollowing } from './pointing.js';
import { defineStep } from './step.js';

const RATES = ['sidereal', 'lunar', 'solar', 'king'] as const;

export const track = defineStep({
  kind: 'track',
  summary: 'Switches tracking on or off, or to a rate, and reads it back: some mounts ignore the command.',
  schema: z
    .enum(['on', 'off', ...RATES])
    .or(z.boolean().transform((on) => (on ? ('on' as const) : ('off' as const))))
    .meta({ description: 'on, off, or a rate: sidereal, lunar, solar, king.' }),
  needs: ['telescope'],
  resume: 'repeat',
  title: (to) => `tracking ${to}`,
  estimate: () => 1,
  async run(context, to) {
    const { signal } = context;
    const telescope = await context.use('telescope');
    // Other rates than the sidereal one refuse to be set while there is an offset to it.
    await stopFollowing(context, telescope, `the plan sets the tracking: ${to}`);
    if (to !== 'on' && to !== 'off') await telescope.setTrackingRate(to, { signal });
    await telescope.track(to !== 'off', { signal });
    context.session.stoppedForFlip = false;
  },
});
