import { z } from 'zod';
import { hourAngle, toEquatorial } from '../../sky/index.js';
import { formatPosition, position } from '../plan/quantities.js';
import type { Position } from '../plan/plan.js';
import { follow } from './follow-body.js';
import { pointAt, requireUnparked, stopFollowing } from './pointing.js';
import { requireOpenRoof } from './interlocks.js';
import { defineStep } from './step.js';

interface Slew {
  readonly to: Position;
}

const schema: z.ZodType<Slew> = z
  .union([z.strictObject({ to: position }), position.transform((to: Position) => ({ to }))])
  .meta({ description: 'Where to slew to.' });

export const slew = defineStep<Slew>({
  kind: 'slew',
  summary:
    'Slews to a position, tracking on, and verifies where the mount stands afterwards. What moves against the stars is followed until the next slew.',
  schema,
  needs: ['telescope'],
  resume: 'repeat',
  title: (body) => `slew to ${formatPosition(body.to)}`,
  estimate: () => 60,
  async run(context, { to }) {
    const { signal, session, clock, observatory } = context;
    const telescope = await context.use('telescope');
    if (to.kind === 'horizontal') {
      await requireUnparked(telescope, 'slewing', signal);
      await requireOpenRoof(context, 'slewing');
      await stopFollowing(context, telescope, 'the mount is slewed');
      if (await telescope.tracking({ signal })) await telescope.track(false, { signal });
      context.report({ doing: 'slewing' });
      delete session.hourAngleAtSlew;
      delete session.pointedAt;
      await telescope.slewHorizontal({ azimuth: to.azimuth, altitude: to.altitude }, { signal });
      // What the pointing state of a mount that tells none is inferred from, should it track on from here.
      session.hourAngleAtSlew = hourAngle(
        toEquatorial(to, clock.now(), observatory.site).ra,
        clock.now(),
        observatory.site,
      );
      return;
    }
    const position = await context.locate(context.key, to);
    await pointAt(context, telescope, position);
    await follow(context, telescope, position);
  },
});
