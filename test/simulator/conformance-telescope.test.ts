import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of devices, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;
const REFUSED = { notImplemented: 0x400, invalidValue: 0x401, notSet: 0x402, parked: 0x408, invalidOperation: 0x40b };

/** One range of AxisRates, deg/s. */
interface Rates {
  readonly Minimum: number;
  readonly Maximum: number;
}

beforeAll(async () => {
  server = await SimulatedServer.start({ dome: {} });
  await server.connect('telescope');
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
  /** Lets time pass until a call is answered that takes its time, though sockets take real time, too. */
  const meanwhile = async (call: Promise<{ readonly ErrorNumber: number }>): Promise<number> => {
    let answered = false;
    void call.then(() => (answered = true));
    await server.until(120, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return answered;
    });
    return (await call).ErrorNumber;
  };
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

  it.each([-9, 3, 9, -3])(
    'moves at its offset rates at %d h, on the axis that was told and on no other',
    async (hourAngle) => {
      // Half way from the pole to the lowest declination that is up at that hour angle.
      const dec = Math.abs(hourAngle) === 9 ? 82.5 : 20;
      for (const [rate, value] of [
        ['DeclinationRate', 0.05],
        ['DeclinationRate', -10],
        ['RightAscensionRate', 0.05 / 15],
        ['RightAscensionRate', -10 / 15],
      ] as const) {
        await slew(hourAngle, dec);
        const [ra, declination] = [await get('RightAscension'), await get('Declination')];
        expect(await put(rate, { [rate]: value })).toBe(0);
        expect(await get('Slewing')).toBe(false);
        await server.wait(10);
        const moved = {
          RightAscensionRate: (((await get('RightAscension')) - ra) * 3600) / 10 / 1.0027379,
          DeclinationRate: (((await get('Declination')) - declination) * 3600) / 10,
        };
        const other = rate === 'DeclinationRate' ? 'RightAscensionRate' : 'DeclinationRate';
        expect(Math.abs(moved[rate] / value - 1)).toBeLessThan(0.001);
        expect(Math.abs(moved[other])).toBeLessThan(1e-4);
        await put(rate, { [rate]: 0 });
      }
    },
  );

  it('takes offset rates at the sidereal drive rate only', async () => {
    await put('TrackingRate', { TrackingRate: 1 });
    expect(await put('RightAscensionRate', { RightAscensionRate: 0.1 })).toBe(REFUSED.invalidOperation);
    expect(await put('TrackingRate', { TrackingRate: 5 })).toBe(REFUSED.invalidValue);
    for (const TrackingRate of (await server.value('telescope', 'TrackingRates')) as number[]) {
      expect(await put('TrackingRate', { TrackingRate })).toBe(0);
    }
    await put('TrackingRate', { TrackingRate: 0 });
  });

  it('drops its offset rates with the sidereal rate', async () => {
    await put('DeclinationRate', { DeclinationRate: 1.5 });
    await put('RightAscensionRate', { RightAscensionRate: 0.02 });
    await put('TrackingRate', { TrackingRate: 2 });
    expect([await get('DeclinationRate'), await get('RightAscensionRate')]).toEqual([0, 0]);
    await put('TrackingRate', { TrackingRate: 0 });
    expect([await get('DeclinationRate'), await get('RightAscensionRate')]).toEqual([0, 0]);
  });

  it.each([
    [0, 'Declination', 1],
    [1, 'Declination', -1],
    [2, 'RightAscension', 1],
    [3, 'RightAscension', -1],
  ])('guides for 5 s in direction %d within an arcsecond, in either pointing state', async (Direction, axis, sign) => {
    for (const hourAngle of [-9, -3, 3, 9]) {
      await slew(hourAngle, Math.abs(hourAngle) === 9 ? 82.5 : 0);
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

  it('answers a synchronous slew when it has arrived, and not before', async () => {
    await slew(-3, 0);
    const target = await coordinates(-1, 20);
    await put('TargetRightAscension', { TargetRightAscension: (target.RightAscension + 1) % 24 });
    await put('TargetDeclination', { TargetDeclination: 30 });
    const slews: [string, Record<string, unknown>, number][] = [
      ['SlewToCoordinates', target, 20],
      ['SlewToTarget', {}, 30],
    ];
    for (const [member, form, dec] of slews) {
      if (member === 'SlewToTarget') await put('TargetDeclination', { TargetDeclination: dec });
      const began = server.clock.now();
      const call = server.put('telescope', member, form);
      expect(await meanwhile(call), member).toBe(0);
      expect(server.clock.now() - began).toBeGreaterThan(1500);
      expect(await get('Slewing')).toBe(false);
      expect(Math.abs((await get('Declination')) - dec) * 3600).toBeLessThan(10);
    }
    await put('Tracking', { Tracking: false });
    const call = server.put('telescope', 'SlewToAltAz', { Azimuth: 150, Altitude: 50 });
    expect(await meanwhile(call)).toBe(0);
    expect(Math.abs((await get('Altitude')) - 50) * 3600).toBeLessThan(10);
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
      const rates = (await server.value('telescope', 'AxisRates', `Axis=${String(axis)}`)) as Rates[];
      const highest = Math.max(...rates.map(({ Maximum }) => Maximum));
      const between = (rates[0]!.Maximum + rates[1]!.Minimum) / 2;
      for (const Rate of [highest + 1, -highest - 1, between, -between]) {
        expect(await put('MoveAxis', { Axis: axis, Rate }), String(Rate)).toBe(REFUSED.invalidValue);
      }
      for (const Rate of rates.flatMap(({ Minimum, Maximum }) => [Minimum, -Minimum, Maximum, -Maximum])) {
        expect(await put('MoveAxis', { Axis: axis, Rate }), String(Rate)).toBe(0);
        expect(await get('Slewing')).toBe(Rate !== 0);
        await server.wait(2);
        await put('MoveAxis', { Axis: axis, Rate: 0 });
        expect([await get('Slewing'), await get('Tracking')]).toEqual([false, true]);
      }
      await put('Tracking', { Tracking: false });
      await put('MoveAxis', { Axis: axis, Rate: 1 });
      await put('MoveAxis', { Axis: axis, Rate: 0 });
      expect(await get('Tracking')).toBe(false);
      await put('Tracking', { Tracking: true });
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

  it.each([
    ['2026-11-21T12:30:38Z', '2026-11-21T12:30:38.0000000Z'],
    ['2026-11-21T12:30:38.1Z', '2026-11-21T12:30:38.1000000Z'],
    ['2026-11-21T12:30:38.1234567Z', '2026-11-21T12:30:38.1230000Z'],
    ['2026-11-21T12:30:38', '2026-11-21T12:30:38.0000000Z'],
    ['2026-11-21T12:30:38.123', '2026-11-21T12:30:38.1230000Z'],
    ['2026-11-21T13:30:38+01:00', '2026-11-21T12:30:38.0000000Z'],
  ])('takes the time as %s', async (written, read) => {
    expect(await put('UTCDate', { UTCDate: written })).toBe(0);
    expect(await server.value('telescope', 'UTCDate')).toBe(read);
  });

  it.each(['', '21.11.2026 12:30', '2026-11-21', '2026-13-21T12:30:38Z', 'now'])(
    'refuses %j for a time with 400',
    async (written) => {
      const body = new URLSearchParams({ UTCDate: written }).toString();
      expect((await server.raw('PUT', server.path('telescope', 'UTCDate'), { body })).status).toBe(400);
    },
  );
});
