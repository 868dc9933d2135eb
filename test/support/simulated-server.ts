import { createWorld, SimulatorServer, type World, type WorldOptions } from '../../devices/simulator/index.js';
import type { DeviceType } from '../../devices/roles/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';

export interface Envelope {
  readonly Value?: unknown;
  readonly ClientTransactionID: number;
  readonly ServerTransactionID: number;
  readonly ErrorNumber: number;
  readonly ErrorMessage: string;
}

/** Error numbers with which a driver refuses. */
export const REFUSED = {
  notImplemented: 0x400,
  invalidValue: 0x401,
  notSet: 0x402,
  parked: 0x408,
  invalidOperation: 0x40b,
};

export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Parsed, when the answer is JSON. */
  readonly json: Envelope;
}

/** A simulated observatory on a real socket, whose time passes only when a test says so; for tests of the protocol. */
export class SimulatedServer {
  private constructor(
    readonly clock: VirtualClock,
    readonly world: World,
    readonly server: SimulatorServer,
    readonly url: string,
  ) {}

  static async start(options: Partial<WorldOptions> = {}): Promise<SimulatedServer> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 21, 22));
    const world = createWorld({ clock, connectTime: 0, ...options });
    const server = new SimulatorServer(world);
    const { url } = await server.listen();
    return new SimulatedServer(clock, world, server, url);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** Lets virtual time pass. */
  wait(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** Lets half seconds pass until something is done; @returns how many seconds it took, @throws Error after so many. */
  async until(seconds: number, done: () => Promise<boolean>): Promise<number> {
    const start = this.clock.now();
    while (!(await done())) {
      if (this.clock.now() - start > seconds * 1000) throw new Error(`not done within ${String(seconds)} s`);
      await this.wait(0.5);
    }
    return (this.clock.now() - start) / 1000;
  }

  /** One device: reading a value of it, and the error number of a write (0 when it was done). */
  device(type: DeviceType) {
    return {
      get: (member: string, query = '') => this.value(type, member, query),
      put: async (member: string, form: Record<string, unknown> = {}) =>
        (await this.put(type, member, form)).ErrorNumber,
    };
  }

  path(type: DeviceType, member: string): string {
    return `/api/v1/${type}/0/${member.toLowerCase()}`;
  }

  async raw(method: string, path: string, options: { query?: string; body?: string } = {}): Promise<RawAnswer> {
    const response = await fetch(`${this.url}${path}${options.query ? `?${options.query}` : ''}`, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json = type.includes('json') ? (JSON.parse(text) as Envelope) : ({} as Envelope);
    return { status: response.status, type, text, json };
  }

  async get(type: DeviceType, member: string, query = ''): Promise<Envelope> {
    return (await this.raw('GET', this.path(type, member), { query })).json;
  }

  async value(type: DeviceType, member: string, query = ''): Promise<unknown> {
    return (await this.get(type, member, query)).Value;
  }

  async put(type: DeviceType, member: string, form: Record<string, unknown> = {}): Promise<Envelope> {
    const body = new URLSearchParams(Object.entries(form).map(([k, v]): [string, string] => [k, String(v)]));
    return (await this.raw('PUT', this.path(type, member), { body: body.toString() })).json;
  }

  async connect(...types: readonly DeviceType[]): Promise<void> {
    for (const type of types) await this.put(type, 'Connected', { Connected: true });
  }
}
