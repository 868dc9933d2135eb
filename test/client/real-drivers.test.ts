import { describe, expect, it } from 'vitest';
import {
  type AlpacaClientOptions,
  InvalidValueError,
  NotImplementedError,
  OutcomeError,
  ParkedError,
  ProtocolError,
} from '../../devices/index.js';
import { failure, reply, RESET, SILENCE } from './fake-alpaca.js';
import { frame, pixelsOf } from './image-frames.js';
import { type Rig, rig } from './rig.js';

/** What drivers and servers in the field have been seen to do: a client survives all of it. */
describe('a client survives', () => {
  it('numbers as text', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET focuser/0/position', '1200')
      .on('GET telescope/0/sideofpier', '1')
      .on('GET camera/0/exposuremin', '1E-05');
    expect(await run(client.focuser(0).position())).toBe(1200);
    expect(await run(client.telescope(0).sideOfPier())).toBe('pierWest');
    expect(await run(client.camera(0).exposureMin())).toBe(0.000_01);
  });

  it('not-a-number as text or as a bare word', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET observingconditions/0/humidity', 'NaN')
      .on('GET observingconditions/0/pressure', () => reply('{"Value":NaN,"ErrorNumber":0}'));
    expect(await run(client.observingConditions(0).humidity())).toBeNaN();
    expect(await run(client.observingConditions(0).pressure())).toBeNaN();
  });

  it('numbers that are none as C prints them, and line breaks within a message', async () => {
    const { fake, client, run, fails } = rig();
    const weather = client.observingConditions(0);
    fake.on('GET observingconditions/0/humidity', () => reply('{"Value":-nan,"ErrorNumber":0,"ErrorMessage":"nan"}'));
    expect(await run(weather.humidity())).toBeNaN();
    fake.on('GET observingconditions/0/humidity', () => reply('{"Value":-inf,"ErrorNumber":0}'));
    expect(await run(weather.humidity())).toBe(-Infinity);
    fake.on('GET observingconditions/0/humidity', () => reply('{"ErrorNumber":1280,"ErrorMessage":"no\nsensor\t7"}'));
    expect(await fails(weather.humidity())).toMatchObject({ number: 0x500, driverMessage: 'no\nsensor\t7' });
  });

  it('booleans as 0 and 1, or as text', async () => {
    const { fake, client, run } = rig();
    fake.on('GET telescope/0/slewing', 1).on('GET telescope/0/atpark', 0).on('GET telescope/0/tracking', 'True');
    expect(await run(client.telescope(0).slewing())).toBe(true);
    expect(await run(client.telescope(0).atPark())).toBe(false);
    expect(await run(client.telescope(0).tracking())).toBe(true);
  });

  it('DeviceNumber as text', async () => {
    const { fake, client, run } = rig();
    fake.on('GET /management/v1/configureddevices', [
      { DeviceName: 'M', DeviceType: 'TELESCOPE', DeviceNumber: '2', UniqueID: 'u' },
    ]);
    expect(await run(client.configuredDevices())).toEqual([{ name: 'M', type: 'telescope', number: 2, uniqueId: 'u' }]);
  });

  it('trailing commas, and a byte order mark, in the list of devices', async () => {
    const { fake, client, run } = rig();
    const text =
      '\uFEFF{"Value":[{"DeviceName":"a,]","DeviceType":"Dome","DeviceNumber":0,"UniqueID":"u",},],"ErrorNumber":0,}';
    fake.on('GET /management/v1/configureddevices', () => reply(text));
    expect(await run(client.configuredDevices())).toEqual([{ name: 'a,]', type: 'dome', number: 0, uniqueId: 'u' }]);
  });

  it('ErrorNumber and ErrorMessage absent on success, and keys in any case', async () => {
    const { fake, client, run } = rig();
    fake.on('GET focuser/0/position', () => reply('{"value":5}')).on('PUT focuser/0/move', () => reply('{}'));
    expect(await run(client.focuser(0).position())).toBe(5);
    await run(client.focuser(0).startMove({ position: 5 }));
  });

  it('negative HRESULTs as error numbers', async () => {
    const { fake, client, fails } = rig();
    fake
      .on('GET dome/0/azimuth', failure(-2147220480, 'Not implemented'))
      .on('GET dome/0/altitude', failure(0x80040401, 'Invalid'))
      .on('GET dome/0/slewing', failure(-2147467259, 'Unspecified'));
    expect(await fails(client.dome(0).azimuth())).toMatchObject({ name: 'NotImplementedError', number: 0x400 });
    expect(await fails(client.dome(0).altitude())).toBeInstanceOf(InvalidValueError);
    expect((await fails(client.dome(0).slewing())).message).toContain('Unspecified (0x80004005 driver error)');
  });

  it('Value null on an error, and an error number as text', async () => {
    const { fake, client, fails } = rig();
    fake.on('GET camera/0/gains', () => reply('{"Value":null,"ErrorNumber":"1024","ErrorMessage":null}'));
    expect(await fails(client.camera(0).gains())).toBeInstanceOf(NotImplementedError);
  });

  it('servers that refuse a call without ClientID, everywhere', async () => {
    const made = rig();
    const strict =
      (value: unknown) =>
      ({ params }: { params: Readonly<Record<string, string>> }) =>
        params.ClientID && params.ClientTransactionID ? value : reply('ClientID is missing', 400);
    made.fake
      .on('GET telescope/0/slewing', strict(false))
      .on('PUT telescope/0/tracking', strict(null))
      .on('GET /management/apiversions', strict([1]));
    expect(await made.run(made.client.telescope(0).slewing())).toBe(false);
    await made.run(made.client.telescope(0).setTracking(true));
    expect(await made.run(made.client.apiVersions())).toEqual([1]);
  });

  it('management URLs that refuse query parameters', async () => {
    const { fake, client, run } = rig();
    fake.on('GET /management/v1/description', ({ params }: { params: object }) =>
      Object.keys(params).length > 0 ? reply('no parameters here', 400) : { ServerName: 'Strict' },
    );
    expect((await run(client.description())).serverName).toBe('Strict');
  });

  it('switches that know `ID` for `Id`', async () => {
    const { fake, client, run } = rig();
    const named =
      (value: unknown) =>
      ({ params }: { params: Readonly<Record<string, string>> }) =>
        params.ID === undefined ? reply('ID is missing', 400) : value;
    fake.on('GET switch/0/getswitch', named(true)).on('PUT switch/0/setswitch', named(null));
    expect(await run(client.switch(0).getSwitch({ id: 3 }))).toBe(true);
    await run(client.switch(0).setSwitch({ id: 3, state: true }));
    // Learnt once.
    expect(fake.requests.map(({ params }) => Object.keys(params)[0])).toEqual(['Id', 'ID', 'ID']);
  });

  it('a claim of Platform 7 without Connecting', async () => {
    for (const missing of [reply('Not found', 404), failure(0x400, 'Connecting')]) {
      const { fake, client, run } = rig();
      let connected = false;
      fake
        .on('GET telescope/0/interfaceversion', 4)
        .on('GET telescope/0/connected', () => connected)
        .on('PUT telescope/0/connect', missing)
        .on('GET telescope/0/connecting', missing)
        .on('PUT telescope/0/connected', () => {
          connected = true;
          return null;
        });
      await run(client.telescope(0).connect());
      expect(connected).toBe(true);
    }
  });

  it('UTCDate without Z, and with fewer or more decimals', async () => {
    const { fake, client, run } = rig();
    const at = Date.parse('2026-11-21T20:15:00Z');
    for (const [text, ms] of [
      ['2026-11-21T20:15:00.1234567', at + 123.4567],
      ['2026-11-21T20:15:00Z', at],
      ['2026-11-21 20:15:00.5', at + 500],
      ['2026-11-21T21:15:00.25+01:00', at + 250],
    ] as const) {
      fake.on('GET telescope/0/utcdate', text);
      expect(await run(client.telescope(0).utcDate())).toBeCloseTo(ms, 3);
    }
  });

  it('a stale read-back for some ms after a write', async () => {
    const { fake, client, clock, run } = rig();
    let written = Number.POSITIVE_INFINITY;
    fake
      .on('PUT filterwheel/0/position', () => {
        written = clock.now();
        return null;
      })
      .on('GET filterwheel/0/position', () =>
        clock.now() - written < 900 ? 1 : clock.now() - written < 3000 ? -1 : 4,
      );
    await run(client.filterWheel(0).select(4));
    expect(clock.now() - written).toBeGreaterThanOrEqual(3000);
  });

  it('a filter wheel that reports the new filter before it gets going', async () => {
    const { fake, client, clock, run } = rig();
    let written = Number.POSITIVE_INFINITY;
    fake
      .on('PUT filterwheel/0/position', () => {
        written = clock.now();
        return null;
      })
      .on('GET filterwheel/0/position', () => {
        const passed = clock.now() - written;
        return passed > 400 && passed < 3000 ? -1 : 4;
      });
    await run(client.filterWheel(0).select(4));
    expect(clock.now() - written).toBeGreaterThanOrEqual(3000);
  });

  it('Connect ignored when it comes right after Disconnect', async () => {
    const { fake, client, clock, run } = rig();
    let connected = false;
    const disconnectedAt = clock.now();
    fake
      .on('GET telescope/0/interfaceversion', 4)
      .on('GET telescope/0/connected', () => connected)
      .on('GET telescope/0/connecting', false)
      .on('PUT telescope/0/connect', () => {
        if (clock.now() - disconnectedAt > 2000) connected = true;
        return null;
      });
    await run(client.telescope(0).connect());
    expect(connected).toBe(true);
    expect(fake.count('PUT connect')).toBe(2);
  });

  it('CanSetTracking false until the first slew', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET telescope/0/tracking', false)
      .on('GET telescope/0/cansettracking', false)
      .on('GET telescope/0/canslewasync', true)
      .on('PUT telescope/0/slewtocoordinatesasync', null)
      .on('GET telescope/0/slewing', false)
      .on('GET telescope/0/rightascension', 5)
      .on('GET telescope/0/declination', 20);
    await run(client.telescope(0).slew({ rightAscension: 5, declination: 20 }));
    expect(fake.count('PUT tracking')).toBe(0);
  });

  it('IsPulseGuiding that never falls', async () => {
    const { fake, client, clock, fails } = rig();
    fake.on('PUT telescope/0/pulseguide', null).on('GET telescope/0/ispulseguiding', true);
    const before = clock.now();
    const error = await fails(client.telescope(0).pulseGuide({ direction: 'north', duration: 500 }));
    expect(error).toMatchObject({ name: 'DeadlineError', retryable: true });
    expect(clock.now() - before).toBeLessThan(12_000);
  });

  it('an image whose size differs from the region asked, transposed axes too', async () => {
    const { fake, client, run } = rig();
    fake
      .on('GET camera/0/numx', 30)
      .on('GET camera/0/numy', 20)
      .on('GET camera/0/imagearray', () =>
        reply(frame(pixelsOf(8, [1, 2, 3, 4, 5, 6]), { dims: [2, 3], transmitted: 8 }), 200, {
          'content-type': 'application/imagebytes',
        }),
      );
    expect(await run(client.camera(0).image())).toMatchObject({ width: 2, height: 3 });
  });

  it('ImageReady that stays false for ever, with CameraState error or idle', async () => {
    for (const state of [5, 0]) {
      const { fake, client, clock, fails } = rig();
      fake
        .on('PUT camera/0/startexposure', null)
        .on('GET camera/0/imageready', false)
        .on('GET camera/0/camerastate', state);
      const before = clock.now();
      const error = await fails(client.camera(0).expose({ duration: 2, light: true }));
      expect(error).toBeInstanceOf(OutcomeError);
      expect(clock.now() - before).toBeLessThan(14_000);
    }
  });

  it('a JSON error, or a JSON image, despite the Accept header', async () => {
    const { fake, client, run, fails } = rig();
    fake.on('GET camera/0/imagearray', failure(0x40b, 'no image'));
    expect(await fails(client.camera(0).image())).toMatchObject({ number: 0x40b });
    fake.on('GET camera/0/imagearray', [[1], [2]]);
    expect(await run(client.camera(0).image())).toMatchObject({ width: 2, height: 1 });
  });

  it('a driver that blocks Park for a minute', async () => {
    const { fake, client, clock, run } = rig();
    let parked = false;
    fake
      .on('GET telescope/0/atpark', () => parked)
      .on('GET telescope/0/slewing', () => !parked)
      .on('PUT telescope/0/park', async () => {
        await clock.sleep(60_000);
        parked = true;
        return null;
      });
    await run(client.telescope(0).park());
    expect(parked).toBe(true);
  });

  it('a server that answers one request of a device at a time', async () => {
    const made = rig();
    let busy = 0;
    const serialised = (value: unknown) => async () => {
      while (busy > 0) await made.clock.sleep(50);
      busy++;
      await made.clock.sleep(100);
      busy--;
      return value;
    };
    made.fake
      .on('GET camera/0/gain', serialised(1))
      .on('GET camera/0/binx', serialised(1))
      .on('GET camera/0/biny', serialised(1));
    const camera = made.client.camera(0);
    expect(await made.run(Promise.all([camera.gain(), camera.binX(), camera.binY()]))).toEqual([1, 1, 1]);
  });

  it('Connected that falls to false by itself: it is told, not mistaken for a lost server', async () => {
    const { fake, client, run, fails } = rig();
    fake.on('GET telescope/0/connected', false).on('GET telescope/0/slewing', failure(0x407, 'not connected'));
    expect(await run(client.telescope(0).reach())).toBe('disconnected');
    expect(await fails(client.telescope(0).slewing())).toMatchObject({ name: 'NotConnectedError', retryable: true });
  });

  it('a shared mount: what was connected before is never disconnected', async () => {
    const { fake, client, run } = rig();
    fake.on('GET telescope/0/connected', true);
    await run(client.telescope(0).connect());
    await run(client.telescope(0).disconnect());
    expect(fake.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('small servers that refuse or reset a connection now and then', async () => {
    const { fake, client, run } = rig();
    let times = 0;
    fake.on('GET focuser/0/position', () => (++times % 2 === 1 ? RESET : 100));
    for (let i = 0; i < 5; i++) expect(await run(client.focuser(0).position())).toBe(100);
  });

  it('a pier side that is updated late', async () => {
    const { fake, client, clock, run } = rig();
    let asked = Number.POSITIVE_INFINITY;
    const passed = (): number => clock.now() - asked;
    fake
      .on('PUT telescope/0/sideofpier', () => {
        asked = clock.now();
        return null;
      })
      .on('GET telescope/0/slewing', () => passed() < 20_000)
      .on('GET telescope/0/sideofpier', () => (passed() < 24_000 ? 1 : 0));
    await run(client.telescope(0).flipTo('pierEast'));
    expect(passed()).toBeGreaterThan(24_000);
  });

  it('a mount that gives the wrong pier side for good: it says so', async () => {
    const { fake, client, fails } = rig();
    fake
      .on('PUT telescope/0/sideofpier', null)
      .on('GET telescope/0/slewing', false)
      .on('GET telescope/0/sideofpier', 1);
    expect((await fails(client.telescope(0).flipTo('pierEast'))).message).toContain(
      'the mount reads pierWest, not pierEast',
    );
  });

  it('Tracking = false that the mount ignores: it says so', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT telescope/0/tracking', null).on('GET telescope/0/tracking', true);
    expect((await fails(client.telescope(0).track(false))).message).toContain('the mount still reads Tracking = true');
  });

  it('a parked mount that refuses tracking', async () => {
    const { fake, client, fails } = rig();
    fake.on('PUT telescope/0/tracking', failure(0x408, 'parked')).on('GET telescope/0/tracking', false);
    expect(await fails(client.telescope(0).track(true))).toBeInstanceOf(ParkedError);
  });

  it.each<[string, unknown, Partial<AlpacaClientOptions>?]>([
    ['an enumeration that does not exist', 9],
    ['an object for a number', { x: 1 }],
    ['null for a number', null],
    ['empty text for an enumeration, which is not its 0', ''],
    ['HTML with status 200', reply('<html>hello</html>', 200, { 'content-type': 'text/html' })],
    ['JSON that is not an object', reply('[1,2]')],
    ['an empty body', reply('')],
    ['a redirect to a login', reply('', 302, { location: '/login' })],
  ])('%s, with an error that tells it from a refusal', async (_, value) => {
    const { fake, client, fails }: Rig = rig();
    fake.on('GET camera/0/camerastate', () => value);
    expect(await fails(client.camera(0).cameraState())).toBeInstanceOf(ProtocolError);
  });

  it('silence: every call ends', async () => {
    const { fake, client, clock, fails } = rig();
    fake.on('PUT telescope/0/park', () => SILENCE).on('GET telescope/0/slewing', () => SILENCE);
    fake.on('GET telescope/0/atpark', false);
    const before = clock.now();
    expect(await fails(client.telescope(0).park())).toMatchObject({ name: 'DeadlineError' });
    expect(clock.now() - before).toBeLessThanOrEqual(300_000);
  });
});
