import type { EpochMs } from '../../../../sky/index.js';
import type { FilterOptions } from '../../options.js';
import type { TruePointing } from '../mount/pointing.js';
import type { StarSource } from '../sky/star-list.js';

/** What is in front of the camera. */
export interface Scene {
  readonly stars: StarSource;
  pointing(now: EpochMs): TruePointing;
  /** When the mount changed what it does, within a time. */
  turnsBetween(from: EpochMs, to: EpochMs): readonly EpochMs[];
  /** The filter in the beam; undefined when there is nothing but glass. */
  filter(): FilterOptions | undefined;
  /** um from focus, for the filter in the beam */
  defocus(now: EpochMs): number;
  /** FWHM of a star in focus at the zenith, arcsec */
  seeing(now: EpochMs): number;
  /** Air looked through; infinite below the horizon. */
  airmass(now: EpochMs): number;
  /** Share of the starlight that clouds and roof let through. */
  transparency(now: EpochMs): number;
  /** V mag/arcsec2 of the sky where the telescope points; undefined when no light comes in. */
  skyBrightness(now: EpochMs): number | undefined;
  /** Light of a flat panel before the telescope, 0 to 1. */
  glow(now: EpochMs): number;
  /** Of the camera on the tube, degrees. */
  angle(now: EpochMs): number;
}
