import { type Clock, type StopSignal, SystemClock } from '../clock.js';
import { DEADLINES, type Deadlines } from './deadlines.js';
import { ArgumentError, type CallPlace, TransportError } from './device-error.js';
import { encodeParameters } from './encode.js';
import type { HttpAnswer, HttpRequest, OpenAnswer } from './http.js';
import { exchangeWhole } from './http-whole.js';
import { type Lane, type PoolOptions, Pools } from './pools.js';
import { parseServerUrl, type ServerUrl } from './server-url.js';

export interface LinkOptions extends PoolOptions {
  /** Of the server: http://host:port, or https. */
  readonly url: string;
  readonly clock?: Clock;
  /** 1..65535; by default from the process. */
  readonly clientId?: number;
  /** HTTP Basic, sent with every request; also read from the URL, http://name:password@host. */
  readonly auth?: { readonly username: string; readonly password: string };
  readonly deadlines?: Partial<Deadlines>;
  /** Bytes of what a PUT sends, such as the parameters of an action; more is not sent. Default 1 MiB. */
  readonly requestLimit?: number;
  /** Bytes of an answer that is not an image; default 4 MiB. */
  readonly answerLimit?: number;
  /** Bytes of an image as it is transmitted; default 1 GiB. */
  readonly imageLimit?: number;
  /** Reads of one device under way at the same time; default 2. */
  readonly readsAtOnce?: number;
  /** Told of what went wrong beside the result of a call, such as an exposure that could not be aborted. */
  readonly onWarning?: (warning: Error) => void;
}

export interface Request<S extends StopSignal = StopSignal> {
  readonly verb: 'GET' | 'PUT';
  /** From the server's root, without a query. */
  readonly path: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly lane: Lane;
  readonly signal: S;
  /** Leaves out ClientID and ClientTransactionID. */
  readonly anonymous?: boolean;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/** Bytes. */
const REQUEST_LIMIT = 2 ** 20;
/** Bytes. */
const ANSWER_LIMIT = 4 * 2 ** 20;
/** Bytes; 60 megapixels of int32 in JSON have about 700 million. */
export const IMAGE_LIMIT = 2 ** 30;

/** ms before a GET that met a transport fault is made again; small servers refuse while they close a socket. */
const PAUSE_BEFORE_RETRY = 100;

/** The way to one server: its sockets, the identity and the numbers of its calls, and the retry of reads. */
export class ServerLink {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly clientId: number;
  #url: ServerUrl;
  #pools: Pools;
  #transaction = 0;
  #closed = false;

  constructor(readonly options: LinkOptions) {
    this.clock = options.clock ?? new SystemClock();
    this.deadlines = { ...DEADLINES, ...options.deadlines };
    this.clientId = options.clientId ?? (process.pid % 65_535) + 1;
    this.#url = parseServerUrl(options.url);
    this.#pools = new Pools(this.#url, options, this.clock);
  }

  /** http://host:port, as errors name the server. */
  get url(): string {
    return this.#url.text;
  }

  /** Sockets that are open now. */
  get openSockets(): number {
    return this.#pools.open;
  }

  warn(warning: Error): void {
    this.options.onWarning?.(warning);
  }

  /** Sends a request and reads the whole answer. */
  send(request: Request, place: CallPlace): Promise<HttpAnswer> {
    const first = this.#sendOnce(request, place);
    if (request.verb === 'PUT') return first;
    return first.catch((error: unknown) => this.#again(request, error, () => this.#sendOnce(request, place)));
  }

  /** Sends a request and has its answer read by `read` as it comes, and again if `mayRepeat` when that failed. */
  receive<T>(
    request: Request<AbortSignal>,
    place: CallPlace,
    read: (answer: OpenAnswer) => Promise<T>,
    mayRepeat?: () => boolean,
  ): Promise<T> {
    const attempt = async (): Promise<T> =>
      read(await this.#pools.exchange(request.lane, this.#http(request, place), place));
    return attempt().catch((error: unknown) => this.#again(request, error, attempt, mayRepeat));
  }

  /** Goes on with the same server at another address, as discovery found it again. */
  async moveTo(url: string): Promise<void> {
    const pools = this.#pools;
    this.#url = parseServerUrl(url);
    this.#pools = new Pools(this.#url, this.options, this.clock);
    await pools.close();
  }

  /** Ends every call that is under way, and closes the sockets. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pools.close();
  }

  async #sendOnce(request: Request, place: CallPlace): Promise<HttpAnswer> {
    return exchangeWhole(this.#pools.of(request.lane), this.#http(request, place), place);
  }

  /** A GET is made a second time when the connection failed. A PUT never: it may have moved something. */
  async #again<T>(
    request: Request,
    error: unknown,
    attempt: () => Promise<T>,
    mayRepeat = (): boolean => true,
  ): Promise<T> {
    const lost = request.verb === 'GET' && error instanceof TransportError;
    if (!lost || this.#closed || request.signal.aborted || !mayRepeat()) throw error;
    await this.clock.sleep(PAUSE_BEFORE_RETRY, request.signal);
    return attempt();
  }

  #http<S extends StopSignal>(request: Request<S>, place: CallPlace): HttpRequest<S> {
    if (this.#closed) throw new TransportError(place, new Error('the client is closed'), false, undefined);
    const { verb, parameters, lane, signal, anonymous, onBytes } = request;
    const { requestLimit = REQUEST_LIMIT, answerLimit = ANSWER_LIMIT, imageLimit = IMAGE_LIMIT } = this.options;
    const given = encodeParameters(parameters);
    const named = anonymous ? given : `${given}${given === '' ? '' : '&'}${this.#identity()}`;
    if (named.length > requestLimit) {
      const sizes = `${String(named.length)} bytes of parameters, more than the limit of ${String(requestLimit)}`;
      throw new ArgumentError(place, `cannot be called: it has ${sizes}`);
    }
    const path = this.#url.prefix + request.path;
    return {
      method: verb,
      origin: this.#url.origin,
      path: verb === 'GET' && named !== '' ? `${path}?${named}` : path,
      headers: this.#headers(request),
      ...(verb === 'PUT' ? { body: Buffer.from(named) } : {}),
      signal,
      limit: lane === 'image' ? imageLimit : answerLimit,
      ...(onBytes ? { onBytes } : {}),
    };
  }

  #headers({ verb, accept = 'application/json', headers }: Request): Readonly<Record<string, string>> {
    const { auth } = this.options;
    return {
      accept,
      // Without this header HTTP lets a server compress as it likes, which no small server's client expects.
      'accept-encoding': 'identity',
      ...headers,
      ...(auth && { authorization: basic(auth) }),
      ...(verb === 'PUT' && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
  }

  #identity(): string {
    // uint32, from 1 on.
    this.#transaction = (this.#transaction % 0xffff_ffff) + 1;
    return `ClientID=${String(this.clientId)}&ClientTransactionID=${String(this.#transaction)}`;
  }
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
