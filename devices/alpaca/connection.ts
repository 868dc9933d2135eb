import type { Milliseconds } from '../clock.js';
import { type DeviceType, PLATFORM_7_VERSION } from '../roles/device.js';
import type { CallOptions, MemberTable, OperationOptions } from '../roles/member.js';
import { AlpacaError, NotConnectedError, NotImplementedError } from './alpaca-error.js';
import { complete, type Look } from './completion.js';
import { CallDeadlineError, DeviceError, OutcomeError, ProtocolError } from './device-error.js';
import { DeviceCalls } from './device.js';
import type { ServerLink } from './link.js';

const CONNECT_DEADLINE: Milliseconds = 120_000;
/** Some drivers ignore a Connect that comes right after a Disconnect. */
const BEFORE_SECOND_CONNECT: Milliseconds = 1_000;

/** What can be said of the way to a device's hardware. */
export type Reach =
  /** The server answers, and has the hardware. */
  | 'connected'
  /** The server answers, but has no connection to the hardware. */
  | 'disconnected'
  /** The server answers, but does not know the device. */
  | 'absent'
  /** The server does not answer, or not sensibly. */
  | 'unreachable';

/** Connecting and disconnecting, on both sides of Platform 7, with care for the others who share the device. */
export class ConnectedDevice<K extends DeviceType = DeviceType> extends DeviceCalls<K> {
  /** Whether this object has connected the device, and so may disconnect it. */
  #mine = false;
  #interfaceVersion: number | undefined;
  /** The device lacks Connect and Connecting, whatever version it claims. */
  #oldConnect = false;

  constructor(link: ServerLink, type: K, number: number, table: MemberTable) {
    super(link, type, number, table);
  }

  /** Connects and waits until it is; does nothing when the device is connected already, by whomever. */
  async connect(options: OperationOptions = {}): Promise<void> {
    if (await this.#isConnected(options)) {
      await this.onConnected(options);
      return;
    }
    try {
      await this.#bringTo(true, options);
    } catch (error) {
      if (!(error instanceof OutcomeError)) throw error;
      await this.link.clock.sleep(BEFORE_SECOND_CONNECT, options.signal);
      await this.#bringTo(true, options);
    }
    this.#mine = true;
    await this.onConnected(options);
  }

  /** Disconnects, but only what this object has connected: others may share the device. */
  async disconnect(options: OperationOptions = {}): Promise<void> {
    if (!this.#mine) return;
    if (await this.#isConnected(options)) await this.#bringTo(false, options);
    this.#mine = false;
  }

  /** Tells apart a server that is lost, a device that is gone, and a driver that has lost its hardware. */
  async reach(options: CallOptions = {}): Promise<Reach> {
    try {
      return (await this.#isConnected(options)) ? 'connected' : 'disconnected';
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (error instanceof AlpacaError) return 'disconnected';
      if (isMissing(error)) return 'absent';
      if (error instanceof DeviceError || error instanceof CallDeadlineError) return 'unreachable';
      throw error;
    }
  }

  /** The interface version; 1 when the device does not tell. Read once a connection. */
  protected async version(options?: CallOptions): Promise<number> {
    if (this.#interfaceVersion === undefined) {
      try {
        this.#interfaceVersion = Number(await this.invoke('interfaceVersion', {}, options));
      } catch (error) {
        if (!(error instanceof AlpacaError) && !isMissing(error)) throw error;
        this.#interfaceVersion = 1;
      }
    }
    return this.#interfaceVersion;
  }

  /** Called after each connect: what was known of the device is to be read again. */
  protected async onConnected(_options: CallOptions): Promise<void> {
    this.#interfaceVersion = undefined;
  }

  async #isConnected(options: CallOptions): Promise<boolean> {
    try {
      return (await this.invoke('connected', {}, options.signal ? { signal: options.signal } : {})) === true;
    } catch (error) {
      // Some drivers answer this question, too, with "not connected".
      if (error instanceof NotConnectedError) return false;
      throw error;
    }
  }

  async #bringTo(connected: boolean, options: OperationOptions): Promise<void> {
    const { clock } = this.link;
    const name = connected ? 'connect' : 'disconnect';
    const platform7 = PLATFORM_7_VERSION[this.type];
    await complete(
      clock,
      {
        place: this.place(name),
        deadline: CONNECT_DEADLINE,
        start: async (signal) => {
          const old = this.#oldConnect || (await this.version({ signal })) < platform7;
          if (!old) {
            try {
              await this.invoke(name, {}, { signal });
              return;
            } catch (error) {
              if (!isMissing(error)) throw error;
              this.#oldConnect = true;
            }
          } else this.#oldConnect = true;
          await this.write('connected', connected, { signal });
        },
        look: (signal) => this.#lookAtConnecting(signal),
        problem: async (signal) =>
          (await this.#isConnected({ signal })) === connected
            ? undefined
            : `Connected is still ${connected ? 'false' : 'true'}`,
        settle: 0,
      },
      options,
    );
  }

  async #lookAtConnecting(signal: AbortSignal): Promise<Look> {
    if (this.#oldConnect) return { over: true };
    try {
      return { over: (await this.invoke('connecting', {}, { signal })) !== true };
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#oldConnect = true;
      return { over: true };
    }
  }
}

/** Whether a device lacks a member: by Alpaca's error, or because the server does not know the URL. */
export function isMissing(error: unknown): boolean {
  if (error instanceof NotImplementedError) return true;
  return (
    error instanceof ProtocolError &&
    (error.status === 400 || error.status === 404 || error.status === 405 || error.status === 501)
  );
}
