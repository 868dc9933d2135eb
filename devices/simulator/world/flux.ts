import type { CameraOptions, OpticsOptions } from '../options.js';

/** Photons of a star of magnitude 0 above the air, per second, cm2 and nm, about V (Bessell 1979). */
const ZERO_POINT = 9950;

/** Electrons a second from a star of magnitude 0. */
export function electronsOfMagnitudeZero(
  { aperture, throughput }: OpticsOptions,
  { quantumEfficiency }: CameraOptions,
  filter: { readonly bandwidth: number; readonly transmission: number },
): number {
  const area = Math.PI * (aperture / 20) ** 2;
  return ZERO_POINT * area * filter.bandwidth * filter.transmission * throughput * quantumEfficiency;
}

/** arcsec per pixel */
export function pixelScale({ focalLength }: OpticsOptions, { pixelSize }: Pick<CameraOptions, 'pixelSize'>): number {
  return (206.264806 * pixelSize) / focalLength;
}

/** Electrons a second that the sky gives an unbinned pixel. */
export function skyElectrons(zero: number, brightness: number, scale: number): number {
  return zero * 10 ** (-0.4 * brightness) * scale * scale;
}

/** Loss by the air, magnitudes: 0.15 for each airmass. */
export function extinction(airmass: number): number {
  return 0.15 * airmass;
}

/** FWHM of a star in arcsec: seeing grows with the air's thickness, and the blur of defocus adds in square. */
export function starWidth(
  seeing: number,
  airmass: number,
  defocus: number,
  { focalLength, aperture }: OpticsOptions,
): number {
  const atmosphere = seeing * airmass ** 0.6;
  // A disc of diameter d has the same second moment as a Gaussian of this FWHM: 2.355 * d / 4.
  const disc = Math.abs(defocus) * (aperture / focalLength);
  const blur = ((2.3548 * disc) / 4 / (focalLength * 1000)) * 206_264.806;
  return Math.hypot(atmosphere, blur);
}
