import { expect } from 'vitest';
import { request } from 'undici';
import { DEVICE_TYPES, type DeviceType } from '../../devices/roles/index.js';
import { createWorld, inProcessDispatcher } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import type { Envelope } from './simulated-server.js';

/** The operations of simulated devices that go on after their call has come back, and an observatory to try them in. */

type Form = Readonly<Record<string, string | number | boolean>>;

export interface Operation {
  readonly device: DeviceType;
  readonly member: string;
  readonly form?: Form | ((site: Site) => Promise<Form>);
  /** The property that tells how it goes, with its parameters, and what it says when it is over. */
  readonly completion: string;
  readonly over: unknown;
  /** What is another when it has been done. */
  readonly evidence: string;
  /** s after which it is under way and far from its end */
  readonly midway: number;
  /** Brings the device to where the operation has something to do. */
  readonly prepare?: (site: Site) => Promise<void>;
  /** Goes on until it is told otherwise. */
  readonly endless?: true;
  readonly roof?: true;
}

export class Site {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 21, 22));
  readonly world;
  readonly #dispatcher;

  constructor(roof: boolean) {
    const mount = { slewRate: 4, guideRate: 15 / 3600 };
    this.world = createWorld({ clock: this.clock, mount, ...(roof ? {} : { dome: {} }) });
    this.#dispatcher = inProcessDispatcher(this.world);
  }

  async ask(method: 'GET' | 'PUT', device: DeviceType, member: string, form: Form = {}) {
    const [name, query = ''] = member.split('?');
    const body = new URLSearchParams(Object.entries(form).map(([k, v]): [string, string] => [k, String(v)])).toString();
    const url = `http://simulator/api/v1/${device}/0/${name!.toLowerCase()}?${method === 'GET' ? query : ''}`;
    const response = await request(url, { method, ...(method === 'PUT' && { body }), dispatcher: this.#dispatcher });
    return { status: response.statusCode, text: await response.body.text() };
  }

  async get(device: DeviceType, member: string): Promise<Envelope> {
    return JSON.parse((await this.ask('GET', device, member)).text) as Envelope;
  }

  async put(device: DeviceType, member: string, form: Form = {}): Promise<Envelope> {
    return JSON.parse((await this.ask('PUT', device, member, form)).text) as Envelope;
  }

  async connect(device: DeviceType): Promise<void> {
    await this.put(device, 'Connect');
    await this.clock.advance(1000);
  }
}

async function unparked(site: Site, hourAngle = 1): Promise<void> {
  await site.put('telescope', 'Unpark');
  await site.put('telescope', 'Tracking', { Tracking: true });
  await site.put('telescope', 'SlewToCoordinatesAsync', await target(site, hourAngle, 20));
  await site.clock.advance(120_000);
}

async function target(site: Site, hourAngle: number, Declination: number): Promise<Form> {
  const sidereal = Number((await site.get('telescope', 'SiderealTime')).Value);
  return { RightAscension: (sidereal - hourAngle + 24) % 24, Declination };
}

const done =
  (device: DeviceType, member: string, form: Form = {}) =>
  async (site: Site) => {
    expect((await site.put(device, member, form)).ErrorNumber).toBe(0);
    await site.clock.advance(120_000);
  };

const slew = {
  device: 'telescope',
  completion: 'Slewing',
  over: false,
  midway: 2,
  prepare: (site: Site) => unparked(site),
} as const;
const turn = { device: 'rotator', completion: 'IsMoving', over: false, evidence: 'Position', midway: 2 } as const;
const dome = { device: 'dome', completion: 'Slewing', over: false, midway: 2 } as const;
const cover = {
  device: 'covercalibrator',
  completion: 'CoverMoving',
  over: false,
  evidence: 'CoverState',
  midway: 2,
} as const;
const light = { ...cover, completion: 'CalibratorChanging', evidence: 'Brightness', midway: 1 } as const;
const line = {
  device: 'switch',
  completion: 'StateChangeComplete?Id=3',
  over: true,
  evidence: 'GetSwitchValue?Id=3',
  midway: 1,
} as const;
const shutter = { device: 'dome', completion: 'ShutterStatus', evidence: 'ShutterStatus', midway: 2 } as const;

export const OPERATIONS: readonly Operation[] = [
  { ...slew, member: 'SlewToCoordinatesAsync', form: (site) => target(site, 2, 60), evidence: 'Declination' },
  {
    ...slew,
    member: 'SlewToTargetAsync',
    evidence: 'Declination',
    prepare: async (site) => {
      await unparked(site);
      const { RightAscension, Declination } = await target(site, 2, 60);
      await site.put('telescope', 'TargetRightAscension', { TargetRightAscension: RightAscension! });
      await site.put('telescope', 'TargetDeclination', { TargetDeclination: Declination! });
    },
  },
  {
    ...slew,
    member: 'SlewToAltAzAsync',
    form: { Azimuth: 100, Altitude: 40 },
    evidence: 'Altitude',
    prepare: async (site) => {
      await unparked(site);
      await site.put('telescope', 'Tracking', { Tracking: false });
    },
  },
  { ...slew, member: 'Park', evidence: 'AtPark' },
  { ...slew, member: 'FindHome', evidence: 'AtHome' },
  {
    ...slew,
    member: 'SideOfPier',
    form: { SideOfPier: 1 },
    evidence: 'SideOfPier',
    prepare: (site) => unparked(site, 0.4),
  },
  { ...slew, member: 'MoveAxis', form: { Axis: 1, Rate: 2 }, evidence: 'Declination', endless: true },
  {
    ...slew,
    member: 'PulseGuide',
    form: { Direction: 0, Duration: 5000 },
    completion: 'IsPulseGuiding',
    evidence: 'Declination',
  },
  {
    device: 'camera',
    member: 'StartExposure',
    form: { Duration: 10, Light: true },
    completion: 'ImageReady',
    over: true,
    evidence: 'ImageReady',
    midway: 3,
  },
  {
    device: 'camera',
    member: 'PulseGuide',
    form: { Direction: 0, Duration: 5000 },
    completion: 'IsPulseGuiding',
    over: false,
    evidence: 'IsPulseGuiding',
    midway: 2,
  },
  {
    device: 'filterwheel',
    member: 'Position',
    form: { Position: 3 },
    completion: 'Position',
    over: 3,
    evidence: 'Position',
    midway: 1,
  },
  {
    device: 'focuser',
    member: 'Move',
    form: { Position: 9000 },
    completion: 'IsMoving',
    over: false,
    evidence: 'Position',
    midway: 2,
  },
  { ...turn, member: 'Move', form: { Position: 100 } },
  { ...turn, member: 'MoveAbsolute', form: { Position: 100 } },
  { ...turn, member: 'MoveMechanical', form: { Position: 100 } },
  { ...dome, member: 'SlewToAzimuth', form: { Azimuth: 90 }, evidence: 'Azimuth' },
  { ...dome, member: 'Park', evidence: 'AtPark', prepare: done('dome', 'SlewToAzimuth', { Azimuth: 60 }) },
  { ...dome, member: 'FindHome', evidence: 'AtHome', prepare: done('dome', 'SlewToAzimuth', { Azimuth: 120 }) },
  { ...shutter, member: 'OpenShutter', over: 0 },
  { ...shutter, member: 'CloseShutter', over: 1, prepare: done('dome', 'OpenShutter') },
  { ...shutter, member: 'OpenShutter', over: 0, roof: true },
  { ...shutter, member: 'CloseShutter', over: 1, prepare: done('dome', 'OpenShutter'), roof: true },
  { ...cover, member: 'OpenCover', prepare: done('covercalibrator', 'CloseCover') },
  { ...cover, member: 'CloseCover' },
  { ...light, member: 'CalibratorOn', form: { Brightness: 60 } },
  { ...light, member: 'CalibratorOff', prepare: done('covercalibrator', 'CalibratorOn', { Brightness: 60 }) },
  { ...line, member: 'SetAsync', form: { Id: 3, State: true } },
  { ...line, member: 'SetAsyncValue', form: { Id: 3, Value: 200 } },
  ...DEVICE_TYPES.flatMap((device): Operation[] => {
    const link = { device, completion: 'Connecting', over: false, evidence: 'Connected', midway: 0.2 } as const;
    return [
      { ...link, member: 'Connect', prepare: done(device, 'Disconnect') },
      { ...link, member: 'Disconnect' },
    ];
  }),
];
