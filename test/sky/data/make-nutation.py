"""
Fits the table of sky/nutation-terms.ts to the IAU 2000A nutation as adjusted to the IAU 2006 precession (erfa.nut06a).

    /usr/bin/python3 test/sky/data/make-nutation.py > sky/nutation-terms.ts     # needs python3-erfa and python3-numpy

The full model has some 1400 terms. Of the lunisolar arguments the one that removes most of what is left is taken, again
and again, and all amplitudes are solved for together, over the years this program is for. What is left is printed last.
"""

import itertools
import sys

import erfa
import numpy as np

TERMS = 66
FROM, UNTIL, STEP = -3652.5, 21915.0, 1.37  # days from J2000.0: 1990 to 2060

days = np.arange(FROM, UNTIL, STEP)
t = days / 36525.0
psi, eps = (angle * erfa.DR2AS for angle in erfa.nut06a(erfa.DJ00, days))

# The Delaunay arguments of IERS Conventions (2010) 5.43: l, l', F, D, Om.
delaunay = np.array([f(t) for f in (erfa.fal03, erfa.falp03, erfa.faf03, erfa.fad03, erfa.faom03)])



def positive(multiples):
    return next((m for m in reversed(multiples) if m), 0) > 0


candidates = [
    m
    for m in itertools.product(range(-3, 4), range(-2, 3), (-2, 0, 2), (-4, -2, -1, 0, 1, 2, 4), (-2, -1, 0, 1, 2))
    if positive(m) and sum(map(abs, m)) <= 11 and (m[3] % 2 == 0 or m[4] == 0)
]
# Of two arguments that cannot be told apart in 70 years, the simpler one is taken, and rather one without l'.
candidates.sort(key=lambda m: (abs(m[0]) + 4 * abs(m[1]) + sum(map(abs, m[2:])) / 2, m))
rates = np.array([1717915923.2178, 129596581.0481, 1739527262.8478, 1602961601.2090, -6962890.5431]) / 129600000
frequency = np.array(candidates) @ rates  # turns a year
distinct = []
for index, per_year in enumerate(frequency):
    if per_year != 0 and all(abs(abs(per_year) - abs(frequency[other])) > 1 / 120 for other in distinct):
        distinct.append(index)
candidates = [candidates[index] for index in distinct]


def columns(multiples):
    argument = np.array(multiples) @ delaunay
    sin, cos = np.sin(argument), np.cos(argument)
    return [sin, t * sin, cos], [cos, t * cos, sin]


chosen, psi_columns, eps_columns = [], [np.ones_like(t)], [np.ones_like(t)]
psi_left, eps_left = psi - psi.mean(), eps - eps.mean()
waves = np.exp(-1j * (np.array(candidates, dtype=np.float32) @ delaunay.astype(np.float32) % (2 * np.pi))).astype(np.complex64)
for _ in range(TERMS):
    gain = np.abs(waves @ psi_left.astype(np.complex64)) ** 2 * 0.16 + np.abs(waves @ eps_left.astype(np.complex64)) ** 2
    best = candidates[int(np.argmax(gain))]
    if best in chosen:
        gain[[candidates.index(c) for c in chosen]] = 0
        best = candidates[int(np.argmax(gain))]
    chosen.append(best)
    in_psi, in_eps = columns(best)
    psi_columns += in_psi
    eps_columns += in_eps
    if len(chosen) % 4 == 0 or len(chosen) < 8:
        psi_fit = np.linalg.lstsq(np.array(psi_columns).T, psi, rcond=None)[0]
        eps_fit = np.linalg.lstsq(np.array(eps_columns).T, eps, rcond=None)[0]
        psi_left = psi - np.array(psi_columns).T @ psi_fit
        eps_left = eps - np.array(eps_columns).T @ eps_fit

psi_fit = np.linalg.lstsq(np.array(psi_columns).T, psi, rcond=None)[0]
eps_fit = np.linalg.lstsq(np.array(eps_columns).T, eps, rcond=None)[0]
psi_left = psi - np.array(psi_columns).T @ psi_fit
eps_left = eps - np.array(eps_columns).T @ eps_fit
report = (
    f"rms {1e3 * psi_left.std():.2f} and {1e3 * eps_left.std():.2f} mas, "
    f"at most {1e3 * abs(psi_left).max():.2f} and {1e3 * abs(eps_left).max():.2f} mas"
)
print(report, file=sys.stderr)


def number(value):
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


print(
    f"""/**
 * The nutation series: {TERMS} lunisolar terms fitted to IAU 2000A (as adjusted to IAU 2006) over 1990 to 2060 by
 * test/sky/data/make-nutation.py, which leaves in longitude and obliquity
 * {report}. Generated: do not edit.
 */

/** What the series starts from: longitude and obliquity, in mas. */
export const NUTATION_OFFSET = [{number(1e3 * psi_fit[0])}, {number(1e3 * eps_fit[0])}] as const;

/**
 * A term: the multiples of l, l', F, D and Om; then, in mas and mas a century, the factors of sin, t sin and cos
 * in longitude, and of cos, t cos and sin in obliquity.
 */
export type NutationTerm = readonly [
  ...multiples: readonly [number, number, number, number, number],
  ...longitude: readonly [number, number, number],
  ...obliquity: readonly [number, number, number],
];

export const NUTATION_TERMS: readonly NutationTerm[] = ["""
)
for i, multiples in enumerate(chosen):
    row = [1e3 * x for x in [*psi_fit[1 + 3 * i : 4 + 3 * i], *eps_fit[1 + 3 * i : 4 + 3 * i]]]
    print(f"  [{', '.join(str(m) for m in multiples)}, {', '.join(number(x) for x in row)}],")
print("];")
