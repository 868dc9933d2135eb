import { AstroTime } from 'astronomy-engine';
import { terrestrialDays } from './time.js';
import type { EpochMs } from './units.js';

/**
 * The time of astronomy-engine for an instant of ours. Its own conversion from UTC extrapolates Delta T and is 4 s off
 * by 2025, in which the Moon moves 2 arcseconds; so the terrestrial time is given.
 */
export function astroTime(at: EpochMs): AstroTime {
  return AstroTime.FromTerrestrialTime(terrestrialDays(at));
}
