import { describe, expect, it } from 'vitest';
import { cameraMembers } from '../../devices/roles/camera.js';
import { failure, reply, RESET, SILENCE } from './fake-alpaca.js';
import { rig } from './rig.js';

const base = (version = 4) => {
  const made = rig();
  made.fake.on('GET focuser/0/interfaceversion', version);
  return { ...made, focuser: made.client.focuser(0) };
};

describe("a device's state", () => {
  it('is read in one call where DeviceState has everything', async () => {
    const { fake, focuser, run } = base();
    fake.on('GET focuser/0/devicestate', [
      { Name: 'IsMoving', Value: false },
      { Name: 'Position', Value: '1200' },
      { Name: 'Temperature', Value: 4.5 },
      { Name: 'TimeStamp', Value: '2026-11-21T20:00:00.5000000Z' },
    ]);
    const reading = await run(focuser.readState());
    expect(reading.values).toEqual({ isMoving: false, position: 1200, temperature: 4.5 });
    expect(reading.timeStamp).toBe(Date.parse('2026-11-21T20:00:00.5Z'));
    await run(focuser.readState());
    expect(fake.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
      'interfaceversion',
      'devicestate',
      'devicestate',
    ]);
  });

  it('is completed by single reads, and what is not implemented is asked for once', async () => {
    const { fake, focuser, run } = base();
    fake
      .on('GET focuser/0/devicestate', [{ Name: 'IsMoving', Value: true }])
      .on('GET focuser/0/position', 7)
      .on('GET focuser/0/temperature', failure(0x400, ''));
    for (let i = 0; i < 3; i++)
      expect((await run(focuser.readState())).values).toEqual({ isMoving: true, position: 7 });
    expect(fake.count('GET position')).toBe(3);
    expect(fake.count('GET temperature')).toBe(1);
  });

  it('is read one by one below Platform 7, or where DeviceState is missing', async () => {
    for (const version of [3, 4]) {
      const { fake, focuser, run } = base(version);
      fake
        .on('GET focuser/0/ismoving', false)
        .on('GET focuser/0/position', 7)
        .on('GET focuser/0/temperature', failure(0x402, 'not read yet'));
      const reading = await run(focuser.readState());
      expect(reading.values).toEqual({ isMoving: false, position: 7 });
      expect(reading.failed.get('temperature')?.message).toContain('0x402 ValueNotSet');
      await run(focuser.readState());
      expect(fake.count('GET devicestate')).toBe(version === 4 ? 1 : 0);
    }
  });

  it('is read whole from a server that takes its time and answers one request after the other', async () => {
    const { fake, client, clock, run } = rig();
    let before = Promise.resolve();
    const slowly = () => (before = before.then(() => clock.sleep(400)));
    const camera = client.camera(0);
    for (const key of Object.keys(cameraMembers)) {
      fake.on(`GET camera/0/${key.toLowerCase()}`, async () => {
        await slowly();
        return 1;
      });
    }
    const { failed, values } = await run(camera.readAll());
    expect([...failed.values()].filter((error) => error.name === 'DeadlineError')).toEqual([]);
    expect(Object.keys(values).length).toBeGreaterThan(40);
  });

  it('spends no more than two deadlines on a device that begins to hang', async () => {
    const { fake, client, clock, run } = rig();
    fake.on('GET camera/0/connected', true);
    for (const key of Object.keys(cameraMembers)) fake.on(`GET camera/0/${key.toLowerCase()}`, () => SILENCE);
    const begun = clock.now();
    const { failed, values } = await run(client.camera(0).readAll());
    expect(values).toEqual({ connected: true });
    expect(failed.size).toBeGreaterThan(40);
    expect(clock.now() - begun).toBeLessThanOrEqual(10_500);
  });

  it('reads on its own what DeviceState gives as null or as nonsense', async () => {
    const { fake, focuser, run } = base();
    fake
      .on('GET focuser/0/devicestate', [
        { Name: 'IsMoving', Value: 'perhaps' },
        { Name: 'Position', Value: null },
        { Name: 'Temperature', Value: 3 },
      ])
      .on('GET focuser/0/ismoving', false)
      .on('GET focuser/0/position', 9);
    expect((await run(focuser.readState())).values).toEqual({ temperature: 3, isMoving: false, position: 9 });
  });

  it('is not to be had from a lost server or without hardware', async () => {
    const { fake, focuser, fails } = base();
    fake.on('GET focuser/0/devicestate', () => RESET);
    expect(await fails(focuser.readState())).toMatchObject({ name: 'TransportError' });
    fake.on('GET focuser/0/devicestate', failure(0x407, ''));
    expect(await fails(focuser.readState())).toMatchObject({ name: 'NotConnectedError' });
  });

  it('comes at a regular pace until it is stopped', async () => {
    const { fake, focuser, clock, run } = base();
    fake.on('GET focuser/0/devicestate', () => [
      { Name: 'IsMoving', Value: true },
      { Name: 'Position', Value: (clock.now() / 1000) % 60 },
      { Name: 'Temperature', Value: 0 },
    ]);
    const stop = new AbortController();
    const positions: unknown[] = [];
    const watching = (async () => {
      for await (const { values } of focuser.readings({ every: 2000, signal: stop.signal })) {
        positions.push(values.position);
        if (positions.length === 3) stop.abort(new Error('enough'));
      }
    })();
    await expect(run(watching)).rejects.toThrow('enough');
    expect(positions).toEqual([0, 2, 4]);
  });

  it('of every property leaves out images and shows what failed', async () => {
    const { fake, client, run } = rig();
    fake.on('GET camera/0/binx', 1).on('GET camera/0/gain', reply('kaputt', 500)).on('GET camera/0/sensortype', 2);
    const reading = await run(client.camera(0).readAll());
    expect(reading.values).toEqual({ binX: 1, sensorType: 'rggb' });
    expect([...reading.failed.keys()]).toEqual(['gain']);
    expect(fake.count('GET imagearray')).toBe(0);
  });
});
