import { afterEach, describe, expect, it } from 'vitest';
import type { DomeOptions } from '../../devices/simulator/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

/** What the ASCOM conformance checker asks of domes, beyond the protocol: over HTTP, on time that a test lets pass. */
let server: SimulatedServer;
const [NOT_IMPLEMENTED, INVALID_VALUE] = [0x400, 0x401];

afterEach(() => server.close());

async function dome(options?: Partial<DomeOptions>) {
  server = await SimulatedServer.start(options ? { dome: options } : {});
  await server.connect('dome');
  return {
    get: async (member: string) => (await server.value('dome', member)) as number,
    put: async (member: string, form: Record<string, unknown> = {}) =>
      (await server.put('dome', member, form)).ErrorNumber,
    /** s */
    still: () => server.until(120, async () => (await server.value('dome', 'Slewing')) === false),
  };
}

describe('a dome', () => {
  it('is opening and closing before the call returns, and open and closed in the end', async () => {
    const { get, put, still } = await dome({});
    expect([await put('OpenShutter'), await get('ShutterStatus')]).toEqual([0, 2]);
    await still();
    expect(await get('ShutterStatus')).toBe(0);
    expect([await put('CloseShutter'), await get('ShutterStatus')]).toEqual([0, 3]);
    await still();
    expect(await get('ShutterStatus')).toBe(1);
  });

  it('turns by 180 degrees in more than 3 s, to where it was sent', async () => {
    const { get, put, still } = await dome({});
    await put('SlewToAzimuth', { Azimuth: 0 });
    await still();
    expect([await put('SlewToAzimuth', { Azimuth: 180 }), await get('Slewing')]).toEqual([0, true]);
    expect(await still()).toBeGreaterThan(3);
    for (let Azimuth = 0; Azimuth < 360; Azimuth += 45) {
      await put('SlewToAzimuth', { Azimuth });
      await server.wait(60);
      expect([await get('Slewing'), await get('Azimuth')]).toEqual([false, Azimuth]);
    }
    for (const Azimuth of [-10, 360, 370]) {
      expect(await put('SlewToAzimuth', { Azimuth })).toBe(INVALID_VALUE);
      expect(await put('SyncToAzimuth', { Azimuth })).toBe(INVALID_VALUE);
    }
  });

  it('is at 0 when it was sent there from wherever it was stopped, not at a hair less than 360', async () => {
    const { get, put } = await dome({ speed: 7.3 });
    for (let i = 1; i <= 8; i++) {
      await put('SlewToAzimuth', { Azimuth: 30 * i - 1 });
      await server.wait(0.7 * i);
      await put('AbortSlew');
      await put('SyncToAzimuth', { Azimuth: (await get('Azimuth')) * 0.9 });
      await put('SlewToAzimuth', { Azimuth: 0 });
      await server.wait(60);
      expect(await get('Azimuth')).toBe(0);
    }
  });

  it('parks, finds its home, stops, and believes its azimuth', async () => {
    const { get, put, still } = await dome({});
    await put('FindHome');
    await still();
    expect(await get('AtHome')).toBe(true);
    await put('SlewToAzimuth', { Azimuth: 90 });
    await still();
    await put('SetPark');
    expect(await get('AtPark')).toBe(true);
    await put('SlewToAzimuth', { Azimuth: 270 });
    await server.wait(3);
    expect(await get('Slewing')).toBe(true);
    await put('AbortSlew');
    expect([await get('Slewing'), await get('AtPark'), await get('Slaved')]).toEqual([false, false, false]);
    await put('Park');
    await still();
    expect(await get('AtPark')).toBe(true);
    await put('SyncToAzimuth', { Azimuth: 135 });
    expect(await get('Azimuth')).toBe(135);
  });

  it('with a slit has no altitude, and never follows a mount by itself', async () => {
    const { get, put } = await dome({});
    expect([await get('CanSetAltitude'), await get('CanSlave')]).toEqual([false, false]);
    expect((await server.get('dome', 'Altitude')).ErrorNumber).toBe(NOT_IMPLEMENTED);
    for (const [member, form] of [
      ['SlewToAltitude', { Altitude: 45 }],
      ['Slaved', { Slaved: true }],
    ] as const) {
      const refusal = await server.put('dome', member, form);
      expect(refusal.ErrorNumber).toBe(NOT_IMPLEMENTED);
      expect(refusal.ErrorMessage).toContain('this dome');
    }
    expect(await put('Slaved', { Slaved: false })).toBe(0);
  });

  it('with a window brings it to every altitude from 0 to 90, turning meanwhile, and stops half way', async () => {
    const { get, put, still } = await dome({ altitudeSpeed: 5 });
    expect(await get('CanSetAltitude')).toBe(true);
    for (let Altitude = 0; Altitude <= 90; Altitude += 15) {
      expect(await put('SlewToAltitude', { Altitude })).toBe(0);
      expect(await get('Slewing')).toBe(Altitude > 0);
      await server.wait(20);
      expect(await get('Altitude')).toBe(Altitude);
    }
    for (const Altitude of [-10, 100]) expect(await put('SlewToAltitude', { Altitude })).toBe(INVALID_VALUE);
    await put('SlewToAltitude', { Altitude: 10 });
    await put('SlewToAzimuth', { Azimuth: 90 });
    await still();
    expect([await get('Altitude'), await get('Azimuth')]).toEqual([10, 90]);
    await put('SlewToAltitude', { Altitude: 80 });
    await server.wait(1);
    expect(await get('Slewing')).toBe(true);
    await put('AbortSlew');
    const stopped = await get('Altitude');
    expect(stopped).toBeGreaterThan(10);
    expect(stopped).toBeLessThan(20);
    await server.wait(10);
    expect([await get('Slewing'), await get('Altitude')]).toEqual([false, stopped]);
  });
});

describe('a roll-off roof', () => {
  it('does not turn, park or seek a home, and says so', async () => {
    const { get } = await dome();
    for (const can of ['FindHome', 'Park', 'SetAltitude', 'SetAzimuth', 'SetPark', 'Slave', 'SyncAzimuth']) {
      expect(await get(`Can${can}`), can).toBe(false);
    }
    for (const [member, form] of [
      ['SlewToAzimuth', { Azimuth: 90 }],
      ['SlewToAltitude', { Altitude: 45 }],
      ['SyncToAzimuth', { Azimuth: 90 }],
      ['FindHome', {}],
      ['Park', {}],
      ['SetPark', {}],
    ] as const) {
      expect((await server.put('dome', member, form)).ErrorNumber, member).toBe(NOT_IMPLEMENTED);
    }
    for (const member of ['Azimuth', 'Altitude', 'AtHome', 'AtPark']) {
      expect((await server.get('dome', member)).ErrorNumber, member).toBe(NOT_IMPLEMENTED);
    }
  });
});
