import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVICE_TYPES, type DeviceType, MEMBERS } from '../../devices/roles/index.js';
import { type Member, wireName, type WireType } from '../../devices/roles/member.js';
import { SimulatedServer } from '../support/simulated-server.js';

let server: SimulatedServer;

beforeAll(async () => {
  server = await SimulatedServer.start();
  await server.connect(...DEVICE_TYPES);
});
afterAll(() => server.close());

/** A value that a parameter of a type can have. */
function sample(type: WireType<unknown>): string {
  if (type.codes) return '0';
  return { boolean: 'false', int32: '0', double: '1', datetime: '2026-11-21T22:00:00Z' }[type.name] ?? 'Temperature';
}

interface Operation {
  readonly name: string;
  readonly member: Member;
  readonly path: string;
  /** Names on the wire with a value each. */
  readonly parameters: readonly (readonly [name: string, value: string, type: WireType<unknown>])[];
}

function operations(type: DeviceType, method: 'GET' | 'PUT'): readonly Operation[] {
  return Object.entries(MEMBERS[type])
    .filter(([, m]) => (method === 'GET' ? m.verb === 'get' || m.verb === 'get-put' : m.verb !== 'get'))
    .map(([key, member]) => {
      const params = 'params' in member ? Object.entries(member.params) : [];
      const own = member.verb === 'get-put' && method === 'PUT' ? [[key, member.value] as const] : params;
      return {
        name: key,
        member,
        path: server.path(type, wireName(key, member)),
        parameters: own.map(([k, t]) => [wireName(k, member.verb === 'get-put' ? member : {}), sample(t), t] as const),
      };
    });
}

const encode = (pairs: readonly (readonly [string, string, ...unknown[]])[]): string =>
  pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/** What would change the state that later tests want: called with parameters that a driver refuses, if at all. */
const DISRUPTIVE = new Set(['connected', 'disconnect']);

const ids = (member: string, of: readonly number[]): readonly string[] => of.map((id) => `${member}${String(id)}`);

/** What DeviceState holds, by the ASCOM interfaces of Platform 7; what this observatory's devices cannot tell is absent. */
const STATE: Readonly<Record<DeviceType, readonly string[]>> = {
  camera: [
    'CameraState',
    'CCDTemperature',
    'CoolerPower',
    'HeatSinkTemperature',
    'ImageReady',
    'IsPulseGuiding',
    'PercentCompleted',
  ],
  covercalibrator: ['Brightness', 'CalibratorState', 'CoverState', 'CalibratorChanging', 'CoverMoving'],
  // A roll-off roof has no azimuth, altitude, home or park position.
  dome: ['ShutterStatus', 'Slewing'],
  filterwheel: ['Position'],
  focuser: ['IsMoving', 'Position', 'Temperature'],
  observingconditions: [
    'CloudCover',
    'DewPoint',
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
  ],
  rotator: ['IsMoving', 'MechanicalPosition', 'Position'],
  safetymonitor: ['IsSafe'],
  switch: [
    ...ids('GetSwitch', [0, 1, 2, 3, 4]),
    ...ids('GetSwitchValue', [0, 1, 2, 3, 4]),
    ...ids('StateChangeComplete', [0, 3]),
  ],
  telescope: [
    'Altitude',
    'AtHome',
    'AtPark',
    'Azimuth',
    'Declination',
    'IsPulseGuiding',
    'RightAscension',
    'SideOfPier',
    'SiderealTime',
    'Slewing',
    'Tracking',
    'UTCDate',
  ],
};

