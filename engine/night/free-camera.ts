import { poll } from '../../devices/clock.js';
import type { Camera } from '../../devices/roles/index.js';
import type { StepContext } from '../steps/step.js';

/** How long a camera may take to come to rest after an abort, ms; a readout cannot be aborted. */
const LIMIT = 90_000;

/**
 * Frees the camera of an exposure that is still under way: one whose attempt lost its connection, or that another
 * program has begun. A camera that reports an error is left to the next exposure to wake.
 */
export async function freeCamera(context: StepContext, camera: Camera): Promise<void> {
  const { clock, signal } = context;
  const state = await camera.cameraState({ signal });
  if (state === 'idle' || state === 'error') return;
  context.report({ doing: 'ending the exposure that is under way' });
  if (state === 'exposing' || state === 'waiting') {
    if (await camera.canAbortExposure({ signal })) await camera.abortExposure({ signal });
    else if (await camera.canStopExposure({ signal })) await camera.stopExposure({ signal });
  }
  await poll(clock, { what: 'the camera to come to rest', signal, every: 500, deadline: LIMIT }, async (inner) => {
    const now = await camera.cameraState({ signal: inner });
    return now === 'idle' || now === 'error' ? now : undefined;
  });
}
