import { z } from 'zod';
import { carryOutFlip } from '../flip/carry-out.js';
import { pointingOf } from '../flip/mount-position.js';
import { defineStep } from './step.js';

export const meridianFlip = defineStep({
  kind: 'meridian-flip',
  summary: 'Flips the mount where it points if a flip is due, and verifies the pointing state. Does nothing otherwise.',
  schema: z.strictObject({}),
  needs: ['telescope'],
  resume: 'reconcile',
  title: () => 'meridian flip',
  estimate: () => 90,
  async run(context) {
    const telescope = await context.use('telescope');
    const at = await pointingOf(telescope, context.clock.now(), context.signal);
    const followed = context.session.following?.position;
    await carryOutFlip(context, telescope, context.target?.position ?? followed ?? { ra: at.ra, dec: at.dec });
  },
});
