import { DEVICE_TYPES, type DeviceType } from '../roles/device.js';
import type { CallOptions } from '../roles/member.js';
import { withCallDeadline } from './deadlines.js';
import { DecodeError, decodeNumber, decodeText } from './decode.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { parseEnvelope } from './envelope.js';
import type { ServerLink } from './link.js';
import { field } from './tolerant-json.js';

/** What a server says of itself. */
export interface ServerDescription {
  readonly serverName: string;
  readonly manufacturer: string;
  readonly manufacturerVersion: string;
  readonly location: string;
}

/** A device that a server serves. */
export interface ConfiguredDevice {
  readonly name: string;
  readonly type: DeviceType;
  readonly number: number;
  /** Stays the same when the server's address or the device's number change. */
  readonly uniqueId: string;
}

/** The management API of a server. */
export class Management {
  constructor(private readonly link: ServerLink) {}

  /** The versions of the API that the server speaks. */
  async apiVersions(options?: CallOptions): Promise<readonly number[]> {
    const place = this.#place('apiVersions');
    const value = await this.#read('/management/apiversions', place, options);
    return tolerant(place, () => listOf(value).map(decodeNumber));
  }

  async description(options?: CallOptions): Promise<ServerDescription> {
    const place = this.#place('description');
    const value = await this.#read('/management/v1/description', place, options);
    if (typeof value !== 'object' || value === null) throw new ProtocolError(place, 'answered without a description');
    const text = (name: string): string => decodeText(field(value, name) ?? null);
    return tolerant(place, () => ({
      serverName: text('ServerName'),
      manufacturer: text('Manufacturer'),
      manufacturerVersion: text('ManufacturerVersion'),
      location: text('Location'),
    }));
  }

  /** Devices of types that Alpaca does not know are left out. */
  async configuredDevices(options?: CallOptions): Promise<readonly ConfiguredDevice[]> {
    const place = this.#place('configuredDevices');
    const value = await this.#read('/management/v1/configureddevices', place, options);
    return tolerant(place, () => listOf(value).flatMap(configuredDevice));
  }

  #place(member: string): CallPlace {
    return { device: { type: 'server', number: 0, url: this.link.url }, member };
  }

  /** Some servers refuse query parameters here, others want them: the second kind is asked again. */
  async #read(path: string, place: CallPlace, options?: CallOptions): Promise<unknown> {
    const { clock, deadlines } = this.link;
    const call = { clock, place, signal: options?.signal };
    return withCallDeadline(call, options?.deadline ?? deadlines.control, async (signal) => {
      const ask = (anonymous: boolean) =>
        this.link.send({ verb: 'GET', path, parameters: [], lane: 'control', signal, anonymous }, place);
      let answer = await ask(true);
      if (answer.status === 400) answer = await ask(false);
      return field(parseEnvelope(place, answer), 'Value');
    });
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  throw new DecodeError('something else where a list was expected');
}

function configuredDevice(raw: unknown): readonly ConfiguredDevice[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const given = decodeText(field(raw, 'DeviceType') ?? null).toLowerCase();
  const type = DEVICE_TYPES.find((known) => known === given);
  if (!type) return [];
  return [
    {
      name: decodeText(field(raw, 'DeviceName') ?? null),
      type,
      number: decodeNumber(field(raw, 'DeviceNumber')),
      uniqueId: decodeText(field(raw, 'UniqueID') ?? null),
    },
  ];
}

function tolerant<T>(place: CallPlace, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) throw new ProtocolError(place, `answered ${error.message}`, { cause: error });
    throw error;
  }
}
