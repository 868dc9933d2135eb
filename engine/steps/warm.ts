import { z } from 'zod';
import { duration } from '../plan/quantities.js';
import { rampTemperature } from './temperature-ramp.js';
import { defineStep } from './step.js';

/** Where a ramp ends when the camera does not tell the temperature around it, C. */
const USUAL_AMBIENT = 10;

export const warm = defineStep({
  kind: 'warm',
  summary: "Warms the camera to the air's temperature along a ramp, then switches the cooler off.",
  schema: z.strictObject({ over: duration.default(600) }),
  needs: ['camera'],
  resume: 'repeat',
  title: () => 'warm the camera',
  estimate: (body) => body.over,
  async run(context, body) {
    const { signal } = context;
    const camera = await context.use('camera');
    if (!(await camera.canSetCCDTemperature({ signal }))) return;
    if (!(await camera.coolerOn({ signal }))) return;
    const ambient = await camera.heatSinkTemperature({ signal }).catch(() => {
      signal.throwIfAborted();
      return USUAL_AMBIENT;
    });
    if ((await camera.ccdTemperature({ signal })) < ambient) {
      await rampTemperature(context, camera, ambient, body.over, 'warming');
    }
    await camera.setCoolerOn(false, { signal });
  },
});
