import type { Clock, EpochMs, Milliseconds } from '../clock.js';
import { type DeviceType, PLATFORM_7_VERSION, type StateValue } from '../roles/device.js';
import type { CallOptions, Get, GetPut, MemberTable } from '../roles/member.js';
import { type Member, wireName } from '../roles/member.js';
import { AlpacaError, NotConnectedError } from './alpaca-error.js';
import { ConnectedDevice, isMissing } from './connection.js';
import { DecodeError, decodeUtc, decodeValue } from './decode.js';
import { CallDeadlineError, ProtocolError } from './device-error.js';
import type { ServerLink } from './link.js';

/** The properties of a table that are read without parameters, with their types. */
export type PropertiesOf<T extends MemberTable> = {
  readonly [K in keyof T as T[K] extends GetPut<unknown>
    ? K
    : T[K] extends Get<unknown, infer P>
      ? keyof P extends never
        ? K
        : never
      : never]: T[K] extends GetPut<infer V> ? V : T[K] extends Get<infer V> ? V : never;
};

/** What a device tells of itself at one moment. */
export interface Reading<P> {
  /** When the reading was complete. */
  readonly at: EpochMs;
  /** The device's own time of it, where it has one. */
  readonly timeStamp: EpochMs | undefined;
  /** What could be read. */
  readonly values: Partial<P>;
  /** What could not, though the device has it; by name. */
  readonly failed: ReadonlyMap<string, Error>;
  /** What the device does not implement. */
  readonly missing: readonly string[];
}

/** Devices whose properties can be read together. */
export class ReadableDevice<K extends DeviceType = DeviceType, P = unknown> extends ConnectedDevice<K> {
  /** What this device does not have; emptied at each connect, since a driver may have been changed. */
  readonly #missing = new Set<string>();
  readonly #constants = new Map<string, unknown>();

  constructor(link: ServerLink, type: K, number: number, table: MemberTable) {
    super(link, type, number, table);
  }

  /**
   * Reads every operational property at once: by DeviceState where the device has it, and one by one what is not in
   * there. What the device does not implement is asked for once a connection.
   * @throws what no property could be read for: TransportError, CallDeadlineError, NotConnectedError
   */
  readState(options: CallOptions = {}): Promise<Reading<P>> {
    return this.#read(([, member]) => member.state === true, true, options);
  }

  /**
   * Reads every property that there is, one by one; images are left out. What fails is told with its error, also when
   * the device has no connection to its hardware.
   * @throws TransportError, CallDeadlineError when the server does not answer
   */
  readAll(options: CallOptions = {}): Promise<Reading<P>> {
    return this.#read(([key, { patience }]) => patience !== 'image' && key !== 'deviceState', false, options);
  }

  /** Readings at a regular pace, until `signal` aborts or a reading fails. */
  async *readings({ every, ...options }: CallOptions & { readonly every: Milliseconds }): AsyncGenerator<Reading<P>> {
    const { clock } = this.link;
    let next = clock.now();
    for (;;) {
      yield await this.readState(options);
      next = Math.max(next + every, clock.now());
      await clock.sleep(next - clock.now(), options.signal);
    }
  }

  /** What it can do: every property named can..., has... or max..., as read at this connection. */
  async capabilities(options: CallOptions = {}): Promise<Partial<P>> {
    const reading = await this.#read(([key]) => /^(can|has|max)[A-Z]/.test(key), false, options);
    return reading.values;
  }

