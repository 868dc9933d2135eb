import { describe, expect, it } from 'vitest';
import { request } from 'undici';
import { createWorld, inProcessDispatcher } from '../../devices/simulator/index.js';
import { localSiderealTime } from '../../sky/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';

const START = Date.UTC(2026, 10, 21, 22);

function observatory() {
  const clock = new VirtualClock(START);
  const world = createWorld({ clock, seed: 7 });
  const dispatcher = inProcessDispatcher(world);
  const get = async (member: string, query = ''): Promise<{ Value: unknown; ErrorNumber: number }> => {
    const { body } = await request(`http://sim/api/v1/${member}?ClientID=1&ClientTransactionID=2${query}`, {
      dispatcher,
    });
    return (await body.json()) as { Value: unknown; ErrorNumber: number };
  };
  const put = async (member: string, form: string): Promise<{ ErrorNumber: number; ErrorMessage: string }> => {
    const { body } = await request(`http://sim/api/v1/${member}`, { method: 'PUT', body: form, dispatcher });
    return (await body.json()) as { ErrorNumber: number; ErrorMessage: string };
  };
  return { clock, world, get, put, dispatcher };
}

describe('a client in the same process', () => {
  it('drives a slew, a flip and an exposure in virtual time, without sockets', async () => {
    const { clock, world, get, put, dispatcher } = observatory();
    await clock.drive(
      (async () => {
        for (const device of ['telescope', 'camera', 'dome']) {
          await put(`${device}/0/connect`, '');
          while ((await get(`${device}/0/connecting`)).Value) await clock.sleep(100);
        }
        await put('dome/0/openshutter', '');
        while ((await get('dome/0/shutterstatus')).Value !== 0) await clock.sleep(500);
        await put('telescope/0/unpark', '');
        await put('telescope/0/tracking', 'Tracking=True');
        const lst = localSiderealTime(clock.now(), world.setup.site.longitude);
        const slew = await put('telescope/0/slewtocoordinatesasync', `RightAscension=${lst + 0.5}&Declination=40`);
        expect(slew.ErrorMessage).toBe('');
        expect((await get('telescope/0/slewing')).Value).toBe(true);
        while ((await get('telescope/0/slewing')).Value) await clock.sleep(500);
        expect((await get('telescope/0/sideofpier')).Value).toBe(1);
        expect((await get('telescope/0/rightascension')).Value).toBeCloseTo(lst + 0.5, 5);
        await put('camera/0/startexposure', 'Duration=60&Light=True');
        while (!(await get('camera/0/imageready')).Value) await clock.sleep(1000);
        const image = await request('http://sim/api/v1/camera/0/imagearray?ClientID=1', {
          dispatcher,
          headers: { accept: 'application/imagebytes' },
        });
        const bytes = await image.body.bytes();
        expect(bytes.length).toBe(44 + 1280 * 960 * 2);
      })(),
    );
    expect(world.truth.collisions).toEqual([]);
    expect(world.truth.lastFrame?.stars.length).toBeGreaterThan(50);
  });

  it('gives up a call that hangs when it is told to, and the world goes on', async () => {
    const { world, dispatcher, get } = observatory();
    world.faults.add({ device: 'camera', member: 'name', kind: 'hang', count: 1 });
    const controller = new AbortController();
    const call = request('http://sim/api/v1/camera/0/name', { dispatcher, signal: controller.signal });
    controller.abort(new Error('waited long enough'));
    await expect(call).rejects.toThrow('waited long enough');
    expect((await get('camera/0/name')).Value).toBe('Simulated camera');
  });

  it('loses its connection when the network does', async () => {
    const { world, clock, get } = observatory();
    world.network.cut({ from: clock.now(), to: clock.now() + 1000 });
    await expect(get('camera/0/name')).rejects.toThrow('other side closed');
    await clock.advance(1000);
    expect((await get('camera/0/name')).ErrorNumber).toBe(0);
  });

  it('may send a query apart from the path, and headers in any form', async () => {
    const { world, dispatcher, clock } = observatory();
    const { body } = await dispatcher.request({
      origin: 'http://sim',
      path: '/api/v1/camera/0/name?ClientID=1',
      method: 'GET',
      query: { ClientTransactionID: 9 },
    });
    expect(await body.json()).toMatchObject({ ClientTransactionID: 9 });
    await clock.drive(Promise.all(world.drivers.map((driver) => driver.setConnected(true))));
    for (const headers of [{ Accept: 'application/imagebytes' }, ['accept', 'application/imagebytes']]) {
      const image = await dispatcher.request({
        origin: 'http://sim',
        path: '/api/v1/camera/0/imagearray',
        method: 'GET',
        headers,
      });
      expect(image.headers['content-type']).toBe('application/imagebytes');
      await image.body.dump();
    }
  });
});
