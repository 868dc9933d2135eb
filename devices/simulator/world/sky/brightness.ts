import {
  airmass,
  type EpochMs,
  type J2000,
  moonAltitude,
  moonIllumination,
  moonSeparation,
  type Site,
  sunAltitude,
  toApparent,
  toHorizontal,
} from '../../../../sky/index.js';
import { RADIANS_PER_DEGREE } from '../../../../sky/units.js';

/** Magnitudes lost for each airmass, in the model of the moonlit sky. */
const EXTINCTION = 0.15;

/** Nanolamberts of a surface brightness in V mag/arcsec2, and back (Krisciunas and Schaefer 1991, PASP 103, 1033). */
const nanolamberts = (magnitude: number): number => 34.08 * Math.exp(20.7233 - 0.92104 * magnitude);
const magnitude = (nanolambert: number): number => (20.7233 - Math.log(nanolambert / 34.08)) / 0.92104;

/** Airmass for scattered light (their eq. 3). */
function thickness(altitude: number): number {
  return 1 / Math.sqrt(1 - 0.96 * Math.cos(Math.max(0, altitude) * RADIANS_PER_DEGREE) ** 2);
}

/** Moonlight at a place (their eq. 15 and 20-21), nanolamberts. */
function moonlight(target: J2000, altitude: number, now: EpochMs, site: Site): number {
  const height = moonAltitude(now, site);
  if (height < 0) return 0;
  const phase = Math.acos(2 * moonIllumination(now) - 1) / RADIANS_PER_DEGREE;
  const distance = Math.max(1, moonSeparation(target, now, site));
  const moon = 10 ** (-0.4 * (3.84 + 0.026 * phase + 4e-9 * phase ** 4));
  const scattering = 10 ** 5.36 * (1.06 + Math.cos(distance * RADIANS_PER_DEGREE) ** 2) + 10 ** (6.15 - distance / 40);
  const through = 10 ** (-0.4 * EXTINCTION * thickness(height));
  return scattering * moon * through * (1 - 10 ** (-0.4 * EXTINCTION * thickness(altitude)));
}

/** Sunlight in the air: it fades by about a magnitude for each degree that the sun sinks; V mag/arcsec2. */
function twilight(sun: number): number {
  return sun > 0 ? Math.max(3.5, 8 - 0.4 * sun) : 8 - sun;
}

export interface SkyLight {
  /** At the zenith without sun and moon, V mag/arcsec2. */
  readonly dark: number;
  /** Whether the sun is left out. */
  readonly darkByDay: boolean;
}

/** Brightness of the sky at a place, V mag/arcsec2. */
export function skyBrightness(target: J2000, now: EpochMs, site: Site, { dark, darkByDay }: SkyLight): number {
  const { altitude } = toHorizontal(toApparent(target, now), now, site);
  const air = Math.min(40, airmass(Math.max(0, altitude)));
  const airglow = nanolamberts(dark) * 10 ** (-0.4 * EXTINCTION * (air - 1)) * air;
  const day = darkByDay ? 0 : nanolamberts(twilight(sunAltitude(now, site)));
  return magnitude(airglow + moonlight(target, altitude, now, site) + day);
}
