import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVICE_TYPES, type DeviceType, MEMBERS } from '../../devices/roles/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

let server: SimulatedServer;

beforeEach(async () => {
  server = await SimulatedServer.start({ mount: { slewRate: 4 } });
  await server.connect(...DEVICE_TYPES);
});
afterEach(() => server.close());

const settled = (call: Promise<unknown>) => {
  const state = { done: false };
  const note = () => {
    state.done = true;
  };
  call.then(note, note);
  return state;
};

/** Lets real sockets do their work; virtual time stands still. */
const sockets = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('a fault', () => {
  it.each(DEVICE_TYPES)('refuses, of a %s, any operation with an error, and not the others', async (device) => {
    const [member] = Object.keys(MEMBERS[device]).filter((key) => key === 'driverInfo');
    server.world.faults.add({ device, member: member!, kind: 'refuse' });
    expect((await server.get(device, 'DriverInfo')).ErrorNumber).toBe(0x500);
    expect((await server.get(device, 'DriverInfo')).Value).toBe('');
    expect((await server.get(device, 'Name')).ErrorNumber).toBe(0);
  });

  it('hangs until it is over, and then the connection breaks', async () => {
    const until = server.clock.now() + 60_000;
    server.world.faults.add({ device: 'camera', member: 'gain', kind: 'hang', to: until });
    const call = server.get('camera', 'Gain').catch((error: unknown) => error);
    const state = settled(call);
    await sockets();
    expect(state.done).toBe(false);
    expect(await server.value('camera', 'Offset')).toBe(50);
    await server.wait(61);
    expect(await call).toBeInstanceOf(Error);
    expect(await server.value('camera', 'Gain')).toBe(100);
  });

  it('hangs until it is mended', async () => {
    const id = server.world.faults.add({ device: 'camera', kind: 'hang' });
    const call = server.get('camera', 'Gain').catch((error: unknown) => error);
    await sockets();
    server.world.faults.remove(id);
    expect(await call).toBeInstanceOf(Error);
    expect(await server.value('camera', 'Gain')).toBe(100);
  });

  it('is slow: the call is carried out, late', async () => {
    server.world.faults.add({ device: 'focuser', member: 'move', kind: 'slow', seconds: 20 });
    const call = server.put('focuser', 'Move', { Position: 6000 });
    const state = settled(call);
    await sockets();
    expect(state.done).toBe(false);
    expect(await server.value('focuser', 'IsMoving')).toBe(false);
    await server.wait(20);
    expect((await call).ErrorNumber).toBe(0);
    expect(await server.value('focuser', 'IsMoving')).toBe(true);
  });

  it('that lies about a property lies in DeviceState, too', async () => {
    server.world.faults.add({ device: 'safetymonitor', member: 'issafe', kind: 'lie', value: false });
    const states = (await server.value('safetymonitor', 'DeviceState')) as { Name: string; Value: unknown }[];
    expect(states.find(({ Name }) => Name === 'IsSafe')?.Value).toBe(false);
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(false);
    server.world.faults.clear();
    const sound = (await server.value('safetymonitor', 'DeviceState')) as { Name: string; Value: unknown }[];
    expect(sound.find(({ Name }) => Name === 'IsSafe')?.Value).toBe(true);
  });

  it('that breaks an operation down is over with the operation: the next one is sound, and a setting mends nothing', async () => {
    server.world.faults.add({ device: 'focuser', member: 'move', kind: 'fail-midway', seconds: 3, count: 1 });
    await server.put('focuser', 'Move', { Position: 6000 });
    await server.wait(2);
    const stands = (await server.value('focuser', 'Position')) as number;
    await server.put('focuser', 'Move', { Position: stands + 500 });
    await server.wait(120);
    expect(await server.value('focuser', 'IsMoving')).toBe(false);
    expect(await server.value('focuser', 'Position')).toBe(stands + 500);

    server.world.faults.add({ device: 'focuser', member: 'move', kind: 'fail-midway', seconds: 1, count: 1 });
    await server.put('focuser', 'Move', { Position: stands + 3000 });
    await server.wait(2);
    expect((await server.get('focuser', 'IsMoving')).ErrorNumber).toBe(0x500);
    const states = (await server.value('focuser', 'DeviceState')) as { Name: string }[];
    expect(states.map(({ Name }) => Name)).not.toContain('IsMoving');
    expect(states.map(({ Name }) => Name)).toContain('Position');
    await server.put('focuser', 'TempComp', { TempComp: false });
    expect((await server.get('focuser', 'IsMoving')).ErrorNumber).toBe(0x500);
    await server.put('focuser', 'Halt', {});
    expect(await server.value('focuser', 'IsMoving')).toBe(false);
  });

  it('disconnects the device: from then on it is not connected', async () => {
    server.world.faults.add({ device: 'camera', member: 'startExposure', kind: 'disconnect', count: 1 });
    expect((await server.put('camera', 'StartExposure', { Duration: 1, Light: true })).ErrorNumber).toBe(0x407);
    expect(await server.value('camera', 'Connected')).toBe(false);
    await server.connect('camera');
    expect((await server.put('camera', 'StartExposure', { Duration: 1, Light: true })).ErrorNumber).toBe(0);
  });

  it('sends garbage of several kinds, none of which is an answer', async () => {
    server.world.faults.add({ device: 'rotator', member: 'position', kind: 'garbage', count: 5 });
    const kinds = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const response = await fetch(server.url + server.path('rotator', 'position'));
      kinds.add(`${String(response.status)} ${await response.text()}`);
    }
    expect(kinds.size).toBe(5);
    expect(await server.value('rotator', 'Position')).toBe(0);
  });

  it('lies on a write: it is acknowledged, and nothing is done', async () => {
    server.world.faults.add({ device: 'dome', member: 'openShutter', kind: 'lie' });
    expect((await server.put('dome', 'OpenShutter')).ErrorNumber).toBe(0);
    await server.wait(20);
    expect(await server.value('dome', 'ShutterStatus')).toBe(1);
    expect(server.world.truth.roof).toBe('closed');
  });

  it('lies on a read: it says what it said at first, or what it was told to say', async () => {
    const id = server.world.faults.add({ device: 'safetymonitor', member: 'isSafe', kind: 'lie' });
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(true);
    server.world.weather.during('rain', { from: 0, to: Infinity });
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(true);
    server.world.faults.remove(id);
    expect(await server.value('safetymonitor', 'IsSafe')).toBe(false);
    server.world.faults.add({ device: 'dome', member: 'shutterStatus', kind: 'lie', value: 0 });
    expect(await server.value('dome', 'ShutterStatus')).toBe(0);
    expect(server.world.truth.roof).toBe('closed');
  });

  it.each<[DeviceType, string, Record<string, unknown>, string]>([
    ['dome', 'OpenShutter', {}, 'ShutterStatus'],
    ['focuser', 'Move', { Position: 9000 }, 'IsMoving'],
    ['rotator', 'MoveAbsolute', { Position: 170 }, 'IsMoving'],
    ['camera', 'StartExposure', { Duration: 30, Light: true }, 'ImageReady'],
    ['covercalibrator', 'CloseCover', {}, 'CoverMoving'],
    ['telescope', 'FindHome', {}, 'Slewing'],
    ['filterwheel', 'Position', { Position: 4 }, 'Position'],
  ])(
    'breaks a %s down midway through %s: reading how it goes is an error, until the next try',
    async (device, member, form, completion) => {
      if (device === 'telescope') {
        await server.put('telescope', 'Unpark');
        await server.put('telescope', 'MoveAxis', { Axis: 1, Rate: 6 });
        await server.wait(10);
        await server.put('telescope', 'MoveAxis', { Axis: 1, Rate: 0 });
      }
      server.world.faults.add({ device, member, kind: 'fail-midway', seconds: 2, count: 1 });
      expect((await server.put(device, member, form)).ErrorNumber).toBe(0);
      expect((await server.get(device, completion)).ErrorNumber).toBe(0);
      await server.wait(2.5);
      expect((await server.get(device, completion)).ErrorNumber).toBe(0x500);
      if (device === 'camera') expect(await server.value('camera', 'CameraState')).toBe(5);
      if (device === 'dome') expect(server.world.truth.roof).toBe('stopped');
      expect((await server.put(device, member, form)).ErrorNumber).toBe(0);
      expect((await server.get(device, completion)).ErrorNumber).toBe(0);
    },
  );

  it.each<[DeviceType, string, (sidereal: number) => Record<string, unknown>]>([
    ['telescope', 'SlewToCoordinates', (sidereal) => ({ RightAscension: (sidereal + 22) % 24, Declination: 30 })],
    ['focuser', 'Connected', () => ({ Connected: true })],
  ])(
    'of a %s, breaks %s down while it is waited for: the call itself ends with an error',
    async (device, member, form) => {
      await server.put('telescope', 'Unpark');
      await server.put('telescope', 'Tracking', { Tracking: true });
      const sidereal = Number(await server.value('telescope', 'SiderealTime'));
      if (member === 'Connected') {
        await server.close();
        server = await SimulatedServer.start({ connectTime: 10 });
      }
      server.world.faults.add({ device, member, kind: 'fail-midway', seconds: 4, count: 1 });
      const call = server.put(device, member, form(sidereal));
      const state = settled(call);
      await sockets();
      expect(state.done).toBe(false);
      await server.wait(4.1);
      expect((await call).ErrorNumber).toBe(0x500);
      if (device === 'telescope') expect(await server.value(device, 'Slewing')).toBe(false);
      else expect(await server.value(device, 'Connected')).toBe(false);
    },
  );

  it('breaks nothing down that the driver has refused to begin', async () => {
    server.world.faults.add({ device: 'filterwheel', member: 'position', kind: 'fail-midway', seconds: 1, count: 1 });
    expect((await server.put('filterwheel', 'Position', { Position: 99 })).ErrorNumber).toBe(0x401);
    await server.wait(2);
    expect((await server.get('filterwheel', 'Position')).ErrorNumber).toBe(0);
  });

  it('lies on an image by giving the first again', async () => {
    const expose = async () => {
      await server.put('camera', 'StartExposure', { Duration: 1, Light: true });
      await server.wait(3);
      const response = await fetch(server.url + server.path('camera', 'imagearray'), {
        headers: { accept: 'application/imagebytes' },
      });
      return Buffer.from(await response.arrayBuffer());
    };
    server.world.faults.add({ device: 'camera', member: 'imageArray', kind: 'lie' });
    const first = await expose();
    expect((await expose()).equals(first)).toBe(true);
  });

  it('strikes from then, until then, and as often as it was told', async () => {
    const now = server.clock.now();
    server.world.faults.add({
      device: 'switch',
      member: 'maxSwitch',
      kind: 'refuse',
      from: now + 10_000,
      to: now + 20_000,
      count: 1,
    });
    const code = async () => (await server.get('switch', 'MaxSwitch')).ErrorNumber;
    expect(await code()).toBe(0);
    await server.wait(11);
    expect([await code(), await code()]).toEqual([0x500, 0]);
  });
});
