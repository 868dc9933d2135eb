import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEVICE_TYPES } from '../../devices/roles/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of devices, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;
const REFUSED = { notImplemented: 0x400, invalidValue: 0x401, notSet: 0x402, parked: 0x408, invalidOperation: 0x40b };

beforeAll(async () => {
  server = await SimulatedServer.start({ dome: {} });
  await server.connect(...DEVICE_TYPES);
});
afterAll(() => server.close());

async function until(seconds: number, done: () => Promise<boolean>): Promise<number> {
  const start = server.clock.now();
  while (!(await done())) {
    if (server.clock.now() - start > seconds * 1000) throw new Error(`not done within ${String(seconds)} s`);
    await server.wait(0.5);
  }
  return (server.clock.now() - start) / 1000;
}

describe('a telescope', () => {
  const get = async (member: string, query = '') => (await server.value('telescope', member, query)) as number;
  const put = async (member: string, form: Record<string, unknown> = {}) =>
    (await server.put('telescope', member, form)).ErrorNumber;
  const slewed = () => until(120, async () => !(await get('Slewing')));
  const coordinates = async (hourAngle: number, Declination: number) => ({
    RightAscension: ((await get('SiderealTime')) - hourAngle + 48) % 24,
    Declination,
  });
  const slew = async (hourAngle: number, dec: number) => {
    const target = await coordinates(hourAngle, dec);
    expect(await put('SlewToCoordinatesAsync', target)).toBe(0);
    await slewed();
    return target;
  };

  beforeEach(async () => {
    await put('Unpark');
    await put('Tracking', { Tracking: true });
  });

  it('is slewing at once after each asynchronous slew, for more than 1.5 s, and ends within 10 arcseconds', async () => {
    await slew(-3, 0);
    const slews: [string, Record<string, unknown>][] = [
      ['SlewToCoordinatesAsync', await coordinates(-1, 20)],
      ['SlewToTargetAsync', {}],
    ];
    for (const [member, form] of slews) {
      const target = member === 'SlewToTargetAsync' ? await coordinates(-2, 50) : form;
      if (member === 'SlewToTargetAsync') {
        await put('TargetRightAscension', { TargetRightAscension: target.RightAscension });
        await put('TargetDeclination', { TargetDeclination: target.Declination });
      }
      expect(await put(member, form)).toBe(0);
      expect(await get('Slewing')).toBe(true);
      expect(await slewed()).toBeGreaterThan(1.5);
      expect(Math.abs((await get('RightAscension')) - Number(target.RightAscension)) * 15 * 3600).toBeLessThan(10);
      expect(Math.abs((await get('Declination')) - Number(target.Declination)) * 3600).toBeLessThan(10);
      expect(await get('TargetDeclination')).toBeCloseTo(Number(target.Declination), 9);
    }
    await put('Tracking', { Tracking: false });
    expect(await put('SlewToAltAzAsync', { Azimuth: 150, Altitude: 50 })).toBe(0);
    expect(await get('Slewing')).toBe(true);
    await slewed();
    expect(Math.abs((await get('Altitude')) - 50) * 3600).toBeLessThan(10);
    expect(Math.abs((await get('Azimuth')) - 150) * 3600).toBeLessThan(10);
    expect(await get('Tracking')).toBe(false);
  });

  it('refuses impossible coordinates, and slews for which its tracking is wrong', async () => {
    const { invalidValue, invalidOperation } = REFUSED;
    for (const [RightAscension, Declination] of [
      [-1, 0],
      [25, 0],
      [24, 0],
      [5, 100],
      [5, -100],
    ]) {
      expect(await put('SlewToCoordinatesAsync', { RightAscension, Declination })).toBe(invalidValue);
      expect(await put('SyncToCoordinates', { RightAscension, Declination })).toBe(invalidValue);
    }
    for (const [Azimuth, Altitude] of [
      [-10, 45],
      [370, 45],
      [100, 100],
      [100, -100],
    ]) {
      expect(await put('SlewToAltAzAsync', { Azimuth, Altitude })).toBe(invalidValue);
    }
    expect(await put('TargetRightAscension', { TargetRightAscension: 25 })).toBe(invalidValue);
    expect(await put('TargetDeclination', { TargetDeclination: -100 })).toBe(invalidValue);
    expect(await put('SlewToAltAzAsync', { Azimuth: 150, Altitude: 50 })).toBe(invalidOperation);
    await put('Tracking', { Tracking: false });
    expect(await put('SlewToCoordinatesAsync', await coordinates(-1, 20))).toBe(invalidOperation);
    expect(await put('SyncToCoordinates', await coordinates(-1, 20))).toBe(invalidOperation);
  });

  it('refuses with 0x408 to move while it is parked; parks and unparks as often as it is told', async () => {
    expect([await put('Park'), await get('Slewing')]).toEqual([0, true]);
    await slewed();
    expect(await get('AtPark')).toBe(true);
    expect(await get('Tracking')).toBe(false);
    expect(await put('Park')).toBe(0);
    const target = await coordinates(-1, 20);
    const moves: [string, Record<string, unknown>][] = [
      ['AbortSlew', {}],
      ['FindHome', {}],
      ['MoveAxis', { Axis: 0, Rate: 1 }],
      ['MoveAxis', { Axis: 1, Rate: 1 }],
      ['PulseGuide', { Direction: 0, Duration: 100 }],
      ['SlewToCoordinatesAsync', target],
      ['SlewToCoordinates', target],
      ['SlewToTargetAsync', {}],
      ['SlewToAltAzAsync', { Azimuth: 150, Altitude: 50 }],
      ['SyncToCoordinates', target],
      ['SyncToTarget', {}],
      ['SyncToAltAz', { Azimuth: 150, Altitude: 50 }],
      ['Tracking', { Tracking: true }],
    ];
    for (const [member, form] of moves) expect(await put(member, form), member).toBe(REFUSED.parked);
    expect(await put('Tracking', { Tracking: false })).toBe(0);
    expect([await put('Unpark'), await put('Unpark')]).toEqual([0, 0]);
    expect(await get('AtPark')).toBe(false);
  });

  it('finds its home, and is there until it moves', async () => {
    await put('FindHome');
    await slewed();
    expect(await get('AtHome')).toBe(true);
    await put('Tracking', { Tracking: true });
    await slew(-1, 20);
    expect(await get('AtHome')).toBe(false);
  });

  it('has its targets unset when it connects', async () => {
    await server.put('telescope', 'Connected', { Connected: false });
    await server.put('telescope', 'Connected', { Connected: true });
    for (const member of ['TargetRightAscension', 'TargetDeclination']) {
      expect((await server.get('telescope', member)).ErrorNumber).toBe(REFUSED.notSet);
    }
    expect(await put('SlewToTargetAsync')).toBe(REFUSED.notSet);
  });

  it.each([
    ['RightAscensionRate', 'RightAscension', 0.05],
    ['RightAscensionRate', 'RightAscension', -0.2],
    ['DeclinationRate', 'Declination', 2],
    ['DeclinationRate', 'Declination', -15],
  ])('moves at its %s: %s changes in 10 s by what %d a second gives, to 5 %%', async (rate, axis, value) => {
    await slew(-3, 0);
    const before = await get(axis);
    expect(await put(rate, { [rate]: value })).toBe(0);
    expect(await get(rate)).toBe(value);
    await server.wait(10);
    // Seconds of right ascension a sidereal second, and arcseconds a second.
    const expected = axis === 'RightAscension' ? (value * 10 * 1.0027379) / 3600 : (value * 10) / 3600;
    expect(Math.abs(((await get(axis)) - before) / expected - 1)).toBeLessThan(0.05);
    await put(rate, { [rate]: 0 });
  });

  it('takes offset rates at the sidereal drive rate only', async () => {
    await put('TrackingRate', { TrackingRate: 1 });
    expect(await put('RightAscensionRate', { RightAscensionRate: 0.1 })).toBe(REFUSED.invalidOperation);
    expect(await put('TrackingRate', { TrackingRate: 5 })).toBe(REFUSED.invalidValue);
    for (const TrackingRate of (await server.value('telescope', 'TrackingRates')) as number[]) {
      expect(await put('TrackingRate', { TrackingRate })).toBe(0);
    }
    await put('TrackingRate', { TrackingRate: 0 });
  });

  it.each([
    [0, 'Declination', 1],
    [1, 'Declination', -1],
    [2, 'RightAscension', 1],
    [3, 'RightAscension', -1],
  ])('guides for 5 s in direction %d within an arcsecond, in either pointing state', async (Direction, axis, sign) => {
    for (const hourAngle of [-3, 3]) {
      await slew(hourAngle, 0);
      const other = axis === 'Declination' ? 'RightAscension' : 'Declination';
      const [before, still] = [await get(axis), await get(other)];
      const rate = await get(`GuideRate${axis}`);
      await put('PulseGuide', { Direction, Duration: 5000 });
      expect(await get('IsPulseGuiding')).toBe(true);
      await server.wait(5.1);
      expect(await get('IsPulseGuiding')).toBe(false);
      const scale = axis === 'Declination' ? 3600 : 15 * 3600;
      expect(Math.abs(((await get(axis)) - before) * scale - sign * rate * 5 * 3600)).toBeLessThan(1);
      expect(Math.abs((await get(other)) - still) * 15 * 3600).toBeLessThan(1);
    }
  });

  it('tells its pointing state at -3 and +3 hours, and foretells it at -9 and +9', async () => {
    const foretold = async (hourAngle: number) => {
      const { RightAscension, Declination } = await coordinates(hourAngle, 70);
      return get(
        'DestinationSideOfPier',
        `RightAscension=${String(RightAscension)}&Declination=${String(Declination)}`,
      );
    };
    expect([await foretold(-9), await foretold(-3), await foretold(3), await foretold(9)]).toEqual([1, 1, 0, 0]);
    await slew(-3, 10);
    expect(await get('SideOfPier')).toBe(1);
    await slew(3, 10);
    expect(await get('SideOfPier')).toBe(0);
    expect(
      (await server.get('telescope', 'DestinationSideOfPier', 'RightAscension=25&Declination=0')).ErrorNumber,
    ).toBe(REFUSED.invalidValue);
  });

  it('flips near the meridian when its pointing state is written, slewing meanwhile', async () => {
    await slew(0.1, 20);
    expect(await put('SideOfPier', { SideOfPier: 1 })).toBe(0);
    expect(await get('Slewing')).toBe(true);
    await slewed();
    expect(await get('SideOfPier')).toBe(1);
    expect(await put('SideOfPier', { SideOfPier: 4 })).toBe(REFUSED.invalidValue);
  });

  it('moves its axes at the rates it offers, slewing until it is told 0, and tracks again', async () => {
    await slew(-3, 0);
    for (const axis of [0, 1]) {
      const [{ Maximum }] = (await server.value('telescope', 'AxisRates', `Axis=${String(axis)}`)) as [
        { Maximum: number },
      ];
      expect(await put('MoveAxis', { Axis: axis, Rate: Maximum * 1.1 })).toBe(REFUSED.invalidValue);
      expect(await put('MoveAxis', { Axis: axis, Rate: -1 })).toBe(0);
      await server.wait(5);
      expect(await get('Slewing')).toBe(true);
      await put('MoveAxis', { Axis: axis, Rate: 0 });
      expect([await get('Slewing'), await get('Tracking')]).toEqual([false, true]);
    }
    expect(await server.value('telescope', 'CanMoveAxis', 'Axis=2')).toBe(false);
    expect((await server.get('telescope', 'CanMoveAxis', 'Axis=3')).ErrorNumber).toBe(REFUSED.invalidValue);
  });

  it('stops a slew at once', async () => {
    await slew(-3, 0);
    await put('SlewToCoordinatesAsync', await coordinates(-1, 60));
    await server.wait(2);
    await put('AbortSlew');
    expect([await get('Slewing'), await get('Tracking')]).toEqual([false, true]);
  });

  it('believes where it is told that it points', async () => {
    await slew(-3, 0);
    const RightAscension = (await get('RightAscension')) + 0.05;
    expect(await put('SyncToCoordinates', { RightAscension, Declination: 1 })).toBe(0);
    expect(await get('RightAscension')).toBeCloseTo(RightAscension, 5);
    expect(await get('Declination')).toBeCloseTo(1, 5);
    await put('SyncToCoordinates', { RightAscension: RightAscension - 0.05, Declination: 0 });
  });

  it('keeps what is written of site, settling and guide rates, and refuses what cannot be', async () => {
    for (const [member, value] of [
      ['SiteLatitude', -33.5],
      ['SiteLongitude', 151.25],
      ['SiteElevation', 1234.5],
      ['SlewSettleTime', 2],
      ['GuideRateDeclination', 0.003],
      ['GuideRateRightAscension', 0.004],
    ] as const) {
      const before = await get(member);
      expect(await put(member, { [member]: value })).toBe(0);
      expect(await get(member)).toBe(value);
      await put(member, { [member]: before });
    }
    for (const [member, value] of [
      ['SiteLatitude', 91],
      ['SiteLongitude', -181],
      ['SiteElevation', -301],
      ['SiteElevation', 10_001],
      ['SlewSettleTime', -1],
    ] as const) {
      expect(await put(member, { [member]: value })).toBe(REFUSED.invalidValue);
    }
  });

  it('tells its time with a Z', async () => {
    const time = String(await server.value('telescope', 'UTCDate'));
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(Date.parse(time)).toBe(server.clock.now());
    expect(await put('UTCDate', { UTCDate: '2026-11-21T23:00:00.0000000Z' })).toBe(0);
    expect(await server.value('telescope', 'UTCDate')).toBe('2026-11-21T23:00:00.0000000Z');
  });
});

