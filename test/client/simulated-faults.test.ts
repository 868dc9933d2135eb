import { describe, expect, it } from 'vitest';
import { AlpacaClient, reconnect, VirtualClock } from '../../devices/index.js';
import { createWorld, type Fault, inProcessDispatcher } from '../../devices/simulator/index.js';

/** A client and the simulated observatory on one virtual clock, the mount unparked. */
async function observatory() {
  const clock = new VirtualClock(Date.parse('2026-11-21T22:00:00Z'));
  const world = createWorld({ clock, seed: 3, camera: { width: 64, height: 48 } });
  const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher: inProcessDispatcher(world) });
  const run = <T>(work: Promise<T>): Promise<T> => clock.drive(work);
  const telescope = client.telescope(0);
  await run(telescope.connect());
  await run(telescope.unpark());
  const to = async () => ({ rightAscension: ((await telescope.siderealTime()) + 22) % 24, declination: 30 });
  return { clock, world, client, run, telescope, to };
}
const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('This should have failed.');
    },
    (error: unknown) => error as Error,
  );

describe('with a simulated observatory that misbehaves', () => {
  it('a slew that breaks down on its way is told with its reason, once the mount says so', async () => {
    const { world, run, telescope, to } = await observatory();
    world.faults.add({ device: 'telescope', member: 'slewToCoordinatesAsync', kind: 'fail-midway', seconds: 5 });
    expect(await run(failure(telescope.slew(await run(to()))))).toMatchObject({ kind: 'driver', retryable: true });
  });

  it.each<[Fault['kind'], string]>([
    ['hang', 'DeadlineError'],
    ['garbage', 'ProtocolError'],
    ['refuse', 'DriverError'],
  ])('a Park that meets %s leaves no doubt that the mount is not parked', async (kind, name) => {
    const { clock, world, run, telescope } = await observatory();
    world.faults.add({ device: 'telescope', member: 'park', kind, count: 1 });
    const before = clock.now();
    const error = await run(failure(telescope.park()));
    expect(await run(telescope.atPark()), error.message).toBe(false);
    expect(error.name).toBe(name);
    expect(clock.now() - before).toBeLessThan(120_000);
    await run(telescope.park());
    expect(await run(telescope.atPark())).toBe(true);
  });

  it('reads that hang for a while do not fail a slew', async () => {
    const { clock, world, run, telescope, to } = await observatory();
    const target = await run(to());
    const [from, until] = [clock.now() + 2_000, clock.now() + 20_000];
    world.faults.add({ device: 'telescope', member: 'slewing', kind: 'hang', from, to: until });
    await run(telescope.slew(target));
    expect((await run(telescope.rightAscension())).toFixed(3)).toBe(target.rightAscension.toFixed(3));
  });

  it('a device that has lost its hardware is brought back', async () => {
    const { world, client, run, telescope } = await observatory();
    world.faults.add({ device: 'telescope', kind: 'disconnect', count: 1 });
    await run(failure(telescope.slewing()));
    expect(await run(telescope.reach())).toBe('disconnected');
    await run(reconnect(client, telescope));
    expect(await run(telescope.slewing())).toBe(false);
  });

  it('an exposure whose image never comes ends with an error', async () => {
    const { world, client, run } = await observatory();
    const camera = client.camera(0);
    await run(camera.connect());
    world.faults.add({ device: 'camera', member: 'startExposure', kind: 'fail-midway', seconds: 1 });
    const error = await run(failure(camera.expose({ duration: 4, light: true })));
    expect(error).toMatchObject({
      retryable: true,
      member: expect.stringMatching(/expose|imageReady|cameraState/) as string,
    });
  });
});
