import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../../devices/simulator/world/mount/geometry.js';
import { germanGeometry } from '../../devices/simulator/world/mount/german.js';

const hourAngles = fc.double({ min: -179.999, max: 179.999, noNaN: true });
const declinations = fc.double({ min: -89.9, max: 89.9, noNaN: true });
const latitudes = fc.oneof(fc.double({ min: -89, max: -1, noNaN: true }), fc.double({ min: 1, max: 89, noNaN: true }));
const states = fc.constantFrom('normal' as const, 'beyond' as const);

/** The definition in the Alpyca FAQ, section 7.3, with the mechanical declination brought into -180..180. */
function definition(primary: number, secondary: number) {
  const mechanical = ((((secondary + 180) % 360) + 360) % 360) - 180;
  const wrap = (x: number, half: number) => ((((x + half) % (2 * half)) + 2 * half) % (2 * half)) - half;
  return Math.abs(mechanical) <= 90
    ? { state: 'normal', hourAngle: wrap(primary, 180), declination: mechanical }
    : { state: 'beyond', hourAngle: wrap(primary + 180, 180), declination: wrap(180 - mechanical, 180) };
}

describe('a German mount, against the definition of the pointing state', () => {
  it('reads hour angle, declination and state from its axes as the definition says, in both hemispheres', () => {
    fc.assert(
      fc.property(hourAngles, declinations, latitudes, states, (hourAngle, declination, latitude, state) => {
        const mount = germanGeometry(latitude);
        const axes = mount.toAxes({ hourAngle, declination }, state);
        const expected = definition(axes.primary, axes.secondary);
        expect(mount.stateOf(axes)).toBe(expected.state);
        expect(mount.toSky(axes).hourAngle).toBeCloseTo(expected.hourAngle, 9);
        expect(mount.toSky(axes).declination).toBeCloseTo(expected.declination, 9);
      }),
    );
  });

  it('comes back to the place it was sent to, in either state', () => {
    fc.assert(
      fc.property(hourAngles, declinations, latitudes, states, (hourAngle, declination, latitude, state) => {
        const mount = germanGeometry(latitude);
        const axes = mount.toAxes({ hourAngle, declination }, state);
        expect(mount.stateOf(axes)).toBe(state);
        expect(mount.toSky(axes).hourAngle).toBeCloseTo(hourAngle, 9);
        expect(mount.toSky(axes).declination).toBeCloseTo(declination, 9);
      }),
    );
  });

  it('turns the hour axis by 180 degrees and the declination axis through its own pole from one state to the other', () => {
    fc.assert(
      fc.property(hourAngles, declinations, latitudes, (hourAngle, declination, latitude) => {
        const mount = germanGeometry(latitude);
        const normal = mount.toAxes({ hourAngle, declination }, 'normal');
        const beyond = mount.toAxes({ hourAngle, declination }, 'beyond');
        const pole = Math.sign(latitude) * 90;
        expect(Math.abs(beyond.primary - normal.primary)).toBeCloseTo(180, 9);
        expect((normal.secondary + beyond.secondary) / 2).toBeCloseTo(pole, 9);
      }),
    );
  });

  it('keeps the counterweight below the tube in the state that a slew takes', () => {
    fc.assert(
      fc.property(hourAngles, declinations, latitudes, (hourAngle, declination, latitude) => {
        const mount = germanGeometry(latitude);
        const place = { hourAngle, declination };
        expect(mount.past(mount.toAxes(place, mount.stateFor(place)))).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it.each([
    [-9, 'beyond'],
    [-3, 'beyond'],
    [3, 'normal'],
    [9, 'normal'],
  ])('takes at hour angle %d h the state "%s", north and south', (hours, state) => {
    for (const latitude of [50, -35]) {
      for (const declination of [-60, -20, 20, 60]) {
        expect(germanGeometry(latitude).stateFor({ hourAngle: 15 * hours, declination })).toBe(state);
      }
    }
  });
});

describe('the other mounts', () => {
  it('an alt-az mount points where it was sent, and a fork too', () => {
    fc.assert(
      fc.property(hourAngles, declinations, latitudes, fc.constantFrom('fork', 'alt-az'), (ha, dec, latitude, kind) => {
        const mount = geometryOf(kind, latitude);
        const back = mount.toSky(mount.toAxes({ hourAngle: ha, declination: dec }, 'normal'));
        expect(back.declination).toBeCloseTo(dec, 7);
        expect(Math.cos(((back.hourAngle - ha) * Math.PI) / 180)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('an alt-az mount at 50 degrees north sees the pole 50 degrees high in the north and the west at azimuth 270', () => {
    const mount = geometryOf('alt-az', 50);
    expect(mount.toAxes({ hourAngle: 0, declination: 89.999999 }, 'normal').secondary).toBeCloseTo(50, 4);
    const west = mount.toAxes({ hourAngle: 90, declination: 0 }, 'normal');
    expect(west.primary).toBeCloseTo(270, 6);
    expect(west.secondary).toBeCloseTo(0, 6);
  });
});