describe('a camera', () => {
  const get = (member: string) => server.value('camera', member);
  const put = async (member: string, form: Record<string, unknown> = {}) =>
    (await server.put('camera', member, form)).ErrorNumber;

  async function expose(Duration: number, bin: number, region?: readonly [x: number, y: number, w: number, h: number]) {
    const [StartX, StartY, NumX, NumY] = region ?? [0, 0, Math.floor(1280 / bin), Math.floor(960 / bin)];
    for (const [member, value] of Object.entries({ BinX: bin, BinY: bin, StartX, StartY, NumX, NumY })) {
      expect(await put(member, { [member]: value })).toBe(0);
    }
    return put('StartExposure', { Duration, Light: true });
  }
  const ready = () => until(20, async () => (await get('ImageReady')) === true);

  it('has nothing to tell of an exposure until the first, after each connect', async () => {
    await server.put('camera', 'Connected', { Connected: false });
    await server.put('camera', 'Connected', { Connected: true });
    expect(await get('ImageReady')).toBe(false);
    for (const member of ['LastExposureDuration', 'LastExposureStartTime', 'ImageArray']) {
      expect((await server.get('camera', member)).ErrorNumber, member).toBeGreaterThan(0);
    }
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
    const encoded = await (await fetch(server.url + server.path('camera', 'imagearraybase64'))).text();
    const bytes = Buffer.from(encoded, 'base64');
    expect([...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)]).toEqual([...pixels]);
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

describe('a dome', () => {
  const get = (member: string) => server.value('dome', member);
  const put = async (member: string, form: Record<string, unknown> = {}) =>
    (await server.put('dome', member, form)).ErrorNumber;
  const still = () => until(120, async () => (await get('Slewing')) === false);

  it('is opening and closing before the call returns, and open and closed in the end', async () => {
    expect([await put('OpenShutter'), await get('ShutterStatus')]).toEqual([0, 2]);
    await still();
    expect(await get('ShutterStatus')).toBe(0);
    expect([await put('CloseShutter'), await get('ShutterStatus')]).toEqual([0, 3]);
    await still();
    expect(await get('ShutterStatus')).toBe(1);
  });

  it('turns by 180 degrees in more than 3 s, to where it was sent', async () => {
    await put('SlewToAzimuth', { Azimuth: 0 });
    await still();
    expect([await put('SlewToAzimuth', { Azimuth: 180 }), await get('Slewing')]).toEqual([0, true]);
    expect(await still()).toBeGreaterThan(3);
    expect(await get('Azimuth')).toBeCloseTo(180, 6);
    for (const Azimuth of [-10, 370]) expect(await put('SlewToAzimuth', { Azimuth })).toBe(REFUSED.invalidValue);
  });

  it('parks, finds its home, stops, and believes its azimuth', async () => {
    await put('FindHome');
    await still();
    expect(await get('AtHome')).toBe(true);
    await put('SlewToAzimuth', { Azimuth: 90 });
    await still();
    await put('SetPark');
    expect(await get('AtPark')).toBe(true);
    await put('SlewToAzimuth', { Azimuth: 270 });
    await server.wait(2);
    await put('AbortSlew');
    expect([await get('Slewing'), await get('AtPark')]).toEqual([false, false]);
    await put('Park');
    await still();
    expect(await get('AtPark')).toBe(true);
    await put('SyncToAzimuth', { Azimuth: 92 });
    expect(await get('Azimuth')).toBeCloseTo(92, 9);
    await put('SyncToAzimuth', { Azimuth: 90 });
  });
});

describe('the other devices', () => {
  it('a roll-off roof does not turn, and says so', async () => {
    const roof = await SimulatedServer.start();
    await roof.connect('dome');
    expect(await roof.value('dome', 'CanSetAzimuth')).toBe(false);
    expect((await roof.put('dome', 'SlewToAzimuth', { Azimuth: 90 })).ErrorNumber).toBe(REFUSED.notImplemented);
    expect((await roof.get('dome', 'Azimuth')).ErrorNumber).toBe(REFUSED.notImplemented);
    await roof.close();
  });

  it('a focuser stops at its ends, and crosses its range within a minute', async () => {
    const move = async (Position: number) => {
      expect((await server.put('focuser', 'Move', { Position })).ErrorNumber).toBe(0);
      const seconds = await until(60, async () => (await server.value('focuser', 'IsMoving')) === false);
      return [seconds, await server.value('focuser', 'Position')] as const;
    };
    expect((await move(-10))[1]).toBe(0);
    const [seconds, position] = await move(10_010);
    expect(position).toBe(10_000);
    expect(seconds).toBeLessThan(60);
    expect((await server.put('focuser', 'TempComp', { TempComp: true })).ErrorNumber).toBe(REFUSED.notImplemented);
  });

  it('a filter wheel is nowhere while it turns', async () => {
    const names = (await server.value('filterwheel', 'Names')) as string[];
    const offsets = (await server.value('filterwheel', 'FocusOffsets')) as number[];
    expect(offsets.length).toBe(names.length);
    await server.put('filterwheel', 'Position', { Position: 3 });
    expect(await server.value('filterwheel', 'Position')).toBe(-1);
    await server.wait(5);
    expect(await server.value('filterwheel', 'Position')).toBe(3);
    for (const Position of [-1, names.length]) {
      expect((await server.put('filterwheel', 'Position', { Position })).ErrorNumber).toBe(REFUSED.invalidValue);
    }
  });

  it('a rotator moves by, to, and to a mechanical angle, and keeps its offset', async () => {
    const run = async (member: string, Position: number) => {
      await server.put('rotator', member, { Position });
      await until(60, async () => (await server.value('rotator', 'IsMoving')) === false);
      return [
        Number(await server.value('rotator', 'Position')),
        Number(await server.value('rotator', 'MechanicalPosition')),
      ];
    };
    expect(await run('MoveMechanical', 40)).toEqual([40, 40]);
    await server.put('rotator', 'Sync', { Position: 100 });
    expect(await run('Move', 30)).toEqual([130, 70]);
    expect(await run('MoveAbsolute', 10)).toEqual([10, 310]);
    expect((await server.put('rotator', 'MoveAbsolute', { Position: 400 })).ErrorNumber).toBe(REFUSED.invalidValue);
    await server.put('rotator', 'Sync', { Position: 310 });
  });

  it('a cover and calibrator move and settle, and refuse too much light', async () => {
    const get = (member: string) => server.value('covercalibrator', member);
    await server.put('covercalibrator', 'CloseCover');
    expect([await get('CoverMoving'), await get('CoverState')]).toEqual([true, 2]);
    await server.wait(5);
    expect([await get('CoverMoving'), await get('CoverState')]).toEqual([false, 1]);
    await server.put('covercalibrator', 'CalibratorOn', { Brightness: 50 });
    expect([await get('CalibratorChanging'), await get('CalibratorState')]).toEqual([true, 2]);
    await server.wait(2);
    expect([await get('CalibratorChanging'), await get('CalibratorState'), await get('Brightness')]).toEqual([
      false,
      3,
      50,
    ]);
    for (const Brightness of [-1, 101]) {
      expect((await server.put('covercalibrator', 'CalibratorOn', { Brightness })).ErrorNumber).toBe(
        REFUSED.invalidValue,
      );
    }
    await server.put('covercalibrator', 'CalibratorOff');
    await server.put('covercalibrator', 'OpenCover');
    await server.wait(2);
    await server.put('covercalibrator', 'HaltCover');
    expect(await get('CoverState')).toBe(4);
    await server.put('covercalibrator', 'OpenCover');
    await server.wait(5);
    expect([await get('CoverState'), await get('CalibratorState'), await get('Brightness')]).toEqual([3, 1, 0]);
  });

  it('each switch has a step that divides its range, takes its ends, and refuses what is beyond', async () => {
    const count = Number(await server.value('switch', 'MaxSwitch'));
    const of = async (member: string, Id: number) => server.value('switch', member, `Id=${String(Id)}`);
    for (let Id = count - 1; Id >= 0; Id--) {
      const [low, high, step] = [
        Number(await of('MinSwitchValue', Id)),
        Number(await of('MaxSwitchValue', Id)),
        Number(await of('SwitchStep', Id)),
      ];
      const steps = (high - low) / step;
      expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9);
      const writable = (await of('CanWrite', Id)) === true;
      const expected = writable ? 0 : REFUSED.notImplemented;
      for (const Value of [low, high]) {
        expect((await server.put('switch', 'SetSwitchValue', { Id, Value })).ErrorNumber).toBe(expected);
        if (writable) expect(await of('GetSwitchValue', Id)).toBe(Value);
        if (writable) expect(await of('GetSwitch', Id)).toBe(Value === high);
      }
      if (writable)
        expect((await server.put('switch', 'SetSwitchValue', { Id, Value: high + step })).ErrorNumber).toBe(
          REFUSED.invalidValue,
        );
      const asynchronous = (await of('CanAsync', Id)) === true;
      expect((await server.put('switch', 'SetAsyncValue', { Id, Value: low })).ErrorNumber).toBe(
        asynchronous ? 0 : REFUSED.notImplemented,
      );
      if (!asynchronous) continue;
      expect(await of('StateChangeComplete', Id)).toBe(false);
      await server.wait(3);
      expect([await of('StateChangeComplete', Id), await of('GetSwitchValue', Id)]).toEqual([true, low]);
      await server.put('switch', 'SetAsync', { Id, State: true });
      await server.put('switch', 'CancelAsync', { Id });
      expect((await server.get('switch', 'StateChangeComplete', `Id=${String(Id)}`)).ErrorNumber).toBe(0x40e);
      await server.put('switch', 'SetSwitchValue', { Id, Value: low });
    }
    for (const Id of [-1, count])
      expect((await server.get('switch', 'GetSwitch', `Id=${String(Id)}`)).ErrorNumber).toBe(REFUSED.invalidValue);
  });

  it('the weather is of one piece: dew point with humidity, and every sensor described', async () => {
    const get = async (member: string) => Number(await server.value('observingconditions', member));
    const [temperature, humidity, dewPoint] = [await get('Temperature'), await get('Humidity'), await get('DewPoint')];
    const magnus = (t: number) => Math.exp((17.625 * t) / (243.04 + t));
    expect(humidity).toBeCloseTo((100 * magnus(dewPoint)) / magnus(temperature), 1);
    expect(dewPoint).toBeLessThan(temperature);
    for (const SensorName of [
      'CloudCover',
      'dewpoint',
      'Humidity',
      'Pressure',
      'RainRate',
      'SkyBrightness',
      'SkyQuality',
      'SkyTemperature',
      'StarFWHM',
      'Temperature',
      'WindDirection',
      'WindGust',
      'WindSpeed',
    ]) {
      const query = `SensorName=${SensorName}`;
      expect(String(await server.value('observingconditions', 'SensorDescription', query)).length).toBeGreaterThan(0);
      expect(await server.value('observingconditions', 'TimeSinceLastUpdate', query)).toBeGreaterThanOrEqual(0);
      expect((await server.get('observingconditions', SensorName)).ErrorNumber).toBe(0);
    }
    expect((await server.get('observingconditions', 'SensorDescription', 'SensorName=Frogs')).ErrorNumber).toBe(
      REFUSED.invalidValue,
    );
    expect((await server.put('observingconditions', 'AveragePeriod', { AveragePeriod: -2 })).ErrorNumber).toBe(
      REFUSED.invalidValue,
    );
    expect((await server.put('observingconditions', 'AveragePeriod', { AveragePeriod: 0 })).ErrorNumber).toBe(0);
  });
});

describe('the time that answers take', () => {
  it('is below a tenth of a second for reads, whatever the device does', async () => {
    for (const type of DEVICE_TYPES) {
      const started = performance.now();
      await server.value(type, 'DeviceState');
      expect(performance.now() - started).toBeLessThan(100);
    }
  });

  it('is what a client waits for when it connects in the old way, and no longer', async () => {
    const slow = await SimulatedServer.start({ connectTime: 2 });
    const call = slow.put('camera', 'Connected', { Connected: true });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await slow.value('camera', 'Connecting')).toBe(true);
    await slow.wait(2);
    expect((await call).ErrorNumber).toBe(0);
    expect(await slow.value('camera', 'Connected')).toBe(true);
    await slow.close();
  });
});
