// Not by its index, which loads the server's sockets and the language of scenarios besides.
import { FILTERS } from '../../../devices/simulator/defaults.js';
import type { FilterOptions, Stretch } from '../../../devices/simulator/options.js';
import { createWorld, type World } from '../../../devices/simulator/world.js';
import type { Clock } from '../../../devices/clock.js';
import type { Observatory } from '../../plan/observatory.js';

export interface WorldWishes {
  readonly clock: Clock;
  /** Instead of the observatory's. */
  readonly seed?: number | undefined;
  readonly clouds?: readonly Stretch[];
  /** Frames of so many pixels, and blank ones: for a rehearsal whose images nobody keeps. */
  readonly blank?: { readonly width: number; readonly height: number } | undefined;
}

/** A simulated observatory that stands where a described one stands, and has its optics and filters. */
export function simulatedWorld(observatory: Observatory, { clock, seed, clouds = [], blank }: WorldWishes): World {
  const { site, optics, simulator, filters } = observatory;
  return createWorld({
    clock,
    seed: seed ?? simulator?.seed ?? 1,
    site: { latitude: site.latitude, longitude: site.longitude, elevation: site.elevation },
    optics: {
      ...(optics.focalLength !== undefined && { focalLength: optics.focalLength }),
      ...(optics.aperture !== undefined && { aperture: optics.aperture }),
    },
    camera: blank ? { ...blank, blank: true } : (simulator?.sensor ?? {}),
    ...(simulator?.slewRate !== undefined && { mount: { slewRate: simulator.slewRate } }),
    ...(filters && { filters: filters.map(({ name, offset }) => simulatedFilter(name, offset)) }),
    weather: { clouds },
  });
}

/** A filter that the simulator knows by its name, or a broad one. */
function simulatedFilter(name: string, focusOffset: number): FilterOptions {
  const known = FILTERS.find((filter) => filter.name.toLowerCase() === name.toLowerCase());
  return { ...(known ?? { bandwidth: 100, transmission: 0.9 }), name, focusOffset };
}
