import { z } from 'zod';
import { ROLES } from '../rig.js';
import { defineStep } from './step.js';

export const disconnect = defineStep({
  kind: 'disconnect',
  summary: 'Disconnects the devices that Nocturne has connected; those that were connected before it came stay so.',
  schema: z.strictObject({}),
  needs: [],
  resume: 'repeat',
  title: () => 'disconnect the devices',
  estimate: () => 2,
  async run(context) {
    for (const role of ROLES) {
      const device = await context.useIfPresent(role);
      if (!device) continue;
      context.report({ doing: `disconnecting the ${role}` });
      await device.disconnect({ signal: context.signal });
    }
  },
});
