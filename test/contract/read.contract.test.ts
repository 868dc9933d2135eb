import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AlpacaDevice,
  AlpacaError,
  InvalidOperationError,
  InvalidValueError,
  MEMBERS,
  NotImplementedError,
  ProtocolError,
  ValueNotSetError,
} from '../../devices/index.js';
import type { Member } from '../../devices/roles/member.js';
import { disconnectAll, openTarget, Skipped } from './target.js';

const target = await openTarget();
const { client, run } = target;
const skipped = new Skipped();

afterAll(async () => {
  await disconnectAll(target);
  await client.close();
  console.log(`Contract of reads, with ${target.name}; skipped:\n${String(skipped)}`);
});

const failure = (work: Promise<unknown>): Promise<Error | undefined> =>
  run(
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    ),
  );

describe(`the management of ${target.name}`, () => {
  it('speaks version 1 and describes itself', async () => {
    expect(await run(client.apiVersions())).toContain(1);
    expect((await run(client.description())).serverName).not.toBe('');
  });

  it('lists each device once, with a UniqueID', () => {
    const places = target.devices.map(({ type, number }) => `${type}/${String(number)}`);
    expect(new Set(places).size).toBe(places.length);
    expect(target.devices.every(({ uniqueId }) => uniqueId !== '')).toBe(true);
    expect(new Set(target.devices.map(({ uniqueId }) => uniqueId)).size).toBe(places.length);
  });

  it('refuses devices that it does not have', async () => {
    const error = await failure(client.telescope(4711).slewing());
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).status).toBeGreaterThanOrEqual(400);
    expect((error as ProtocolError).status).toBeLessThan(500);
  });
});

/** A value for a parameter of a read that every device can answer to. */
const SAMPLE: Readonly<Record<string, unknown>> = {
  axis: 'primary',
  id: 0,
  sensorName: 'Temperature',
  rightAscension: 1,
  declination: 20,
};

type Methods = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

function read(device: AlpacaDevice, key: string, member: Member): Promise<unknown> {
  const params = 'params' in member ? Object.keys(member.params) : [];
  const methods = device as unknown as Methods;
  const values = Object.fromEntries(params.map((name) => [name, SAMPLE[name]]));
  return params.length > 0 ? methods[key]!(values) : methods[key]!();
}

describe.each(target.devices.map((device) => [device.type, device.number] as const))('%s %i', (type, number) => {
  const device: AlpacaDevice = client.device(type, number);
  const table = MEMBERS[type];

  beforeAll(() => run(device.connect()));

  it('is connected after connect, however old its interface', async () => {
    expect(await run(device.connected())).toBe(true);
    expect(await run(device.reach())).toBe('connected');
  });

  it('gives each property its type, or says that it has none', async () => {
    for (const [key, member] of Object.entries(table)) {
      if (member.verb !== 'get' && member.verb !== 'get-put') continue;
      if (member.patience === 'image') {
        skipped.note(`${type}.${key}`, 'an image is downloaded after an exposure only');
        continue;
      }
      const error = await failure(read(device, key, member));
      if (error === undefined) continue;
      expect(error, `${type}.${key}: ${String(error)}`).toBeInstanceOf(AlpacaError);
      if (error instanceof NotImplementedError) {
        skipped.note(`${type}.${key}`, 'not implemented');
        const newer = (member.since ?? 1) > 1;
        expect(member.optional === true || newer, `${type}.${key} may not be left out`).toBe(true);
      } else if (error instanceof ValueNotSetError || error instanceof InvalidOperationError) {
        skipped.note(`${type}.${key}`, 'has no value now');
      } else if (error instanceof InvalidValueError && 'params' in member) {
        skipped.note(`${type}.${key}`, 'does not know the parameter that was tried');
      } else throw error;
    }
  });

  it('tells its state as its properties do', async () => {
    const { values, failed } = await run(device.readState());
    const state = Object.keys(table).filter((key) => table[key]?.state);
    expect(Object.keys(values).every((key) => state.includes(key))).toBe(true);
    for (const [key, error] of failed) skipped.note(`${type}.${key}`, `state: ${error.message}`);
    const steady = ['atPark', 'atHome', 'tracking', 'isMoving', 'shutterStatus', 'coverState', 'isSafe', 'imageReady'];
    for (const [key, value] of Object.entries(values)) {
      if (steady.includes(key)) expect(await run(read(device, key, table[key]!)), key).toEqual(value);
    }
  });

  it('describes itself within the limits of the interface', async () => {
    expect((await run(device.description())).length).toBeLessThanOrEqual(64);
    expect(await run(device.interfaceVersion())).toBeGreaterThanOrEqual(1);
    expect(await run(device.driverVersion())).toMatch(/^\d+\.\d+/);
  });

  it('refuses an action that it does not offer', async () => {
    const error = await failure(device.action({ action: 'no such action', parameters: '' }));
    expect(error).toBeInstanceOf(AlpacaError);
    expect([0x400, 0x40c]).toContain((error as AlpacaError).number);
  });
});
