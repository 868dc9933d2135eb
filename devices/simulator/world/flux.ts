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

/** FWHM of what a good telescope makes of a point, um, diffraction apart. */
const SPOT = 4;
/** Of the light by which focus is found, um: the middle of the visible. */
const WAVELENGTH = 0.55;

/** FWHM of a star without air, in focus, um: the disc of diffraction (1.03 wavelengths times the focal ratio) and the spot. */
function sharpest({ focalLength, aperture }: OpticsOptions): number {
  return Math.hypot((1.03 * WAVELENGTH * focalLength) / aperture, SPOT);
}

/** FWHM of a star in arcsec: seeing grows with the air's thickness; optics and the blur of defocus add in square. */
export function starWidth(seeing: number, airmass: number, defocus: number, optics: OpticsOptions): number {
  const { focalLength, aperture } = optics;
  const atmosphere = seeing * airmass ** 0.6;
  // A disc of diameter d has the same second moment as a Gaussian of this FWHM: 2.355 * d / 4.
  const disc = Math.abs(defocus) * (aperture / focalLength);
  const blur = Math.hypot((2.3548 * disc) / 4, sharpest(optics));
  return Math.hypot(atmosphere, (blur / (focalLength * 1000)) * 206_264.806);
}
