import { type AlpacaClient, type CallOptions, DEVICE_TYPES, type DeviceType, MEMBERS } from '../../devices/index.js';
import { setterOf, starterOf } from '../../devices/alpaca/device.js';
import type { WireType } from '../../devices/roles/member.js';

/** One method of one device, ready to be called. */
export interface Method {
  readonly type: DeviceType;
  readonly name: string;
  readonly verb: 'GET' | 'PUT';
  readonly call: (client: AlpacaClient, options?: CallOptions) => Promise<unknown>;
}

/** A value that a parameter of a type takes. */
function sample(type: WireType<unknown>): unknown {
  const [first] = Object.keys(type.codes ?? {});
  if (first !== undefined) return first;
  return { boolean: true, int32: 1, double: 1, datetime: Date.UTC(2026, 10, 21), string: 'Temperature' }[type.name];
}

type Callable = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

function method(type: DeviceType, name: string, verb: 'GET' | 'PUT', args: readonly unknown[]): Method {
  const call = (client: AlpacaClient, options?: CallOptions): Promise<unknown> => {
    const device = client.device(type, 0) as unknown as Callable;
    return device[name]!(...args, options);
  };
  return { type, name, verb, call };
}

/** A method of the client for every member of every device type, as the tables have them. */
export function everyMember(): readonly Method[] {
  return DEVICE_TYPES.flatMap((type) =>
    Object.entries(MEMBERS[type]).flatMap(([key, member]) => {
      if (member.verb === 'get-put') {
        return [method(type, key, 'GET', []), method(type, setterOf(key), 'PUT', [sample(member.value)])];
      }
      const params = Object.entries(member.params).map(([name, wire]) => [name, sample(wire)] as const);
      const args = params.length > 0 ? [Object.fromEntries(params)] : [];
      const name = member.verb === 'start' ? starterOf(key) : key;
      return [method(type, name, member.verb === 'get' ? 'GET' : 'PUT', args)];
    }),
  );
}

/** The methods that start something and wait for its end. */
export function everyOperation(): readonly Method[] {
  const operations: readonly [DeviceType, string, ...unknown[]][] = [
    ...DEVICE_TYPES.flatMap((type) => [[type, 'connect'] as const, [type, 'readState'] as const]).map(
      (it) => [...it] as [DeviceType, string],
    ),
    ['camera', 'expose', { duration: 0.05, light: true }],
    ['camera', 'image'],
    ['camera', 'pulseGuide', { direction: 'north', duration: 10 }],
    ['covercalibrator', 'openCover'],
    ['covercalibrator', 'closeCover'],
    ['covercalibrator', 'calibratorOn', { brightness: 1 }],
    ['covercalibrator', 'calibratorOff'],
    ['dome', 'openShutter'],
    ['dome', 'closeShutter'],
    ['dome', 'park'],
    ['dome', 'findHome'],
    ['dome', 'slewToAzimuth', { azimuth: 10 }],
    ['filterwheel', 'select', 1],
    ['focuser', 'move', { position: 25_010 }],
    ['rotator', 'move', { position: 1 }],
    ['rotator', 'moveAbsolute', { position: 1 }],
    ['rotator', 'moveMechanical', { position: 1 }],
    ['switch', 'turn', { id: 0, state: true }],
    ['switch', 'adjust', { id: 0, value: 1 }],
    ['telescope', 'unpark'],
    ['telescope', 'track', true],
    ['telescope', 'slew', { rightAscension: 2, declination: 20 }],
    ['telescope', 'slewHorizontal', { azimuth: 100, altitude: 50 }],
    ['telescope', 'flipTo', 'pierEast'],
    ['telescope', 'pulseGuide', { direction: 'north', duration: 10 }],
    ['telescope', 'findHome'],
    ['telescope', 'park'],
  ];
  return operations.map(([type, name, ...args]) => method(type, name, 'PUT', args));
}
