import type { Nutation } from './nutation.js';
import { RADIANS_PER_ARCSECOND, type Radians } from './units.js';
import { type Matrix, ofColumns, turnX, turnZ, type Vector } from './vector.js';

function polynomial(t: number, ...coefficients: readonly number[]): Radians {
  return coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0) * RADIANS_PER_ARCSECOND;
}

/**
 * From GCRS to the equator and equinox of a date, mean ones without nutation: by the Fukushima-Williams angles of IAU 2006
 * with frame bias (Hilton et al. 2006, Celest. Mech. 94, 351; table 1).
 * @param t Julian centuries of TT since J2000.0
 */
export function equinox(
  t: number,
  nutated: Pick<Nutation, 'longitude' | 'obliquity'> = { longitude: 0, obliquity: 0 },
): { readonly rotation: Matrix; readonly obliquity: Radians } {
  const gamma = polynomial(t, -0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026);
  const phi = polynomial(t, 84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176);
  const psi = polynomial(t, -0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148);
  const obliquity = polynomial(t, 84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434);
  const turn = (v: Vector): Vector =>
    turnX(-(obliquity + nutated.obliquity), turnZ(-(psi + nutated.longitude), turnX(phi, turnZ(gamma, v))));
  return { rotation: ofColumns(turn([1, 0, 0]), turn([0, 1, 0]), turn([0, 0, 1])), obliquity };
}
