import { withDeadline, type Clock, type Milliseconds } from '../../devices/clock.js';
import type { CallOptions, Device, StateValue } from '../../devices/roles/index.js';

export interface CaptureContext {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** No value is worth more: it would be read too late to be true of the exposure. */
const DEADLINE: Milliseconds = 3000;

/** What a device does not have, or what never changes: known after the first look, for as long as the device is used. */
interface Known {
  readonly absent: Set<string>;
  readonly fixed: Map<string, unknown>;
}
const known = new WeakMap<Device, Known>();

/** Drops every property that is undefined: what is not known is left out. */
export type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * Reads one device so that nothing it does can harm the frame: a value that fails, or takes too long, is absent.
 * Operational properties come from one read of DeviceState where the device has it.
 */
export class DeviceReader {
  readonly failures: string[] = [];
  readonly #known: Known;
  #state: Promise<ReadonlyMap<string, unknown>> | undefined;

  constructor(
    private readonly device: Device,
    private readonly context: CaptureContext,
  ) {
    this.#known = known.get(device) ?? { absent: new Set(), fixed: new Map() };
    known.set(device, this.#known);
  }

  /** A value that may change; undefined when it cannot be had. */
  async read<T>(name: string, call: (options: CallOptions) => Promise<T>): Promise<T | undefined> {
    if (this.#known.absent.has(name)) return undefined;
    const { clock, signal } = this.context;
    try {
      return await withDeadline(clock, DEADLINE, { what: name, signal }, (signal) =>
        call({ signal, deadline: DEADLINE }),
      );
    } catch (error) {
      if (isNotImplemented(error)) this.#known.absent.add(name);
      else this.failures.push(`${this.device.type} ${name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** A value that stays as long as the device does, such as its name: read once. */
  async fixed<T>(name: string, call: (options: CallOptions) => Promise<T>): Promise<T | undefined> {
    if (this.#known.fixed.has(name)) return this.#known.fixed.get(name) as T;
    const value = await this.read(name, call);
    if (value !== undefined) this.#known.fixed.set(name, value);
    return value;
  }

  /** A number that DeviceState may hold under its name on the wire; read by itself when it does not. */
  async number(wireName: string, call: (options: CallOptions) => Promise<number>): Promise<number | undefined> {
    const value = (await this.#deviceState()).get(wireName);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const read = await this.read(wireName, call);
    return read !== undefined && Number.isFinite(read) ? read : undefined;
  }

  #deviceState(): Promise<ReadonlyMap<string, unknown>> {
    this.#state ??= this.#readState();
    return this.#state;
  }

  async #readState(): Promise<ReadonlyMap<string, unknown>> {
    if (this.#known.absent.has('DeviceState')) return new Map();
    const { clock, signal } = this.context;
    try {
      const values = await withDeadline(clock, DEADLINE, { what: 'DeviceState', signal }, (signal) =>
        this.device.deviceState({ signal, deadline: DEADLINE }),
      );
      return new Map(values.map(({ name, value }: StateValue) => [name, value]));
    } catch {
      // Devices before Platform 7 have none and refuse in many ways; each value is then read by itself, and tells.
      this.#known.absent.add('DeviceState');
      return new Map();
    }
  }
}

/** 0x400 of the Alpaca API, however the client's class of it is called. */
function isNotImplemented(error: unknown): boolean {
  return error instanceof Error && 'number' in error && error.number === 0x400;
}

/** Waits for all values at once and keeps those that are there. */
export async function gather<T extends object>(
  values: { readonly [K in keyof T]?: Promise<T[K] | undefined> | T[K] | undefined },
): Promise<Defined<T>> {
  const entries = await Promise.all(
    Object.entries(values as Record<string, unknown>).map(async ([key, value]) => [key, await value] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Defined<T>;
}
