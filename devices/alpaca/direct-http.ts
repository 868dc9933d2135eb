import { connect, type Socket } from 'node:net';
import { type Clock, reasonOf, setDeadline } from '../clock.js';
import { HttpSyntaxError, readHead, type WireHead } from './answer-head.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { type BodyReader, headOf, type HttpRequest, type OpenAnswer } from './http.js';
import { httpFailure } from './http-failure.js';
import type { ServerUrl } from './server-url.js';
import { bodyOf, type WireBody } from './wire-body.js';

/**
 * Bytes taken from a socket at a time. The system is asked up to 32 times before anything else has its turn: with more,
 * the event loop stands still; with much less, asking takes longer than copying.
 */
const READ_AT_ONCE = 128 * 1024;

/**
 * GET over a socket of its own, which reads into memory that the reader of the body gives. For images: a stream of
 * buffers, as undici makes it, costs more time than the network (26 MP by loopback: 57 ms, and 21 this way).
 */
export class DirectHttp {
  readonly #open = new Set<Socket>();

  constructor(
    private readonly server: ServerUrl,
    private readonly clock: Clock,
    /** ms until a server that accepts no connection is taken for absent. */
    private readonly connectTimeout: number,
  ) {}

  /** Sockets that are open now. */
  get open(): number {
    return this.#open.size;
  }

  /**
   * Gives the answer, whatever its status, as soon as its head is there.
   * @throws TransportError, ProtocolError, or the signal's reason; from `read` too
   */
  exchange(request: HttpRequest, place: CallPlace): Promise<OpenAnswer> {
    return new Promise((resolve, reject) => {
      if (request.signal.aborted) {
        reject(reasonOf(request.signal));
        return;
      }
      const exchange = new Exchange(this.#target(), request, place, resolve, reject);
      const { socket } = exchange;
      this.#open.add(socket);
      const tooLate = (): void => {
        socket.destroy(Object.assign(new Error('no connection in time'), { code: 'UND_ERR_CONNECT_TIMEOUT' }));
      };
      const late = setDeadline(this.clock, tooLate, this.connectTimeout);
      socket.once('connect', () => {
        this.clock.clearTimeout(late);
      });
      socket.once('close', () => {
        this.clock.clearTimeout(late);
        this.#open.delete(socket);
      });
    });
  }

  /** Ends everything that is under way. */
  close(): void {
    const closed = Object.assign(new Error('the client is closed'), { code: 'UND_ERR_DESTROYED' });
    for (const socket of this.#open) socket.destroy(closed);
  }

  #target(): { host: string; port: number } {
    const { hostname, port } = new URL(this.server.origin);
    const host = this.server.connectTo ?? hostname.replace(/^\[(.*)\]$/, '$1');
    return { host, port: port === '' ? 80 : Number(port) };
  }
}

/** One request and its answer. Nothing is read between the head and the call of `read`, nor while its reader is busy. */
class Exchange {
  readonly socket: Socket;
  readonly #scratch = new Uint8Array(65_536);
  #head = Buffer.alloc(0);
  #length: number | undefined;
  #body: WireBody | undefined;
  #received = 0;
  #reader: BodyReader | undefined;
  #busy = false;
  #over = false;
  #failure: unknown;
  #resolveBody: () => void = () => undefined;

  constructor(
    target: { readonly host: string; readonly port: number },
    private readonly request: HttpRequest,
    private readonly place: CallPlace,
    private readonly onAnswer: (answer: OpenAnswer) => void,
    /** First of the exchange, then of the reading. */
    private reject: (error: unknown) => void,
  ) {
    this.socket = connect({
      ...target,
      onread: { buffer: () => this.#space(), callback: (count, buffer) => this.#took(buffer.subarray(0, count)) },
    });
    this.socket.on('error', (error) => {
      this.#fail(httpFailure(error, place));
    });
    this.socket.on('end', () => {
      this.#ended();
    });
    this.socket.on('close', () => {
      this.#ended();
    });
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.socket.write(textOf(request));
  }

  /** Where the system puts what comes next. */
  #space(): Uint8Array {
    const sure = this.#body?.sure ?? 0;
    const given = this.#busy || this.#over || sure === 0 ? undefined : this.#reader?.space?.();
    return given && given.length > 0 ? given.subarray(0, Math.min(sure, READ_AT_ONCE)) : this.#scratch;
  }

