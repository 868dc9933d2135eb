/**
 * Motion about the Sun alone, by universal variables: one formula for ellipses, parabolas and hyperbolas, without the
 * loss of digits that the classical formulas of each suffer near eccentricity 1, where most comets are (Battin, "An
 * Introduction to the Mathematics and Methods of Astrodynamics", section 4.5, with the start at perihelion).
 */

/** The Gaussian constant: the square root of the Sun's attraction, in au^1.5 a day. */
export const GAUSS = 0.017_202_098_95;

export interface Conic {
  /** Distance from the Sun at perihelion, au. */
  readonly perihelionDistance: number;
  /** 0 a circle, 1 a parabola, more a hyperbola. */
  readonly eccentricity: number;
}

/** In the plane of the orbit: x towards the perihelion, y along the motion there; au. */
export type InPlane = readonly [x: number, y: number];

/** Days of one revolution; Infinity for an orbit that does not close. */
export function periodOf({ perihelionDistance, eccentricity }: Conic): number {
  if (eccentricity >= 1) return Infinity;
  return (2 * Math.PI * (perihelionDistance / (1 - eccentricity)) ** 1.5) / GAUSS;
}

/** Where a body is in the plane of its orbit, `days` after its perihelion. */
export function positionInPlane(conic: Conic, days: number): InPlane {
  const { perihelionDistance: q, eccentricity: e } = conic;
  const period = periodOf(conic);
  // To the nearest perihelion: no further than half a revolution from it.
  const since = Number.isFinite(period) ? days - period * Math.round(days / period) : days;
  const anomaly = universalAnomaly(conic, Math.abs(since));
  const { c, s } = stumpff(((1 - e) / q) * anomaly ** 2);
  const x = q - c * anomaly ** 2;
  const y = (GAUSS * Math.abs(since) - s * anomaly ** 3) * Math.sqrt((1 + e) / q);
  return [x, since < 0 ? -y : y];
}

/** At most so many rounds; each doubles the digits, and from the worst beginning some twenty are needed. */
const MOST_ROUNDS = 200;

/** Solves k t = q x + e x^3 S(x^2 (1 - e) / q) for x, with t >= 0: no more than half a period for an ellipse. */
function universalAnomaly({ perihelionDistance: q, eccentricity: e }: Conic, days: number): number {
  const target = GAUSS * days;
  const alpha = (1 - e) / q;
  // The right side grows, and ever more steeply: from a value that is too large Newton's rule comes down to the root
  // without ever overshooting it.
  const upper = e < 1 ? Math.PI / Math.sqrt(alpha) : Math.cbrt((6 * target) / e);
  let x = Math.min(target / q, upper);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { c, s } = stumpff(alpha * x ** 2);
    const step = (q * x + e * s * x ** 3 - target) / (q + e * c * x ** 2);
    x -= step;
    if (Math.abs(step) <= 1e-15 * Math.abs(x)) break;
  }
  return x;
}

/** Stumpff's functions c2 and c3. */
function stumpff(z: number): { readonly c: number; readonly s: number } {
  if (Math.abs(z) < 0.1) {
    // The closed forms lose their digits near 0.
    let [c, s] = [1 / 2, 1 / 6];
    let [termC, termS] = [c, s];
    for (let n = 1; n <= 8; n++) {
      termC *= -z / ((2 * n + 1) * (2 * n + 2));
      termS *= -z / ((2 * n + 2) * (2 * n + 3));
      c += termC;
      s += termS;
    }
    return { c, s };
  }
  const root = Math.sqrt(Math.abs(z));
  return z > 0
    ? { c: (1 - Math.cos(root)) / z, s: (root - Math.sin(root)) / root ** 3 }
    : { c: (Math.cosh(root) - 1) / -z, s: (Math.sinh(root) - root) / root ** 3 };
}
