import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED, SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of devices, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;

beforeAll(async () => {
  server = await SimulatedServer.start({ dome: {} });
  await server.connect('camera');
});
afterAll(() => server.close());

describe('a camera', () => {
  const get = (member: string) => server.device('camera').get(member);
  const put = (member: string, form?: Record<string, unknown>) => server.device('camera').put(member, form);

  async function expose(Duration: number, bin: number, region?: readonly [x: number, y: number, w: number, h: number]) {
    const [StartX, StartY, NumX, NumY] = region ?? [0, 0, Math.floor(1280 / bin), Math.floor(960 / bin)];
    for (const [member, value] of Object.entries({ BinX: bin, BinY: bin, StartX, StartY, NumX, NumY })) {
      expect(await put(member, { [member]: value })).toBe(0);
    }
    return put('StartExposure', { Duration, Light: true });
  }
  const ready = () => server.until(20, async () => (await get('ImageReady')) === true);

  it('has nothing to tell of an exposure until the first, after each connect', async () => {
    await server.put('camera', 'Connected', { Connected: false });
    await server.put('camera', 'Connected', { Connected: true });
    expect(await get('ImageReady')).toBe(false);
    for (const member of ['LastExposureDuration', 'LastExposureStartTime', 'ImageArray']) {
      expect((await server.get('camera', member)).ErrorNumber, member).toBeGreaterThan(0);
    }
    // No error here: a checker accepts a percentage, or that there is none at all.
    expect(await server.get('camera', 'PercentCompleted')).toMatchObject({ ErrorNumber: 0, Value: 0 });
    const state = (await get('DeviceState')) as { Name: string }[];
    expect(state.map(({ Name }) => Name).sort()).toEqual(
      [
        'CameraState',
        'CCDTemperature',
        'CoolerPower',
        'HeatSinkTemperature',
        'ImageReady',
        'IsPulseGuiding',
        'PercentCompleted',
        'TimeStamp',
      ].sort(),
    );
  });

  it('has the whole sensor without binning for its region after each connect', async () => {
    for (const [member, value] of Object.entries({ BinX: 2, StartX: 5000, StartY: -7, NumX: 0, NumY: 9999 })) {
      expect(await put(member, { [member]: value })).toBe(0);
    }
    await server.put('camera', 'Connected', { Connected: false });
    await server.put('camera', 'Connected', { Connected: true });
    const region = await Promise.all(['BinX', 'BinY', 'StartX', 'StartY', 'NumX', 'NumY'].map(get));
    expect(region).toEqual([1, 1, 0, 0, 1280, 960]);
  });

  it.each([1, 2, 3, 4])('gives an image of NumX by NumY at binning %d, with its start and duration', async (bin) => {
    const started = server.clock.now();
    expect(await expose(2, bin)).toBe(0);
    expect(await get('CameraState')).toBe(2);
    await ready();
    expect(await get('CameraState')).toBe(0);
    expect(await get('LastExposureDuration')).toBeCloseTo(2, 6);
    const start = String(await get('LastExposureStartTime'));
    expect(start).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    expect(Math.abs(Date.parse(`${start}Z`) - started)).toBeLessThan(2000);
    const response = await fetch(server.url + server.path('camera', 'imagearray'), {
      headers: { accept: 'application/imagebytes' },
    });
    expect(response.headers.get('content-type')).toBe('application/imagebytes');
    const bytes = Buffer.from(await response.arrayBuffer());
    const header = Array.from({ length: 11 }, (_, i) => bytes.readInt32LE(4 * i));
    expect([header[0], header[4], header[5], header[6], header[7], header[8], header[9], header[10]]).toEqual([
      1,
      44,
      2,
      8,
      2,
      Math.floor(1280 / bin),
      Math.floor(960 / bin),
      0,
    ]);
    expect(bytes.length).toBe(44 + 2 * Math.floor(1280 / bin) * Math.floor(960 / bin));
  });

  it('gives the same pixels as JSON, and by handoff in base64', async () => {
    await expose(1, 1, [10, 20, 30, 40]);
    await ready();
    const json = (await server.get('camera', 'ImageArray')) as unknown as {
      Type: number;
      Rank: number;
      Value: number[][];
    };
    expect([json.Type, json.Rank, json.Value.length, json.Value[0]!.length]).toEqual([2, 2, 30, 40]);
    const pixels = server.world.camera.frame(server.clock.now())!.pixels;
    expect(json.Value.flat()).toEqual([...pixels]);
    const handoff = await fetch(server.url + server.path('camera', 'imagearray'), {
      headers: { base64handoff: 'true' },
    });
    expect(handoff.headers.get('base64handoff')).toBe('true');
    expect(await handoff.json()).toMatchObject({
      Type: 2,
      Rank: 2,
      Dimension0Length: 30,
      Dimension1Length: 40,
      ErrorNumber: 0,
    });
    for (const member of ['imagearray', 'imagearrayvariant']) {
      const encoded = await (await fetch(`${server.url}${server.path('camera', member)}base64`)).text();
      const bytes = Buffer.from(encoded, 'base64');
      expect([...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)], member).toEqual([...pixels]);
    }
  });

  it('sends an error in ImageBytes when it is asked so', async () => {
    await put('AbortExposure');
    const response = await fetch(`${server.url}${server.path('camera', 'imagearray')}?ClientTransactionID=5`, {
      headers: { accept: 'application/imagebytes' },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.readInt32LE(4)).toBe(REFUSED.invalidOperation);
    expect(bytes.readUInt32LE(8)).toBe(5);
    expect(bytes.subarray(bytes.readInt32LE(16)).toString()).toBe('there is no image');
  });

  it('lets any region be set, and refuses a bad one when the exposure starts', async () => {
    const bad: [number, readonly [number, number, number, number]][] = [
      [1, [0, 0, 1281, 960]],
      [1, [0, 0, 1280, 961]],
      [2, [0, 0, 641, 480]],
      [1, [1280, 0, 1, 1]],
      [1, [0, 960, 1, 1]],
      [1, [-1, 0, 10, 10]],
      [1, [0, 0, 0, 10]],
    ];
    for (const [bin, region] of bad) expect(await expose(1, bin, region), region.join()).toBe(REFUSED.invalidValue);
    expect(await expose(-1, 1)).toBe(REFUSED.invalidValue);
    expect(await expose(1e9, 1)).toBe(REFUSED.invalidValue);
    for (const BinX of [0, -1, 5]) expect(await put('BinX', { BinX })).toBe(REFUSED.invalidValue);
    expect(await put('Gain', { Gain: 301 })).toBe(REFUSED.invalidValue);
    expect(await put('Offset', { Offset: -1 })).toBe(REFUSED.invalidValue);
    expect(await put('ReadoutMode', { ReadoutMode: 1 })).toBe(REFUSED.invalidValue);
    expect(await put('SetCCDTemperature', { SetCCDTemperature: -280 })).toBe(REFUSED.invalidValue);
  });

  it('stops early and keeps the image; aborts and has none; refuses a second exposure', async () => {
    await expose(10, 1);
    expect(await put('StartExposure', { Duration: 1, Light: true })).toBe(REFUSED.invalidOperation);
    await server.wait(3);
    expect(await get('PercentCompleted')).toBe(30);
    await put('StopExposure');
    await ready();
    expect(await get('LastExposureDuration')).toBe(3);
    await expose(10, 1);
    await put('AbortExposure');
    await server.wait(20);
    expect([await get('ImageReady'), await get('CameraState')]).toEqual([false, 0]);
  });

  it('takes gain and offset as numbers between a smallest and a largest, and has no names for them', async () => {
    for (const [setting, highest] of [
      ['Gain', 300],
      ['Offset', 250],
    ] as const) {
      expect([await get(`${setting}Min`), await get(`${setting}Max`)]).toEqual([0, highest]);
      expect((await server.get('camera', `${setting}s`)).ErrorNumber).toBe(REFUSED.notImplemented);
      for (const value of [0, highest]) {
        expect(await put(setting, { [setting]: value })).toBe(0);
        expect(await get(setting)).toBe(value);
      }
      for (const value of [-1, highest + 1])
        expect(await put(setting, { [setting]: value })).toBe(REFUSED.invalidValue);
    }
    await put('Gain', { Gain: 100 });
    await put('Offset', { Offset: 50 });
  });

  it('or takes them as the index of a name, and then has no smallest and largest', async () => {
    const named = await SimulatedServer.start({
      camera: { gains: ['Low', 'High'], offsets: ['Small', 'Middle', 'Large'] },
    });
    await named.connect('camera');
    const { get: read, put: write } = named.device('camera');
    for (const [setting, names] of [
      ['Gain', ['Low', 'High']],
      ['Offset', ['Small', 'Middle', 'Large']],
    ] as const) {
      expect(await read(`${setting}s`)).toEqual(names);
      for (const end of ['Min', 'Max']) {
        expect((await named.get('camera', setting + end)).ErrorNumber).toBe(REFUSED.notImplemented);
      }
      for (const index of [-1, names.length]) {
        expect(await write(setting, { [setting]: index })).toBe(REFUSED.invalidValue);
      }
    }
    const electrons = async (Gain: number) => {
      expect(await write('Gain', { Gain })).toBe(0);
      expect(await read('Gain')).toBe(Gain);
      return read('ElectronsPerADU');
    };
    expect([await electrons(0), await electrons(1)]).toEqual([1, 2 ** (-300 / 60)]);
    await named.close();
  });

  it('cools towards its set point, warms up again, and tells the power it takes', async () => {
    const air = Number(await get('CCDTemperature'));
    await put('SetCCDTemperature', { SetCCDTemperature: -10 });
    await put('CoolerOn', { CoolerOn: true });
    await server.wait(20);
    const halfway = Number(await get('CCDTemperature'));
    expect(halfway).toBeLessThan(air - 5);
    expect(halfway).toBeGreaterThan(-9);
    await server.wait(120);
    expect(await get('CCDTemperature')).toBeCloseTo(-10, 1);
    expect(await get('CoolerPower')).toBeGreaterThan(20);
    await put('CoolerOn', { CoolerOn: false });
    await server.wait(120);
    expect(await get('CCDTemperature')).toBeCloseTo(air, 0);
  });
});