  /** @returns whether more may be read */
  #took(piece: Uint8Array): boolean {
    if (this.#over) return false;
    try {
      if (this.#body && this.#reader) return this.#deliver(this.#body, this.#reader, piece);
      this.#head = Buffer.concat([this.#head, piece]);
      const head = readHead(this.#head);
      if (head) this.#open(head);
      return head === undefined;
    } catch (error) {
      this.#fail(this.#meant(error));
      return false;
    }
  }

  #open({ status, headers, framing, size }: WireHead): void {
    const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
    if (encoding !== 'identity') {
      throw new ProtocolError(this.place, `answered in "${encoding}", which it was not asked for`, { status });
    }
    this.#length = framing.by === 'length' ? framing.bytes : undefined;
    this.#body = bodyOf(framing);
    const rest = this.#head.subarray(size);
    const head = headOf(status, headers);
    this.onAnswer({ ...head, length: this.#length, read: (reader) => this.#read(reader, rest) });
  }

  #read(reader: BodyReader, rest: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolveBody = resolve;
      this.reject = reject;
      // It may have been given up, or closed, since its head was there.
      if (this.#over) this.reject(this.#failure);
      this.#reader = reader;
      this.request.onBytes?.(0, this.#length);
      if (this.#took(rest)) this.socket.resume();
    });
  }

  #deliver(body: WireBody, reader: BodyReader, piece: Uint8Array): boolean {
    const waiting = this.#drain(body, reader, body.parts(piece));
    if (!waiting) return !this.#over;
    this.#busy = true;
    waiting.then(
      () => {
        this.#busy = false;
        if (!this.#over) this.socket.resume();
      },
      (error: unknown) => {
        this.#fail(this.#meant(error));
      },
    );
    return false;
  }

  #drain(body: WireBody, reader: BodyReader, parts: Iterator<Uint8Array>): Promise<void> | undefined {
    const { limit, onBytes } = this.request;
    for (let next = parts.next(); !next.done; next = parts.next()) {
      this.#received += next.value.length;
      if (this.#received > limit) throw new ProtocolError(this.place, `answered more than ${String(limit)} bytes`);
      onBytes?.(this.#received, this.#length);
      const busy = reader.bytes(next.value);
      if (!busy) continue;
      return busy.then(() => {
        if (this.#over) return undefined;
        // Whoever took the piece may have been slow: that is not the server's fault.
        onBytes?.(this.#received, this.#length);
        return this.#drain(body, reader, parts);
      });
    }
    if (body.complete) this.#end(this.#resolveBody);
    return undefined;
  }

  /** The server has closed the connection. */
  #ended(): void {
    if (this.#over) return;
    if (this.#reader && !this.#busy && this.#body?.endsWithConnection) this.#end(this.#resolveBody);
    else {
      const when = this.#body ? 'before the end of its answer' : 'without an answer';
      this.#fail(httpFailure(new Error(`the server closed it ${when}`), this.place));
    }
  }

  readonly #onAbort = (): void => {
    this.#fail(reasonOf(this.request.signal));
  };

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#end(() => {
      this.reject(error);
    });
  }

  #end(settle: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.request.signal.removeEventListener('abort', this.#onAbort);
    this.socket.destroy();
    settle();
  }

  #meant(error: unknown): unknown {
    if (!(error instanceof HttpSyntaxError)) return error;
    return new ProtocolError(this.place, `did not answer in HTTP: ${error.message}`, { cause: error });
  }
}

function textOf({ method, origin, path, headers }: HttpRequest): string {
  const lines = Object.entries({ host: new URL(origin).host, connection: 'close', ...headers });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
