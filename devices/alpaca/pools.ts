import type { buildConnector, Dispatcher, Pool } from 'undici';
import type { Clock } from '../clock.js';
import * as undici from '../undici.js';
import type { CallPlace } from './device-error.js';
import { DirectHttp } from './direct-http.js';
import { exchange, type HttpRequest, type OpenAnswer } from './http.js';
import type { ServerUrl } from './server-url.js';

/**
 * Which sockets a call uses. Abort, halt and safety reads (`urgent`) have their own, so that they never wait behind a
 * hanging call; images have theirs, so that nothing waits behind a download; and so have the writes that a driver may take
 * a minute for (`long`), so that devices can be read while others move.
 */
export type Lane = 'control' | 'long' | 'urgent' | 'image';

const SOCKETS: Readonly<Record<Lane, number>> = { control: 4, long: 6, urgent: 2, image: 2 };

export interface PoolOptions {
  /** Whether sockets are kept open between calls; some small servers dislike it. Default true. */
  readonly keepAlive?: boolean;
  /** At most so many sockets for ordinary calls, and as many for those that may take long. Default 4, and 6. */
  readonly sockets?: number;
  /** PEM of a private certificate authority, or of the server's own certificate, for https. */
  readonly ca?: string | Buffer;
  /** Reaches the server otherwise than by sockets, or by a pool that the caller owns. Never closed here. */
  readonly dispatcher?: Dispatcher;
}

/** ms; a server that accepts no connection for so long is taken for absent. */
const CONNECT_TIMEOUT = 5_000;
/** ms; shorter than any known server's, so that a PUT does not meet a socket that the server is closing. */
const KEEP_ALIVE = 3_000;

/** The sockets to one server, made when they are first needed. */
export class Pools {
  readonly #pools = new Map<Lane, Pool>();
  /** The shorter way of images, where nothing else has to be done to what comes. */
  readonly #direct: DirectHttp | undefined;

  constructor(
    readonly server: ServerUrl,
    readonly options: PoolOptions,
    clock: Clock,
  ) {
    const plain = options.dispatcher === undefined && server.origin.startsWith('http:');
    this.#direct = plain ? new DirectHttp(server, clock, CONNECT_TIMEOUT) : undefined;
  }

  /**
   * Sends a request and gives the answer, whatever its status, as soon as its head is there.
   * @throws TransportError, ProtocolError, or the signal's reason
   */
  exchange(lane: Lane, request: HttpRequest<AbortSignal>, place: CallPlace): Promise<OpenAnswer> {
    const direct = lane === 'image' && request.method === 'GET' ? this.#direct : undefined;
    return direct?.exchange(request, place) ?? exchange(this.of(lane), request, place);
  }

  of(lane: Lane): Dispatcher {
    if (this.options.dispatcher) return this.options.dispatcher;
    let pool = this.#pools.get(lane);
    if (!pool) {
      const { keepAlive = true, sockets } = this.options;
      const ordinary = lane === 'control' || lane === 'long';
      const { Pool } = undici.sockets();
      pool = new Pool(this.server.origin, {
        connections: (ordinary ? sockets : undefined) ?? SOCKETS[lane],
        pipelining: keepAlive ? 1 : 0,
        keepAliveTimeout: KEEP_ALIVE,
        connect: connectorTo(this.server, this.options),
      });
      this.#pools.set(lane, pool);
    }
    return pool;
  }

  /** Sockets that are open now. */
  get open(): number {
    let open = this.#direct?.open ?? 0;
    for (const pool of this.#pools.values()) open += pool.stats.connected;
    return open;
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    this.#direct?.close();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}

function connectorTo({ connectTo }: ServerUrl, { ca }: PoolOptions): buildConnector.connector {
  const { buildConnector } = undici.sockets();
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT, ...(ca === undefined ? {} : { ca }) });
  if (connectTo === undefined) return connect;
  return (options, callback) => {
    connect({ ...options, hostname: connectTo }, callback);
  };
}
