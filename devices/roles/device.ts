import {
  bool,
  get,
  getPut,
  int,
  type MembersOf,
  type OperationOptions,
  put,
  putGiving,
  start,
  text,
  texts,
  type WireType,
} from './member.js';

export const DEVICE_TYPES = [
  'camera',
  'covercalibrator',
  'dome',
  'filterwheel',
  'focuser',
  'observingconditions',
  'rotator',
  'safetymonitor',
  'switch',
  'telescope',
] as const;
/** As it stands in a URL. */
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** One operational property in DeviceState; what a device cannot tell at the moment is absent. */
export interface StateValue {
  readonly name: string;
  readonly value: unknown;
}
const stateValues: WireType<readonly StateValue[]> = { name: 'DeviceState[]' };

/** What every device has. */
export const deviceMembers = {
  action: putGiving(text, {
    doc: 'Calls a device-specific action, one of `supportedActions`.',
    params: { action: text, parameters: text },
    patience: 'long',
  }),
  commandBlind: put({
    doc: 'Sends a raw command and expects no answer. Deprecated.',
    params: { command: text, raw: bool },
    optional: true,
    patience: 'long',
  }),
  commandBool: putGiving(bool, {
    doc: 'Sends a raw command that answers yes or no. Deprecated.',
    params: { command: text, raw: bool },
    optional: true,
    patience: 'long',
  }),
  commandString: putGiving(text, {
    doc: 'Sends a raw command that answers text. Deprecated.',
    params: { command: text, raw: bool },
    optional: true,
    patience: 'long',
  }),
  connect: start('connecting', { doc: 'Begins to connect to the hardware.' }),
  connected: getPut(bool, {
    doc: 'Whether the server is connected to the hardware. Writing it may block; `connect` is to be preferred.',
    patience: 'long',
  }),
  connecting: get(bool, { doc: 'True while a connect or disconnect is under way.' }),
  description: get(text, { doc: 'Describes the hardware; at most 64 characters.' }),
  deviceState: get(stateValues, { doc: 'All operational properties in one read.' }),
  disconnect: start('connecting', { doc: 'Begins to disconnect from the hardware.' }),
  driverInfo: get(text, { doc: 'Describes the driver.' }),
  driverVersion: get(text, { doc: "The driver's version, as major.minor." }),
  interfaceVersion: get(int, { doc: 'The version of the ASCOM interface that the device implements.' }),
  name: get(text, { doc: "The device's short name." }),
  supportedActions: get(texts, { doc: 'The names that `action` takes.' }),
} as const;

/** The first interface version with Connect, Disconnect, Connecting and DeviceState (ASCOM Platform 7). */
export const PLATFORM_7_VERSION: Readonly<Record<DeviceType, number>> = {
  camera: 4,
  covercalibrator: 2,
  dome: 3,
  filterwheel: 3,
  focuser: 4,
  observingconditions: 2,
  rotator: 4,
  safetymonitor: 3,
  switch: 3,
  telescope: 4,
};

export interface Device extends MembersOf<typeof deviceMembers> {
  readonly type: DeviceType;
  /** Connects and waits until it is; does nothing when the device is connected already. */
  connect(options?: OperationOptions): Promise<void>;
  /** Disconnects, but only what this object has connected: others may share the device. */
  disconnect(options?: OperationOptions): Promise<void>;
}
