import { describe, expect, it } from 'vitest';
import { DriverError, reconnect, type FoundServer } from '../../devices/index.js';
import { failure, reply, RESET, SILENCE } from './fake-alpaca.js';
import { type Rig, rig } from './rig.js';

/** A telescope of an interface version that connects as real ones do. */
function connectable({ fake, clock }: Rig, version: number, takes = 3000) {
  const state = { connected: false, since: 0, wanted: false };
  const pass = (): void => {
    if (state.connected !== state.wanted && clock.now() - state.since >= takes) state.connected = state.wanted;
  };
  const want = (on: boolean) => (): null => {
    state.wanted = on;
    state.since = clock.now();
    return null;
  };
  fake.on('GET telescope/0/interfaceversion', version).on('GET telescope/0/connected', () => {
    pass();
    return state.connected;
  });
  if (version >= 4) {
    fake
      .on('PUT telescope/0/connect', want(true))
      .on('PUT telescope/0/disconnect', want(false))
      .on('GET telescope/0/connecting', () => {
        pass();
        return state.connected !== state.wanted;
      });
  } else {
    fake.on('PUT telescope/0/connected', ({ params }) => {
      state.connected = state.wanted = params.Connected === 'True';
      return null;
    });
  }
  return state;
}

describe('connecting', () => {
  it('uses Connect and Connecting from Platform 7 on, and waits', async () => {
    const made = rig();
    const state = connectable(made, 4);
    await made.run(made.client.telescope(0).connect());
    expect(state.connected).toBe(true);
    expect(made.fake.count('PUT connect')).toBe(1);
  });

  it('writes Connected below Platform 7', async () => {
    const made = rig();
    const state = connectable(made, 3);
    await made.run(made.client.telescope(0).connect());
    expect(state.connected).toBe(true);
    expect(made.fake.count('PUT connect')).toBe(0);
  });

  it('does nothing when the device is connected, and then does not disconnect it', async () => {
    const made = rig();
    const state = connectable(made, 4);
    state.connected = state.wanted = true;
    const telescope = made.client.telescope(0);
    await made.run(telescope.connect());
    await made.run(telescope.disconnect());
    expect(state.connected).toBe(true);
    expect(made.fake.count('PUT disconnect')).toBe(0);
  });

  it('disconnects what it has connected', async () => {
    const made = rig();
    const state = connectable(made, 4);
    const telescope = made.client.telescope(0);
    await made.run(telescope.connect());
    await made.run(telescope.disconnect());
    expect(state.connected).toBe(false);
  });

  it('surfaces the error that Connecting reports', async () => {
    const made = rig();
    connectable(made, 4);
    made.fake.on('GET telescope/0/connecting', failure(0x501, 'No mount on COM3'));
    const error = await made.fails(made.client.telescope(0).connect());
    expect(error).toBeInstanceOf(DriverError);
    expect(error.message).toContain('connecting was refused: No mount on COM3 (0x501 driver error)');
  });

  it('assumes version 1 when InterfaceVersion fails', async () => {
    const made = rig();
    connectable(made, 3);
    made.fake.on('GET telescope/0/interfaceversion', failure(0x400, 'what?'));
    await made.run(made.client.telescope(0).connect());
    expect(made.fake.count('PUT connected')).toBe(1);
  });
});

describe('the reach of a device', () => {
  it.each([
    ['connected', true],
    ['disconnected', false],
    ['disconnected', failure(0x407, 'not connected')],
    ['absent', reply('no such device', 404)],
    ['absent', reply('no such device', 400)],
    ['unreachable', (): symbol => RESET],
    ['unreachable', (): symbol => SILENCE],
    ['unreachable', reply('<h1>oops</h1>', 502)],
  ] as const)('is told as %s', async (reach, connected) => {
    const { fake, client, run } = rig();
    fake.on('GET telescope/0/connected', connected);
    expect(await run(client.telescope(0).reach())).toBe(reach);
  });
});

describe('reconnecting', () => {
  it('connects again what has lost its hardware, and reads its capabilities again', async () => {
    const made = rig();
    const { fake, client, run } = made;
    const state = connectable(made, 4);
    const telescope = client.telescope(0);
    await run(telescope.connect());
    fake.on('GET telescope/0/canpark', failure(0x400, '')).on('GET telescope/0/canslew', true);
    expect(await run(telescope.capabilities())).toEqual({ canSlew: true });
    state.connected = state.wanted = false;
    fake.on('GET telescope/0/canpark', true);
    await run(reconnect(client, telescope));
    expect(state.connected).toBe(true);
    expect(await run(telescope.capabilities())).toEqual({ canSlew: true, canPark: true });
  });

  it('waits for a server that is away', async () => {
    const made = rig();
    const { fake, client, clock, run } = made;
    const state = connectable(made, 4);
    const back = clock.now() + 60_000;
    const when = (behaviour: () => unknown) => () => (clock.now() < back ? RESET : behaviour());
    fake.on(
      'GET telescope/0/connected',
      when(() => state.wanted),
    );
    await run(reconnect(client, client.telescope(0)));
    expect(clock.now()).toBeGreaterThan(back);
    expect(clock.now()).toBeLessThan(back + 30_000);
  });

  it('finds a server at its new address, and a device under its new number, by UniqueID', async () => {
    const made = rig();
    const { fake, client, run } = made;
    fake.on('GET telescope/0/connected', () => RESET).on('GET telescope/3/connected', true);
    const found: FoundServer = {
      url: 'http://10.0.0.9:5555',
      alsoAt: [],
      description: undefined,
      error: undefined,
      devices: [{ name: 'Mount', type: 'telescope', number: 3, uniqueId: 'm-1' }],
    };
    const telescope = client.telescope(0);
    await run(reconnect(client, telescope, { uniqueId: 'm-1', find: async () => [found] }));
    expect(client.url).toBe('http://10.0.0.9:5555');
    expect(telescope.ref).toEqual({ type: 'telescope', number: 3, url: 'http://10.0.0.9:5555' });
  });

  it('finds a device that its server has numbered anew', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET /management/v1/configureddevices', [
        { DeviceName: 'Mount', DeviceType: 'Telescope', DeviceNumber: 1, UniqueID: 'm-1' },
      ])
      .on('GET telescope/1/connected', true);
    const telescope = client.telescope(0);
    await run(reconnect(client, telescope, { uniqueId: 'm-1' }));
    expect(telescope.number).toBe(1);
  });

  it('ends at its deadline, with the last failure as its cause', async () => {
    const made = rig();
    connectable(made, 4);
    made.fake.on('PUT telescope/0/connect', failure(0x4ff, 'USB gone'));
    const error = await made.fails(reconnect(made.client, made.client.telescope(0), { deadline: 60_000 }));
    expect(error).toMatchObject({ name: 'DeadlineError', member: 'reconnect', ms: 60_000 });
    expect(String(error.cause)).toContain('USB gone');
  });
});
