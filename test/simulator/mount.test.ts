import { describe, expect, it } from 'vitest';
import { createWorld, type MountOptions } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { apparent, separation, toApparent, toHorizontal, wrapHours } from '../../sky/index.js';

const START = Date.UTC(2026, 10, 21, 22);
const NORTH = { latitude: 46.5, longitude: 8, elevation: 1000 };
const SOUTH = { latitude: -30.2, longitude: -70.7, elevation: 2200 };

function mountAt(site = NORTH, options: Partial<MountOptions> = {}) {
  const clock = new VirtualClock(START);
  const world = createWorld({ clock, site, mount: options, roof: { open: true } });
  const { mount } = world;
  mount.unpark(clock.now());
  mount.track(true, clock.now());
  const place = (hourAngle: number, dec: number) =>
    apparent(wrapHours(mount.sidereal(clock.now()) / 15 - hourAngle), dec);
  const wait = (seconds: number) => clock.advance(seconds * 1000);
  const slew = async (hourAngle: number, dec: number) => {
    const target = place(hourAngle, dec);
    mount.slew(target, clock.now());
    while (mount.slewing(clock.now())) await wait(0.5);
    return target;
  };
  return { clock, world, mount, place, slew, wait, now: () => clock.now() };
}

describe('a simulated German mount', () => {
  it.each([
    ['north', NORTH, 60],
    ['south', SOUTH, -60],
  ])('arrives within an arcsecond of where it was sent, in the %s', async (_, site, dec) => {
    const { mount, slew, now } = mountAt(site);
    for (const hourAngle of [-9, -5, -3, -0.1, 0.1, 3, 5, 9]) {
      const target = await slew(hourAngle, dec);
      expect(separation(mount.position(now()), target) * 3600).toBeLessThan(1);
      expect(mount.state(now())).toBe(hourAngle < 0 ? 'beyond' : 'normal');
    }
  });

  it('points its tube truly where it believes to, when nothing is wrong with it', async () => {
    const { mount, slew, now } = mountAt();
    const target = await slew(-2, 30);
    expect(separation(toApparent(mount.truth(now()).position, now()), target) * 3600).toBeLessThan(0.01);
  });

  it('follows the sky: coordinates stay, the hour angle runs', async () => {
    const { mount, slew, wait, now } = mountAt();
    const target = await slew(-2, 30);
    await wait(3600);
    expect(separation(mount.position(now()), target) * 3600).toBeLessThan(0.01);
  });

  it('keeps its pointing state while it tracks past the meridian, and changes it with the next slew', async () => {
    const { mount, slew, wait, now, world, place } = mountAt();
    const target = await slew(-0.2, 30);
    expect(mount.state(now())).toBe('beyond');
    await wait(1800);
    expect(mount.state(now())).toBe('beyond');
    expect(mount.destination(target, now())).toBe('normal');
    mount.slew(target, now());
    await wait(60);
    expect(mount.state(now())).toBe('normal');
    expect(separation(mount.position(now()), target) * 3600).toBeLessThan(1);
    expect(world.truth.collisions).toEqual([]);
    expect(mount.destination(place(-9, 60), now())).toBe('beyond');
  });

  it('touches the pier when nobody flips it, and the moment is known', async () => {
    const { world, slew, wait, now } = mountAt(NORTH, { trackPast: 10, hardStop: undefined });
    await slew(-0.1, 30);
    const start = now();
    await wait(3600);
    const [collision] = world.truth.collisions;
    expect(collision?.kind).toBe('mount touched the pier');
    // 0.1 h to the meridian and 10 degrees past it, at 15.041 degrees an hour.
    expect((collision!.at - start) / 60_000).toBeCloseTo((11.5 / 15.041) * 60, 0);
  });

  it('stops by itself where its firmware has a limit, and refuses to track on', async () => {
    const { world, mount, slew, wait, now } = mountAt(NORTH, { trackPast: 10, hardStop: 5 });
    await slew(-0.1, 30);
    await wait(3600);
    expect(mount.tracking(now())).toBe(false);
    expect(world.truth.collisions.map((c) => c.kind)).toEqual(['mount stopped at its limit']);
    expect(mount.geometry.past(mount.axes(now()))).toBeCloseTo(5, 2);
    mount.track(true, now());
    expect(mount.tracking(now())).toBe(false);
  });

  it('goes through the pole from one state to the other', async () => {
    const { mount, place, now, wait } = mountAt();
    mount.slew(place(-0.5, 60), now());
    await wait(60);
    mount.slew(place(0.5, 60), now());
    let highest = 0;
    while (mount.slewing(now())) {
      highest = Math.max(highest, mount.position(now()).dec);
      await wait(0.05);
    }
    expect(highest).toBeGreaterThan(88);
  });

  it('parks at the pole with the counterweight down, stays there, and moves only when unparked', async () => {
    const { mount, slew, now, wait, world } = mountAt();
    await slew(3, 20);
    mount.park(now());
    expect(mount.parked(now())).toBe(false);
    await wait(60);
    expect(mount.parked(now())).toBe(true);
    expect(mount.tracking(now())).toBe(false);
    const before = toHorizontal(mount.position(now()), now(), world.setup.site);
    await wait(36_000);
    expect(toHorizontal(mount.position(now()), now(), world.setup.site).altitude).toBeCloseTo(before.altitude, 6);
    expect(before.altitude).toBeCloseTo(46.5, 1);
  });

  it('takes as long for a slew as its axes need', async () => {
    const { mount, slew, now } = mountAt(NORTH, { slewRate: 4, settle: 2 });
    await slew(3, 20);
    const start = now();
    await slew(3, 60);
    expect((now() - start) / 1000).toBeGreaterThan(40 / 4 + 1 + 2 - 0.5);
    expect((now() - start) / 1000).toBeLessThan(40 / 4 + 1 + 2 + 1);
    expect(mount.slewing(now())).toBe(false);
  });

  it('guides by as much as the pulse says, on both axes at once', async () => {
    const { mount, slew, now, wait } = mountAt();
    const target = await slew(-2, 0);
    mount.pulse('ra', 7.52 / 3600, 5000, now());
    mount.pulse('dec', -7.52 / 3600, 3000, now());
    expect(mount.pulsing(now())).toBe(true);
    await wait(10);
    expect(mount.pulsing(now())).toBe(false);
    const after = mount.position(now());
    expect((after.ra - target.ra) * 15 * 3600).toBeCloseTo(37.6, 1);
    expect((after.dec - target.dec) * 3600).toBeCloseTo(-22.56, 1);
  });

  it('drifts when its polar axis is off, as theory says', async () => {
    const { mount, slew, now, wait } = mountAt(NORTH, { polarError: { altitude: 10, azimuth: 0 } });
    await slew(-6, 0);
    const before = mount.truth(now()).position;
    await wait(600);
    const after = mount.truth(now()).position;
    // At six hours from the meridian an error in altitude drifts in declination by 0.2625 arcsec per arcmin and minute.
    expect(Math.abs(after.dec - before.dec) * 3600).toBeCloseTo(10 * 10 * 0.2625, 0);
  });

  it('wobbles with its worm', async () => {
    const { mount, slew, now, wait } = mountAt(NORTH, { periodicError: { amplitude: 8, period: 480 } });
    await slew(-2, 0);
    const errors: number[] = [];
    for (let i = 0; i < 60; i++) {
      await wait(8);
      errors.push(mount.truth(now()).position.ra * 15 * 3600);
    }
    const range = Math.max(...errors) - Math.min(...errors);
    expect(range).toBeGreaterThan(15);
    expect(range).toBeLessThan(17);
  });

  it('believes the sky after a sync', async () => {
    const { mount, slew, now } = mountAt(NORTH, { pointingError: { ra: 6, dec: -4 } });
    const target = await slew(-2, 20);
    const truth = toApparent(mount.truth(now()).position, now());
    expect(separation(truth, target) * 60).toBeGreaterThan(6);
    mount.sync(truth, now());
    expect(separation(mount.position(now()), truth) * 3600).toBeLessThan(0.1);
    await slew(-1.9, 20);
    // What is wrong with it is not quite the same a degree and a half away.
    expect(separation(toApparent(mount.truth(now()).position, now()), mount.position(now())) * 3600).toBeLessThan(10);
  });
});