  /** A property that does not change while the device is connected: read once a connection. */
  protected async constant<C extends keyof P & string>(key: C, options: CallOptions): Promise<P[C]> {
    if (!this.#constants.has(key)) this.#constants.set(key, await this.invoke(key, {}, options));
    // The table's type of the member is what `invoke` decodes it to.
    return this.#constants.get(key) as P[C];
  }

  protected override async onConnected(options: CallOptions): Promise<void> {
    await super.onConnected(options);
    this.#missing.clear();
    this.#constants.clear();
  }

  async #read(
    wanted: (entry: [key: string, member: Member]) => boolean,
    together: boolean,
    options: CallOptions,
  ): Promise<Reading<P>> {
    const collected = new Collected();
    const entries = Object.entries(this.table).filter((entry) => isProperty(entry[1]) && wanted(entry));
    if (together) await this.#readTogether(entries, collected, options);
    const left = entries.filter(([key]) => !collected.values.has(key) && !this.#missing.has(key));
    await this.#readEach(left, collected, { ...options, together });
    const missing = entries.map(([key]) => key).filter((key) => this.#missing.has(key));
    return collected.reading<P>(this.link.clock, missing);
  }

  async #readTogether(entries: readonly [string, Member][], collected: Collected, options: CallOptions): Promise<void> {
    if (this.#missing.has('deviceState')) return;
    if ((await this.version(options)) < PLATFORM_7_VERSION[this.type]) {
      this.#missing.add('deviceState');
      return;
    }
    try {
      collected.takeState(entries, (await this.invoke('deviceState', {}, options)) as readonly StateValue[]);
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#missing.add('deviceState');
    }
  }

  /** No more at once than the device's queue lets through, so that no read spends its deadline on waiting for others. */
  async #readEach(
    entries: readonly [string, Member][],
    collected: Collected,
    options: CallOptions & { readonly together: boolean },
  ): Promise<void> {
    const left = entries.map(([key]) => key);
    const reader = async (): Promise<void> => {
      try {
        for (let key = left.shift(); key !== undefined; key = left.shift()) {
          await this.#readOne(key, collected, options);
          if (!(collected.failed.get(key) instanceof CallDeadlineError)) continue;
          // It hangs: one deadline must do for all that is left.
          await Promise.all(left.splice(0).map((other) => this.#readOne(other, collected, options)));
        }
      } catch (error) {
        // What is lost for one is lost for all.
        left.length = 0;
        throw error;
      }
    };
    await Promise.all(Array.from({ length: this.readsAtOnce }, reader));
  }

  async #readOne(
    key: string,
    collected: Collected,
    { together, ...options }: CallOptions & { readonly together: boolean },
  ): Promise<void> {
    try {
      collected.values.set(key, await this.invoke(key, {}, options));
    } catch (error) {
      if (isMissing(error)) this.#missing.add(key);
      else if (isOfOneProperty(error, collected, together)) collected.failed.set(key, error);
      else throw error;
    }
  }
}

/** A driver may refuse or hang in one property and give the next; a connection that is lost is lost for all. */
function isOfOneProperty(error: unknown, { values }: Collected, together: boolean): error is Error {
  if (error instanceof NotConnectedError) return !together;
  if (error instanceof CallDeadlineError) return values.size > 0;
  return error instanceof AlpacaError || error instanceof ProtocolError;
}

class Collected {
  readonly values = new Map<string, unknown>();
  readonly failed = new Map<string, Error>();
  timeStamp: EpochMs | undefined;

  /** What is null or cannot be decoded counts as absent: it is read on its own then. */
  takeState(entries: readonly [string, Member][], state: readonly StateValue[]): void {
    const byName = new Map(state.map(({ name, value }) => [name.toLowerCase(), value]));
    for (const [key, member] of entries) {
      const raw = byName.get(wireName(key, member).toLowerCase());
      if (raw === undefined || raw === null || !isProperty(member)) continue;
      const value = attempt(() => decodeValue(member.value, raw));
      if (value !== undefined) this.values.set(key, value);
    }
    const timeStamp = byName.get('timestamp');
    if (timeStamp !== undefined) this.timeStamp = attempt(() => decodeUtc(timeStamp));
  }

  reading<P>(clock: Clock, missing: readonly string[]): Reading<P> {
    return {
      at: clock.now(),
      timeStamp: this.timeStamp,
      // Decoded by the table that P is made of.
      values: Object.fromEntries(this.values) as Partial<P>,
      failed: this.failed,
      missing,
    };
  }
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function isProperty(member: Member): member is GetPut<unknown> | Get<unknown, Record<never, never>> {
  return member.verb === 'get-put' || (member.verb === 'get' && Object.keys(member.params).length === 0);
}
