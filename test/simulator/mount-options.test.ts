import { afterEach, describe, expect, it } from 'vitest';
import type { MountOptions } from '../../devices/simulator/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

let server: SimulatedServer;
afterEach(() => server.close());

/** pierEast and pierWest on the wire. */
const EAST = 0;
const WEST = 1;

async function mount(options: Partial<MountOptions>) {
  server = await SimulatedServer.start({ roof: { open: true }, mount: options });
  await server.connect('telescope');
  await server.put('telescope', 'Unpark');
  await server.put('telescope', 'Tracking', { Tracking: true });
  const coordinates = async (hourAngle: number, Declination: number) => {
    const sidereal = Number(await server.value('telescope', 'SiderealTime'));
    return { RightAscension: (sidereal - hourAngle + 48) % 24, Declination };
  };
  return {
    slew: async (hourAngle: number, declination = 40) => {
      await server.put('telescope', 'SlewToCoordinatesAsync', await coordinates(hourAngle, declination));
      await server.wait(60);
    },
    again: async () => {
      const RightAscension = await server.value('telescope', 'RightAscension');
      const Declination = await server.value('telescope', 'Declination');
      await server.put('telescope', 'SlewToCoordinatesAsync', { RightAscension, Declination });
      await server.wait(60);
    },
    side: () => server.value('telescope', 'SideOfPier'),
    foretold: async (hourAngle: number, declination = 40) => {
      const to = await coordinates(hourAngle, declination);
      return server.get(
        'telescope',
        'DestinationSideOfPier',
        `RightAscension=${String(to.RightAscension)}&Declination=${String(to.Declination)}`,
      );
    },
  };
}

describe('a mount that is not like the others', () => {
  it('flips later than at the meridian', async () => {
    const { slew, side, foretold } = await mount({ flipAt: 5 });
    expect([(await foretold(0.2)).Value, (await foretold(0.5)).Value]).toEqual([WEST, EAST]);
    await slew(0.2);
    expect(await side()).toBe(WEST);
    await slew(0.5);
    expect(await side()).toBe(EAST);
  });

  it('does not flip for a slew to where it is, though it foretells it, until it is well past', async () => {
    const { slew, again, side, foretold } = await mount({ sticky: 5 });
    await slew(-0.1);
    await server.wait(900);
    expect((await foretold(0.15)).Value).toBe(EAST);
    await again();
    expect(await side()).toBe(WEST);
    await server.wait(1200);
    await again();
    expect(await side()).toBe(EAST);
  });

  it('reports the side of the pier instead of the pointing state: they differ below the pole', async () => {
    const { foretold } = await mount({ side: 'physical side' });
    const sides = [];
    for (const hourAngle of [-9, -3, 3, 9]) sides.push((await foretold(hourAngle, 75)).Value);
    expect(sides).toEqual([EAST, WEST, EAST, WEST]);
  });

  it('reports its pointing state late', async () => {
    const { slew, side } = await mount({ sideDelay: 90 });
    await slew(-1);
    await server.wait(90);
    expect(await side()).toBe(WEST);
    await slew(1);
    expect(await side()).toBe(WEST);
    await server.wait(60);
    expect(await side()).toBe(EAST);
  });

  it('knows its pointing state, but not that of a slew to come', async () => {
    const { foretold, side } = await mount({ reportsDestination: false });
    expect((await foretold(1)).ErrorNumber).toBe(0x400);
    expect(await side()).toBe(EAST);
  });

  it('knows neither', async () => {
    const { foretold } = await mount({ reportsSideOfPier: false });
    expect((await foretold(1)).ErrorNumber).toBe(0x400);
    expect((await server.get('telescope', 'SideOfPier')).ErrorNumber).toBe(0x400);
    expect(await server.value('telescope', 'CanSetPierSide')).toBe(false);
  });

  it('is no German mount: an alt-az one has no pointing state', async () => {
    const { slew } = await mount({ kind: 'alt-az' });
    await slew(1);
    expect(await server.value('telescope', 'AlignmentMode')).toBe(0);
    expect((await server.get('telescope', 'SideOfPier')).ErrorNumber).toBe(0x400);
  });

  it('is a fork that goes no further from the meridian than its limit, and stops there', async () => {
    const { slew } = await mount({ kind: 'fork', hourAngleLimit: 60 });
    await slew(3.9, 20);
    expect(await server.value('telescope', 'Tracking')).toBe(true);
    const sidereal = Number(await server.value('telescope', 'SiderealTime'));
    const beyond = { RightAscension: (sidereal - 4.1 + 24) % 24, Declination: 20 };
    expect((await server.put('telescope', 'SlewToCoordinatesAsync', beyond)).ErrorNumber).toBe(0x401);
    await server.wait(900);
    expect(await server.value('telescope', 'Tracking')).toBe(false);
    expect(server.world.truth.collisions.map(({ detail }) => detail)).toEqual([
      'tracking stopped at the limit of the mount',
    ]);
  });

  it('is an alt-az mount that cannot follow through the zenith', async () => {
    const { slew } = await mount({ kind: 'alt-az', zenithLimit: 5 });
    await slew(-0.5, 28.76);
    expect(await server.value('telescope', 'Tracking')).toBe(true);
    await server.wait(900);
    expect(await server.value('telescope', 'Tracking')).toBe(false);
    expect(Number(await server.value('telescope', 'Altitude'))).toBeCloseTo(85, 1);
  });

  it('stops at the horizon when it is made to', async () => {
    const { slew } = await mount({ lowestAltitude: 20, stopsAtHorizon: true, trackPast: 180 });
    await slew(4, 20);
    await server.wait(3 * 3600);
    expect(await server.value('telescope', 'Tracking')).toBe(false);
    expect(Number(await server.value('telescope', 'Altitude'))).toBeCloseTo(20, 1);
  });

  it('drifts, as flexure does', async () => {
    const { slew } = await mount({ drift: { ra: 0, dec: 2 } });
    await slew(-1);
    const before = server.world.truth.pointing.dec;
    await server.wait(600);
    expect((server.world.truth.pointing.dec - before) * 3600).toBeCloseTo(20, 1);
  });
});
