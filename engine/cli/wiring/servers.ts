import type { Dispatcher } from 'undici';
import { AlpacaClient } from '../../../devices/alpaca/client.js';
import type { Clock } from '../../../devices/clock.js';

/** How a server is reached: its address, and the way there when it is not by sockets. */
export interface Route {
  readonly url: string;
  readonly dispatcher?: Dispatcher;
}

/** The clients of all servers of one observatory, one each. */
export class Servers {
  readonly #clients = new Map<string, AlpacaClient>();

  /**
   * @param simulator where the server that observatories call `simulator` is
   * @param warn told of what goes wrong beside the result of a call
   */
  constructor(
    private readonly clock: Clock,
    private readonly simulator: Route | undefined,
    private readonly warn: (warning: Error) => void = () => undefined,
  ) {}

  /** @param name http://host:port, or `simulator` */
  client(name: string): AlpacaClient {
    const route = name === 'simulator' && this.simulator ? this.simulator : { url: name };
    const client =
      this.#clients.get(route.url) ?? new AlpacaClient({ ...route, clock: this.clock, onWarning: this.warn });
    this.#clients.set(route.url, client);
    return client;
  }

  /** Ends every call that is under way, and closes the sockets. Nothing is moved. */
  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }
}
