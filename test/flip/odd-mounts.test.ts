import { describe, expect, it } from 'vitest';
import { NotImplementedError } from '../../devices/alpaca/errors.js';
import type { AlpacaClient } from '../../devices/alpaca/client.js';
import type { PierSide, Telescope } from '../../devices/roles/index.js';
import { wrapSignedHours } from '../../sky/index.js';
import type { Rig } from '../../engine/rig.js';
import { transitNight, type TransitNight } from './transit-night.js';

const MINUTE = 60_000;
const OTHER = { pierEast: 'pierWest', pierWest: 'pierEast', unknown: 'unknown' } as const;

type Told = Pick<Telescope, 'sideOfPier' | 'destinationSideOfPier' | 'alignmentMode'>;

/** The simulated mount, with a driver that tells something else. */
function withDriver(change: (telescope: Telescope, told: Told) => Partial<Told>): TransitNight {
  return {
    rig: (rig: Rig, _client: AlpacaClient) => {
      const { telescope } = rig;
      if (!telescope) return rig;
      const told: Told = {
        sideOfPier: telescope.sideOfPier.bind(telescope),
        destinationSideOfPier: telescope.destinationSideOfPier.bind(telescope),
        alignmentMode: telescope.alignmentMode.bind(telescope),
      };
      Object.assign(telescope, change(telescope, told));
      return rig;
    },
  };
}

async function hourAngleOf(telescope: Telescope): Promise<number> {
  return wrapSignedHours((await telescope.siderealTime()) - (await telescope.rightAscension()));
}

function notThere(): Promise<never> {
  const device = { type: 'telescope', number: 0, url: 'http://simulator' } as const;
  const place = { device, member: 'alignmentMode' };
  return Promise.reject(new NotImplementedError(place, 0x400, 'it is not there', 'NotImplemented'));
}

describe('a night with a driver that', () => {
  it('names the pointing states the other way round', async () => {
    const seen = await transitNight(
      withDriver((_telescope, told) => ({
        sideOfPier: async (options) => OTHER[await told.sideOfPier(options)],
        destinationSideOfPier: async (to, options) => OTHER[await told.destinationSideOfPier(to, options)],
      })),
    );
    expect(seen.frames).toHaveLength(12);
    expect(seen.decisions('flip', 'flipped')).toEqual(['flipped: the mount reads pierWest, as it should']);
    expect(seen.decisions('limits')).toEqual([]);
    expect(seen.hazards).toEqual([]);
  });

  it('foretells the pointing state, but tells the side of its tube', async () => {
    const seen = await transitNight({
      ...withDriver((telescope, told) => ({
        async sideOfPier(options): Promise<PierSide> {
          const side = await told.sideOfPier(options);
          return Math.abs(await hourAngleOf(telescope)) > 6 ? OTHER[side] : side;
        },
      })),
      hourAngle: 11.6,
      declination: 80,
    });
    expect(seen.decisions('mount')).toEqual([
      'learn: below the pole the mount tells the side that its tube is on, as it reads pierWest there',
    ]);
    expect(seen.frames).toHaveLength(12);
    expect(seen.decisions('flip', 'flipped')).toEqual(['flipped: the mount reads pierWest, as it should']);
    expect(seen.decisions('limits')).toEqual([]);
    expect(seen.hazards).toEqual([]);
  });

  it('tells of its destination only where it is already, as some drivers of German mounts do', async () => {
    const seen = await transitNight(
      withDriver((_telescope, told) => ({ destinationSideOfPier: (_to, options) => told.sideOfPier(options) })),
    );
    expect(seen.frames).toHaveLength(12);
    expect(seen.decisions('flip', 'flipped')).toEqual([
      'flipped: the mount reads pierEast after pierWest, and stands where it was sent',
    ]);
    expect(seen.hazards).toEqual([]);
  });

  it('tells neither its side nor of what kind it is', async () => {
    const seen = await transitNight({
      ...withDriver(() => ({ alignmentMode: notThere })),
      mount: { reportsSideOfPier: false },
    });
    expect(seen.decisions('flip', 'flipped')).toHaveLength(1);
    expect(seen.hazards).toEqual([]);
  });

  it('does not know its side for a while', async () => {
    const seen = await transitNight(
      withDriver((telescope, told) => ({
        async sideOfPier(options): Promise<PierSide> {
          return (await hourAngleOf(telescope)) > -0.2 ? 'unknown' : told.sideOfPier(options);
        },
      })),
    );
    expect(seen.frames).toHaveLength(12);
    expect(seen.hazards).toEqual([]);
  });

  it('cannot be asked for some minutes', async () => {
    const seen = await transitNight({
      prepare(world, clock) {
        world.faults.add({
          device: 'telescope',
          member: 'destinationSideOfPier',
          kind: 'garbage',
          from: clock.now() + 5 * MINUTE,
          count: 3,
        });
      },
    });
    expect(seen.frames).toHaveLength(12);
    expect(seen.decisions('flip', 'flipped')).toHaveLength(1);
    expect(seen.hazards).toEqual([]);
  });
});
