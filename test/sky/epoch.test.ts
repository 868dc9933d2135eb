import { describe, expect, it } from 'vitest';
import { fromB1950, fromJulianEpoch, j2000, separation } from '../../sky/index.js';

/** arcseconds */
const off = (a: Parameters<typeof separation>[0], ra: number, dec: number): number =>
  separation(a, j2000(ra, dec)) * 3600;

describe('coordinates of other epochs become J2000', () => {
  // By erfa.pmat06 of astropy 5.2, transposed.
  it.each([
    [2015.5, 5, 20, 4.984740484940353, 19.977504507625216],
    [1975, 18.5, -60, 18.537269268146865, -59.981158842399445],
    [2015.5, 0.1, 88, 0.08289493293826689, 87.91374071369272],
  ])('J%d: %d h, %d deg', (year, ra, dec, thenRa, thenDec) => {
    expect(off(fromJulianEpoch({ ra, dec }, year), thenRa, thenDec)).toBeLessThan(1e-6);
  });

  it('J2000 is J2000, but for the 0.02 arcseconds to ICRS', () => {
    expect(off(fromJulianEpoch({ ra: 7, dec: -33 }, 2000), 7, -33)).toBeLessThan(0.03);
  });

  // By erfa.fk45z and FK5 -> ICRS of astropy 5.2.
  it.each([
    [5, 20, 5.0492535749, 20.0703191171],
    [18.5, -60, 18.5745284504, -59.9609752492],
    [0.1, 88, 0.1623462057, 88.2781470173],
  ])('B1950: %d h, %d deg', (ra, dec, thenRa, thenDec) => {
    expect(off(fromB1950({ ra, dec }), thenRa, thenDec)).toBeLessThan(0.05);
  });
});
