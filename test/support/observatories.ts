import type { Observatory } from '../../engine/plan/observatory.js';
import type { FrameSet } from '../../engine/plan/plan.js';

/** An observatory for tests that need one to be there; `changes` are laid over it. */
export function testObservatory(changes: Partial<Observatory> = {}): Observatory {
  return {
    name: 'Test Hill',
    site: {
      name: 'Greenwich',
      latitude: 51.4779,
      longitude: -0.0015,
      elevation: 46,
      zone: 'Europe/London',
      horizon: [[0, 20]],
    },
    devices: {},
    optics: { telescope: 'Newtonian', focalLength: 1000, aperture: 200 },
    clock: 'system',
    safety: {
      poll: 2000,
      staleAfter: 10_000,
      settle: 300_000,
      tripAfter: 3,
      roofClearsTelescope: false,
      stepDeadline: 60_000,
    },
    meridian: { trackPast: 600_000, settle: 5000, whenNoSide: 'hour angle', attempts: 3 },
    limits: [],
    images: { folder: '/images', name: '{night}/{target}/{target}_{type}_{filter}_{exposure}s_{n}.fits' },
    ...changes,
  };
}

/** A set of frames; `changes` are laid over it. */
export function testFrameSet(changes: Partial<FrameSet> = {}): FrameSet {
  return {
    id: 'm31/L-180s',
    type: 'light',
    filter: 'L',
    exposure: 180,
    count: 10,
    binning: 1,
    place: { file: 'test.yaml', line: 1, column: 1, length: 1 },
    ...changes,
  };
}
