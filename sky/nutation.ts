import { NUTATION_OFFSET, NUTATION_TERMS } from './nutation-terms.js';
import { type EpochMs, RADIANS_PER_ARCSECOND, type Radians } from './units.js';
import { centuries } from './time.js';

export interface Nutation {
  readonly longitude: Radians;
  readonly obliquity: Radians;
  /** The mean longitude of the Moon's node, on which the smallest terms of sidereal time depend. */
  readonly node: Radians;
}

/**
 * The Delaunay arguments l, l', F, D and Om at J2000.0 and their change a century, in arcseconds; then the quadratic,
 * cubic and quartic terms (IERS Conventions 2010, eq. 5.43).
 */
const DELAUNAY: readonly (readonly [number, number, number, number, number])[] = [
  [485_868.249036, 1_717_915_923.2178, 31.8792, 0.051635, -0.0002447],
  [1_287_104.793048, 129_596_581.0481, -0.5532, 0.000136, -0.00001149],
  [335_779.526232, 1_739_527_262.8478, -12.7512, -0.001037, 0.00000417],
  [1_072_260.703692, 1_602_961_601.209, -6.3706, 0.006593, -0.00003169],
  [450_160.398036, -6_962_890.5431, 7.4722, 0.007702, -0.00005939],
];

const RADIANS_PER_MILLIARCSECOND = RADIANS_PER_ARCSECOND / 1000;

function delaunay(t: number): readonly Radians[] {
  return DELAUNAY.map(
    ([a, b, c, d, e]) => ((a + (b + (c + (d + e * t) * t) * t) * t) % 1_296_000) * RADIANS_PER_ARCSECOND,
  );
}

/** Nutation in longitude and obliquity. Some 5 microseconds: ask for it through the interpolated frame of frame.ts. */
export function nutation(at: EpochMs): Nutation {
  const t = centuries(at);
  const [l = 0, lp = 0, f = 0, d = 0, om = 0] = delaunay(t);
  let [longitude, obliquity]: [number, number] = [...NUTATION_OFFSET];
  for (const [nl, nlp, nf, nd, nom, ...amplitudes] of NUTATION_TERMS) {
    const [ps, pst, pc, ec, ect, es] = amplitudes;
    const argument = nl * l + nlp * lp + nf * f + nd * d + nom * om;
    const sin = Math.sin(argument);
    const cos = Math.cos(argument);
    longitude += (ps + pst * t) * sin + pc * cos;
    obliquity += (ec + ect * t) * cos + es * sin;
  }
  return {
    longitude: longitude * RADIANS_PER_MILLIARCSECOND,
    obliquity: obliquity * RADIANS_PER_MILLIARCSECOND,
    node: om,
  };
}
