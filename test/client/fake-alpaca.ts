import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Dispatcher } from 'undici';

/** A request as a fake server sees it. `params` are the query's or the form body's, by their exact names. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Behaviour = (request: FakeRequest) => unknown;

/** Never answered. */
export const SILENCE = Symbol('silence');
/** The connection is cut. */
export const RESET = Symbol('reset');

/** An answer that is not the usual envelope. */
export const reply = (body: string | Buffer, status = 200, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
});

export const failure = (number: number, message: string): FakeReply =>
  reply(JSON.stringify({ Value: null, ErrorNumber: number, ErrorMessage: message }));

const isReply = (value: unknown): value is FakeReply => typeof value === 'object' && value !== null && 'body' in value;

/** A server whose members behave as a test says; what it does not say answers 404. */
export class FakeAlpaca {
  readonly requests: FakeRequest[] = [];
  readonly #behaviours = new Map<string, Behaviour>();

  /** `what` is "GET telescope/0/slewing", or "GET /management/v1/description". */
  on(what: string, behaviour: Behaviour | string | number | boolean | null | object): this {
    this.#behaviours.set(what, typeof behaviour === 'function' ? (behaviour as Behaviour) : () => behaviour);
    return this;
  }

  /** How often a member was called: "PUT park". */
  count(what: string): number {
    const [method, member] = what.split(' ');
    return this.requests.filter((made) => made.method === method && made.path.endsWith(`/${String(member)}`)).length;
  }

  last(what: string): FakeRequest | undefined {
    const [method, member] = what.split(' ');
    return this.requests.findLast((made) => made.method === method && made.path.endsWith(`/${String(member)}`));
  }

  async answer(request: FakeRequest): Promise<FakeReply | typeof SILENCE | typeof RESET> {
    this.requests.push(request);
    const short = request.path.replace(/^\/api\/v1\//, '').replace('/api/v1/', '/');
    const behaviour = this.#behaviours.get(`${request.method} ${short}`);
    if (!behaviour) return reply('Not found', 404, { 'content-type': 'text/plain' });
    const value = await behaviour(request);
    if (value === SILENCE || value === RESET) return value;
    if (isReply(value)) return value;
    return reply(
      JSON.stringify({
        Value: value,
        ClientTransactionID: Number(request.params.ClientTransactionID ?? 0),
        ServerTransactionID: this.requests.length,
        ErrorNumber: 0,
        ErrorMessage: '',
      }),
    );
  }
}

export function parseRequest(method: string, url: string, headers: Record<string, string>, body: string): FakeRequest {
  const [path = '', query = ''] = url.split('?');
  return { method, path, headers, params: Object.fromEntries(new URLSearchParams(method === 'GET' ? query : body)) };
}

/** Serves a fake on 127.0.0.1. */
export class FakeServer implements AsyncDisposable {
  readonly sockets = new Set<Socket>();
  /** Pieces in which each PUT came, headers included. */
  readonly segments: number[] = [];
  #server: Server | undefined;

  constructor(readonly fake: FakeAlpaca) {}

  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    this.#server = server;
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const headers = request.headers as Record<string, string>;
    const made = parseRequest(request.method ?? '', request.url ?? '', headers, Buffer.concat(pieces).toString());
    const answer = await this.fake.answer(made);
    if (answer === SILENCE) return;
    if (answer === RESET) request.socket.resetAndDestroy();
    else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

/** Reaches a fake without sockets, so that it can be used in virtual time. */
export class FakeDispatcher extends Dispatcher {
  constructor(readonly fake: FakeAlpaca) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new FakeExchange(handler);
    const body = Buffer.isBuffer(options.body) ? options.body.toString() : '';
    const headers = Object.fromEntries(
      Object.entries(options.headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]),
    );
    void this.fake.answer(parseRequest(options.method, options.path, headers, body)).then((answer) => {
      if (exchange.aborted || answer === SILENCE) return;
      if (answer === RESET) exchange.fail(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }));
      else exchange.finish(answer);
    });
    return true;
  }
}

/** The way back to undici, whose own `request` still speaks the older form of handlers. */
class FakeExchange implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;

  constructor(readonly handler: Dispatcher.DispatchHandler) {
    if (handler.onRequestStart) handler.onRequestStart(this, {});
    else handler.onConnect?.((error) => this.abort(error ?? new Error('aborted')));
  }

  finish(answer: FakeReply): void {
    const { handler } = this;
    const bytes = Buffer.from(answer.body);
    const headers = { ...answer.headers, 'content-length': String(bytes.length) };
    const raw = Object.entries(headers)
      .flat()
      .map((text) => Buffer.from(text));
    handler.onResponseStart?.(this, answer.status ?? 200, headers);
    handler.onHeaders?.(answer.status ?? 200, raw, () => undefined, '');
    handler.onResponseData?.(this, bytes);
    handler.onData?.(bytes);
    if (!this.aborted) handler.onResponseEnd?.(this, {});
    handler.onComplete?.([]);
  }

  fail(error: Error): void {
    this.handler.onResponseError?.(this, error);
    this.handler.onError?.(error);
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.fail(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}
