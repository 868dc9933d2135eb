import { z } from 'zod';
import { poll } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { duration, temperature } from '../plan/quantities.js';
import { rampTemperature } from './temperature-ramp.js';
import { defineStep } from './step.js';

/** How near the sensor has to come to its set point, C. */
const TOLERANCE = 0.5;
/** How long it may take to come that near once the ramp is over, s. */
const SETTLE_LIMIT = 900;

export const cool = defineStep({
  kind: 'cool',
  summary: 'Cools the camera to a temperature along a ramp, and waits until the sensor is within 0.5 C of it.',
  schema: z.strictObject({ to: temperature, over: duration.default(600) }),
  needs: ['camera'],
  resume: 'repeat',
  title: (body) => `cool the camera to ${String(body.to)} C`,
  estimate: (body) => body.over + 60,
  async run(context, body) {
    const { signal, clock } = context;
    const camera = await context.use('camera');
    if (!(await camera.canSetCCDTemperature({ signal }))) {
      throw new NocturneError('device-unable', 'the camera has no cooler with a set point', {
        hint: 'leave the `cool` step out',
      });
    }
    await rampTemperature(context, camera, body.to, body.over, 'cooling');
    const read = (inner: AbortSignal): Promise<number> => camera.ccdTemperature({ signal: inner });
    await poll(
      clock,
      { what: `the sensor to reach ${String(body.to)} C`, signal, every: 5_000, deadline: SETTLE_LIMIT * 1000 },
      async (inner) => {
        const now = await read(inner);
        context.report({ doing: `cooling: ${now.toFixed(1)} C` });
        return Math.abs(now - body.to) <= TOLERANCE ? now : undefined;
      },
    ).catch(async (error: unknown) => {
      signal.throwIfAborted();
      throw new NocturneError(
        'cooling-failed',
        `the sensor is at ${(await read(signal)).toFixed(1)} C and does not come to ${String(body.to)} C`,
        { hint: 'choose a warmer temperature: the cooler may not reach so far below the air', cause: error },
      );
    });
  },
});
