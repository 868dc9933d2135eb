import { resolve } from 'node:path';
import { FILTERS } from '../../devices/simulator/defaults.js';
import { DEFAULT_IMAGE_NAME, type Observatory, type SimulatorOptions } from './observatory.js';
import { SIMULATOR_TIMING } from './timing.js';

export const SIMULATOR = 'simulator';

/** What its wheel calls its filters, in their order. */
export const SIMULATED_FILTERS = FILTERS.map(({ name, focusOffset }) => ({ name, offset: focusOffset }));

/** How fast its mount slews, deg/s: a small modern mount. */
const SLEW_RATE = 8;

/** The observatory that a plan means by `observatory: simulator`: one server in this process, on La Palma. */
export function builtInSimulator(options: Partial<SimulatorOptions> = {}): Observatory {
  const device = { server: SIMULATOR, device: 0 };
  return {
    name: 'Simulated observatory',
    site: {
      name: 'Roque de los Muchachos, La Palma',
      latitude: 28.7606,
      longitude: -17.8816,
      elevation: 2396,
      zone: 'Atlantic/Canary',
      horizon: [[0, 10]],
    },
    devices: {
      telescope: device,
      camera: device,
      filterWheel: device,
      focuser: device,
      dome: device,
      safetyMonitor: device,
    },
    optics: { telescope: 'Simulated refractor', focalLength: 400, aperture: 80 },
    filters: SIMULATED_FILTERS,
    clock: 'system',
    safety: {
      poll: 2_000,
      staleAfter: 20_000,
      settle: 300_000,
      tripAfter: 3,
      roofClearsTelescope: false,
      stepDeadline: 120_000,
    },
    meridian: {
      trackPast: 20 * 60_000,
      settle: 2_000,
      whenNoSide: 'by alignment',
      crossing: 'finish',
      flipAfter: 60_000,
      attempts: 3,
    },
    limits: [],
    images: { folder: resolve('nights'), name: DEFAULT_IMAGE_NAME },
    timing: SIMULATOR_TIMING,
    simulator: { seed: 1, slewRate: SLEW_RATE, ...options },
  };
}