describe('mounts of other kinds', () => {
  it.each(['fork', 'alt-az'] as const)('a %s follows a star through the meridian without any flip', async (kind) => {
    const { mount, slew, now, wait } = mountAt(NORTH, { kind });
    const target = await slew(-0.5, 20);
    for (let i = 0; i < 12; i++) {
      await wait(600);
      expect(separation(mount.position(now()), target) * 3600).toBeLessThan(0.01);
      expect(separation(toApparent(mount.truth(now()).position, now()), target) * 3600).toBeLessThan(0.01);
      expect(mount.state(now())).toBe('normal');
    }
  });
});

describe('a slew from a place of rest', () => {
  it('ends following the sky, and says so', async () => {
    const { mount, slew, now } = mountAt();
    mount.track(false, now());
    await slew(-2, 20);
    expect(mount.tracking(now())).toBe(true);
  });
});

describe('tracking that is switched while the mount slews', () => {
  it('off: the mount stands still when it has arrived, and says so', async () => {
    const { mount, place, now, wait } = mountAt();
    mount.slew(place(-2, 20), now());
    await wait(2);
    mount.track(false, now());
    expect(mount.tracking(now())).toBe(false);
    await wait(60);
    expect(mount.tracking(now())).toBe(false);
    const before = mount.axes(now());
    await wait(600);
    expect(mount.axes(now())).toEqual(before);
  });

  it('on, on the way to the park position: it parks all the same', async () => {
    const { mount, slew, now, wait } = mountAt();
    await slew(3, 20);
    mount.park(now());
    await wait(1);
    mount.track(true, now());
    await wait(60);
    expect([mount.parked(now()), mount.tracking(now())]).toEqual([true, false]);
  });
});
