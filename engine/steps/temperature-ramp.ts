import type { Camera } from '../../devices/roles/index.js';
import type { StepContext } from './step.js';

/** Time between two set points of a ramp, s. */
const STAIR = 15;
/** A change for which the whole length of the ramp is taken; a smaller one takes its share, C. */
const FULL_CHANGE = 20;

/**
 * Moves the cooler's set point to a temperature in small stairs, so that the sensor's glass is not shocked. Starts at the
 * sensor's present temperature, so that doing it again after an interrupt costs nothing.
 * @param to C
 * @param over s, for a change of 20 C or more
 */
export async function rampTemperature(
  context: StepContext,
  camera: Camera,
  to: number,
  over: number,
  doing: string,
): Promise<void> {
  const { signal, clock } = context;
  const from = await camera.ccdTemperature({ signal });
  const seconds = over * Math.min(1, Math.abs(to - from) / FULL_CHANGE);
  const stairs = Math.floor(seconds / STAIR);
  for (let i = 1; i <= stairs; i++) {
    await camera.setSetCCDTemperature(from + ((to - from) * i) / (stairs + 1), { signal });
    if (i === 1) await camera.setCoolerOn(true, { signal });
    context.report({ doing: `${doing} the camera`, fraction: i / (stairs + 1) });
    await clock.sleep(STAIR * 1000, signal);
  }
  await camera.setSetCCDTemperature(to, { signal });
  await camera.setCoolerOn(true, { signal });
}
