import { describe, expect, it } from 'vitest';
import type { World } from '../../devices/simulator/index.js';
import type { VirtualClock } from '../../devices/virtual-clock.js';
import { frames, target } from '../support/plans.js';
import type { RehearsalOptions } from '../support/rehearsal.js';
import { filesOf, HOUR, m31, MINUTE, night, NIGHT, TRY } from './m31-night.js';

const DOMES = {
  'a slit': { slit: 20 },
  'a window': { slit: 20, altitudeSpeed: 5 },
} as const;

/** Notes the share of its light that the sky gives to each frame, at its beginning, middle and end, and how often the dome turns. */
function watched() {
  const light: number[] = [];
  const turns = { count: 0 };
  const prepare = (world: World, clock: VirtualClock): void => {
    const { camera, dome } = world;
    const start = camera.start.bind(camera);
    const turn = dome!.turn.bind(dome);
    camera.start = (request, now) => {
      start(request, now);
      for (const part of [0, 0.5, 1]) {
        void clock.sleep(part * request.duration * 1000).then(() => light.push(camera.scene.transparency(clock.now())));
      }
    };
    dome!.turn = (to, now) => {
      turns.count++;
      turn(to, now);
    };
  };
  return { light, turns, prepare };
}

const imaging = (altitude: number, more: Partial<RehearsalOptions> = {}) =>
  night({
    ...more,
    steps: [
      target('high', [frames('high/L', 3, { exposure: 180, filter: 'L' })], {
        position: { kind: 'horizontal', azimuth: 130, altitude },
        onError: TRY,
      }),
    ],
  });

describe.each(Object.entries(DOMES))('a dome with %s', (_, dome) => {
  it.each([25, 60, 85])('is open before the telescope in every frame, %d degrees high', async (altitude) => {
    const { light, prepare } = watched();
    const { result, world } = await imaging(altitude, {
      world: { dome, camera: { width: 200, height: 150 } },
      prepare,
    });
    expect(result.outcome).toBe('completed');
    expect(light).toEqual(Array(9).fill(1));
    expect(world.truth.lastFrame!.stars.length).toBeGreaterThan(5);
  });

  it('follows for hours, and turns only now and then', async () => {
    const { light, turns, prepare } = watched();
    const { result } = await night({ world: { dome }, prepare, steps: [m31(36, 180)] });
    expect(result.outcome).toBe('completed');
    expect(light).toEqual(Array(108).fill(1));
    expect(turns.count).toBeGreaterThan(4);
    expect(turns.count).toBeLessThan(20);
  });
});

describe('a dome that fails', () => {
  it.each(['slewToAzimuth', 'slewToAltitude'] as const)(
    'to %s is tried again, and no frame is taken meanwhile',
    async (member) => {
      for (const kind of ['refuse', 'fail-midway', 'disconnect', 'lie'] as const) {
        const { light, prepare } = watched();
        const { result, records } = await imaging(60, {
          world: { dome: DOMES['a window'] },
          prepare: (world, clock) => {
            prepare(world, clock);
            world.faults.add({ device: 'dome', member, kind, count: 1, seconds: 1 });
          },
        });
        expect(result.outcome, kind).toBe('completed');
        expect(light, kind).toEqual(Array(9).fill(1));
        // A window that stays where it was is told by its altitude; an azimuth that is not reached, by the client.
        const failed = records.filter((record) => record.type === 'end' && record.outcome === 'failed');
        expect(failed.length, kind).toBe(1);
      }
    },
  );

  it('for good takes no frame of the inside of the dome', async () => {
    const { light, prepare } = watched();
    const { records } = await imaging(60, {
      world: { dome: DOMES['a slit'] },
      prepare: (world, clock) => {
        prepare(world, clock);
        world.faults.add({ device: 'dome', member: 'slewToAzimuth', kind: 'refuse' });
      },
    });
    expect(light).toEqual([]);
    expect(filesOf(records)).toEqual([]);
  });
});

describe('a dome that follows', () => {
  it('is closed as soon as it is unsafe, though a long exposure goes on', async () => {
    const clouds = { from: NIGHT + 30 * MINUTE, to: NIGHT + 14 * HOUR };
    let closed: number | undefined;
    const { world } = await night({
      world: { dome: DOMES['a slit'], roof: { seconds: 20 }, weather: { clouds: [clouds] } },
      end: NIGHT + 2 * HOUR,
      during: (_run, { roof }, clock) => {
        const look = async (): Promise<void> => {
          await clock.sleep(clouds.from - clock.now());
          while (roof.state(clock.now()) !== 'closed') await clock.sleep(1000);
          closed = clock.now();
        };
        void look();
      },
      steps: [m31(4, 3000)],
    });
    expect(world.roof.state(world.clock.now())).toBe('closed');
    expect(closed! - clouds.from).toBeLessThan(40_000);
  });
});
