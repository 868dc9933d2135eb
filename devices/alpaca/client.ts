import type { Clock } from '../clock.js';
import type { DeviceType } from '../roles/device.js';
import type { CallOptions } from '../roles/member.js';
import { AlpacaCamera } from './camera.js';
import { AlpacaCoverCalibrator } from './cover-calibrator.js';
import { AlpacaDome } from './dome.js';
import { AlpacaFilterWheel } from './filter-wheel.js';
import { AlpacaFocuser } from './focuser.js';
import { type LinkOptions, ServerLink } from './link.js';
import { type ConfiguredDevice, Management, type ServerDescription } from './management.js';
import { AlpacaObservingConditions } from './observing-conditions.js';
import { AlpacaRotator } from './rotator.js';
import { AlpacaSafetyMonitor } from './safety-monitor.js';
import { credentialsIn } from './server-url.js';
import { AlpacaSwitch } from './switch.js';
import { AlpacaTelescope } from './telescope.js';

const CLASSES = {
  camera: AlpacaCamera,
  covercalibrator: AlpacaCoverCalibrator,
  dome: AlpacaDome,
  filterwheel: AlpacaFilterWheel,
  focuser: AlpacaFocuser,
  observingconditions: AlpacaObservingConditions,
  rotator: AlpacaRotator,
  safetymonitor: AlpacaSafetyMonitor,
  switch: AlpacaSwitch,
  telescope: AlpacaTelescope,
} as const satisfies Readonly<Record<DeviceType, unknown>>;

/** The class of each device type. */
export type AlpacaDevices = { readonly [K in DeviceType]: InstanceType<(typeof CLASSES)[K]> };
export type AlpacaDevice = AlpacaDevices[DeviceType];

export type AlpacaClientOptions = LinkOptions;

/**
 * One Alpaca server and its devices.
 *
 * @example
 * const client = new AlpacaClient({ url: 'http://127.0.0.1:11111' });
 * const telescope = client.telescope(0);
 * await telescope.connect();
 * await telescope.slew({ rightAscension: 5.588, declination: -5.39 });
 * await client.close();
 */
export class AlpacaClient implements AsyncDisposable {
  readonly #link: ServerLink;
  readonly #management: Management;
  readonly #devices = new Map<string, AlpacaDevice>();

  readonly options: AlpacaClientOptions;

  constructor(options: AlpacaClientOptions) {
    const auth = options.auth ?? credentialsIn(options.url);
    this.options = auth ? { ...options, auth } : options;
    this.#link = new ServerLink(this.options);
    this.#management = new Management(this.#link);
  }

  /** http://host:port */
  get url(): string {
    return this.#link.url;
  }

  get clock(): Clock {
    return this.#link.clock;
  }

  /** Sockets that are open now. */
  get openSockets(): number {
    return this.#link.openSockets;
  }

  camera(number = 0): AlpacaCamera {
    return this.device('camera', number);
  }
  coverCalibrator(number = 0): AlpacaCoverCalibrator {
    return this.device('covercalibrator', number);
  }
  dome(number = 0): AlpacaDome {
    return this.device('dome', number);
  }
  filterWheel(number = 0): AlpacaFilterWheel {
    return this.device('filterwheel', number);
  }
  focuser(number = 0): AlpacaFocuser {
    return this.device('focuser', number);
  }
  observingConditions(number = 0): AlpacaObservingConditions {
    return this.device('observingconditions', number);
  }
  rotator(number = 0): AlpacaRotator {
    return this.device('rotator', number);
  }
  safetyMonitor(number = 0): AlpacaSafetyMonitor {
    return this.device('safetymonitor', number);
  }
  switch(number = 0): AlpacaSwitch {
    return this.device('switch', number);
  }
  telescope(number = 0): AlpacaTelescope {
    return this.device('telescope', number);
  }

  /** The device of a type and number; always the same object, so that its calls keep their order. Nothing is sent. */
  device<K extends DeviceType>(type: K, number: number): AlpacaDevices[K] {
    if (!Number.isInteger(number) || number < 0) throw new TypeError(`${String(number)} is no device number.`);
    const key = `${type}/${String(number)}`;
    const device = this.#devices.get(key) ?? new CLASSES[type](this.#link, number);
    this.#devices.set(key, device);
    // The map holds under a key what the class of its type has made.
    return device as AlpacaDevices[K];
  }

  /** What the server says of itself. */
  description(options?: CallOptions): Promise<ServerDescription> {
    return this.#management.description(options);
  }

  /** The devices that the server serves. */
  configuredDevices(options?: CallOptions): Promise<readonly ConfiguredDevice[]> {
    return this.#management.configuredDevices(options);
  }

  /** The versions of the Alpaca API that the server speaks. */
  apiVersions(options?: CallOptions): Promise<readonly number[]> {
    return this.#management.apiVersions(options);
  }

  /** Goes on with the same server at another address; calls that are under way at the old one fail. */
  async moveTo(url: string): Promise<void> {
    await this.#link.moveTo(url);
  }

  /** Ends every call that is under way, and closes the sockets. No device is disconnected or moved. */
  async close(): Promise<void> {
    await this.#link.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