describe.each(DEVICE_TYPES)('the protocol, of a %s', (type) => {
  it('answers every read with the whole envelope, its transaction echoed and a value of the right type', async () => {
    for (const { name, member, path, parameters } of operations(type, 'GET')) {
      const query = encode([...parameters, ['ClientID', '77'], ['ClientTransactionID', '4294967295']]);
      const { status, json } = await server.raw('GET', path, { query });
      expect(status, name).toBe(200);
      const extra = name.startsWith('imageArray') && json.ErrorNumber === 0 ? ['Type', 'Rank'] : [];
      expect(Object.keys(json).sort(), name).toEqual(
        ['Value', 'ClientTransactionID', 'ServerTransactionID', 'ErrorNumber', 'ErrorMessage', ...extra].sort(),
      );
      expect(json.ClientTransactionID).toBe(4294967295);
      expect(json.ServerTransactionID).toBeGreaterThan(0);
      expect(json.ErrorMessage === '', name).toBe(json.ErrorNumber === 0);
      if (json.ErrorNumber !== 0) expect(member.optional ?? name.startsWith('imageArray'), name).toBe(true);
      const wire = 'value' in member ? member.value : undefined;
      const expected = wire?.codes && !wire.name.endsWith('[]') ? 'number' : typeofWire(wire?.name ?? '');
      expect(Array.isArray(json.Value) ? 'array' : typeof json.Value, name).toBe(expected);
    }
  });

  it('takes the names of a read in any case, does without ids, and does not mind parameters that it does not know', async () => {
    for (const { name, path, parameters } of operations(type, 'GET')) {
      const shouted = encode([
        ...parameters.map(([n, v]) => [n.toUpperCase(), v] as const),
        ['CLIENTTRANSACTIONID', '9'],
        ['ExtraParameter', 'ExtraValue'],
      ]);
      expect((await server.raw('GET', path, { query: shouted })).json.ClientTransactionID, name).toBe(9);
      const bare = await server.raw('GET', path, { query: encode(parameters) });
      expect(bare.status, name).toBe(200);
      expect(bare.json.ClientTransactionID, name).toBe(0);
    }
  });

  it('refuses with 400 an id that is empty, negative, text, or too large', async () => {
    for (const { name, path, parameters } of operations(type, 'GET')) {
      for (const bad of [
        'ClientID=',
        'ClientID=%20%20%20%20%20',
        'ClientID=-1',
        'ClientID=abc',
        'ClientTransactionID=+++++',
        'ClientTransactionID=1.5',
        'ClientTransactionID=4294967296',
      ]) {
        expect(
          (await server.raw('GET', path, { query: `${encode(parameters)}&${bad}` })).status,
          `${name} ${bad}`,
        ).toBe(400);
      }
    }
    for (const { name, path, parameters } of operations(type, 'PUT')) {
      for (const bad of [
        'ClientID=',
        'ClientID=+++++',
        'ClientTransactionID=-12345',
        'ClientTransactionID=%20%20',
        'ClientTransactionID=xyz',
      ]) {
        expect((await server.raw('PUT', path, { body: `${encode(parameters)}&${bad}` })).status, `${name} ${bad}`).toBe(
          400,
        );
      }
    }
  });

  it('refuses with 400 a write whose parameter is absent, misspelt in its case, or nonsense', async () => {
    for (const { name, path, parameters } of operations(type, 'PUT')) {
      for (const [spoiled, , wire] of parameters) {
        const without = parameters.filter(([n]) => n !== spoiled);
        expect((await server.raw('PUT', path, { body: encode(without) })).status, `${name} without ${spoiled}`).toBe(
          400,
        );
        const miscased = encode([...without, [spoiled.toLowerCase(), '1']]);
        expect((await server.raw('PUT', path, { body: miscased })).status, `${name} ${miscased}`).toBe(400);
        if (wire.name === 'string') continue;
        for (const nonsense of ['', 'asdf', '1,5', '--2']) {
          const body = encode([...without, [spoiled, nonsense]]);
          expect((await server.raw('PUT', path, { body })).status, `${name} ${body}`).toBe(400);
        }
      }
    }
  });

  it('answers a write with 200 although the case of ClientID is wrong, and then has no id, or there is one parameter more', async () => {
    for (const { name, path, parameters } of operations(type, 'PUT')) {
      if (DISRUPTIVE.has(name)) continue;
      const body = encode([...parameters, ['clientid', 'x'], ['CLIENTTRANSACTIONID', '5'], ['ExtraParameter', 'x']]);
      const { status, json } = await server.raw('PUT', path, { body });
      expect(status, name).toBe(200);
      expect(json.ClientTransactionID, name).toBe(0);
    }
    await server.connect(type);
    await server.wait(120);
  });

  it('answers 4xx for what is not there', async () => {
    const { status: member } = await server.raw('GET', `/api/v1/${type}/0/descrip`);
    const { status: number } = await server.raw('GET', `/api/v1/${type}/9/description`);
    const { status: negative } = await server.raw('GET', `/api/v1/${type}/-1/description`);
    const { status: text } = await server.raw('GET', `/api/v1/${type}/A/description`);
    const { status: unknown } = await server.raw('GET', '/api/v1/baddevicetype/0/description');
    const { status: upper } = await server.raw('GET', `/api/v1/${type}/0/Description`);
    const { status: api } = await server.raw('GET', `/api/v2/${type}/0/description`);
    const { status: apis } = await server.raw('GET', `/apx/v1/${type}/0/description`);
    for (const status of [member, number, negative, text, unknown, upper, api, apis]) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    const { status: verb } = await server.raw('PUT', server.path(type, 'description'), { body: '' });
    expect(verb).toBe(405);
    expect((await server.raw('DELETE', server.path(type, 'description'))).status).toBe(405);
  });

  it('refuses with 0x407 while it is not connected, with a value of the right type all the same', async () => {
    await server.put(type, 'Disconnect');
    expect(await server.value(type, 'Connected')).toBe(false);
    for (const { name, path, parameters } of operations(type, 'GET')) {
      const { json } = await server.raw('GET', path, { query: encode(parameters) });
      const answers = [
        'connected',
        'connecting',
        'description',
        'driverInfo',
        'driverVersion',
        'interfaceVersion',
        'name',
        'supportedActions',
      ];
      if (answers.includes(name)) expect(json.ErrorNumber, name).toBe(0);
      else if (name === 'isSafe') expect(json).toMatchObject({ ErrorNumber: 0, Value: false });
      else expect(json.ErrorNumber, name).toBe(0x407);
      expect(json.Value, name).toBeDefined();
    }
    await server.put(type, 'Connect');
    expect(await server.value(type, 'Connecting')).toBe(false);
    expect(await server.value(type, 'Connected')).toBe(true);
  });

  it('tells who it is, with a description of at most 64 characters', async () => {
    expect(await server.value(type, 'Name')).toMatch(/^Simulated /);
    expect(String(await server.value(type, 'Description')).length).toBeLessThanOrEqual(64);
    expect(await server.value(type, 'InterfaceVersion')).toBeGreaterThanOrEqual(2);
    expect((await server.put(type, 'Action', { Action: 'Dance', Parameters: '' })).ErrorNumber).toBe(0x40c);
  });

  it('has in its state what belongs there, all of it, spelt exactly, with the values that the members tell', async () => {
    const state = (await server.value(type, 'DeviceState')) as { Name: string; Value: unknown }[];
    const expected = [...STATE[type], 'TimeStamp'].sort();
    expect(state.map(({ Name }) => Name).sort()).toEqual(expected);
    for (const { Name, Value } of state) {
      if (Name === 'TimeStamp') expect(Value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
      else if (type !== 'switch') expect(await server.value(type, Name), Name).toEqual(Value);
    }
  });
});

function typeofWire(name: string): string {
  if (name.endsWith('[]') || name === 'image') return 'array';
  if (name === 'string' || name === 'datetime') return 'string';
  return name === 'boolean' ? 'boolean' : 'number';
}

describe('the management interface', () => {
  it('lists the devices with a unique id each', async () => {
    const { json } = await server.raw('GET', '/management/v1/configureddevices', { query: 'ClientTransactionID=3' });
    const devices = json.Value as { DeviceType: string; UniqueID: string; DeviceNumber: number }[];
    expect(devices.map((d) => d.DeviceType.toLowerCase()).sort()).toEqual([...DEVICE_TYPES].sort());
    expect(new Set(devices.map((d) => d.UniqueID)).size).toBe(10);
    expect(json.ClientTransactionID).toBe(3);
  });

  it('tells its version and its description', async () => {
    expect((await server.raw('GET', '/management/apiversions')).json.Value).toEqual([1]);
    const { json } = await server.raw('GET', '/management/v1/description');
    expect(Object.keys(json.Value as object)).toEqual([
      'ServerName',
      'Manufacturer',
      'ManufacturerVersion',
      'Location',
    ]);
    expect((await server.raw('GET', '/management/v1/nonsense')).status).toBe(404);
  });
});
