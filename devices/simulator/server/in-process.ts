import type { Dispatcher } from 'undici';
import * as undici from '../../undici.js';
import type { World } from '../world.js';
import { wholeOf } from '../world/camera/print.js';
import { Handler } from './handler.js';
import { type Answer, BROKEN, type Request } from './message.js';

/** What `Dispatcher.dispatch` is given by undici's own `request`, which still speaks the older form. */
interface OlderHandler {
  onConnect?(abort: (error?: Error) => void, context: unknown): void;
  onHeaders?(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean;
  onData?(chunk: Buffer): boolean;
  onComplete?(trailers: string[] | null): void;
  onError?(error: Error): void;
}

const NOTHING = (): void => undefined;

/**
 * An undici dispatcher with the simulated observatory behind it: no sockets, no timers, the same code as the real
 * server. Give it to a client, and client and world share one clock, which may be virtual.
 */
export class InProcessDispatcher extends undici.Dispatcher {
  readonly #handler: Handler;

  constructor(world: World) {
    super();
    this.#handler = new Handler(world);
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new Exchange(handler);
    if (!exchange.begin()) return true;
    const answer = this.#handler.handle(requestOf(options));
    if (answer instanceof Promise) {
      answer.then(gathered).then(
        (late) => {
          exchange.finish(late);
        },
        (error: unknown) => {
          exchange.fail(error instanceof Error ? error : new Error(String(error)));
        },
      );
    } else {
      exchange.finish(answer);
    }
    return true;
  }

  override close(callback?: () => void): Promise<void> {
    callback?.();
    return Promise.resolve();
  }

  override destroy(...args: readonly unknown[]): Promise<void> {
    const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
    callback?.();
    return Promise.resolve();
  }
}

export function inProcessDispatcher(world: World): Dispatcher {
  return new InProcessDispatcher(world);
}

/** One request's way back to undici, in whichever form the handler speaks. */
class Exchange implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: string[] = [];
  rawTrailers: string[] = [];
  readonly #older: OlderHandler | undefined;

  constructor(readonly handler: Dispatcher.DispatchHandler) {
    this.#older = handler.onRequestStart ? undefined : handler;
  }

  /** false when the request was aborted before it began. */
  begin(): boolean {
    if (this.#older) {
      this.#older.onConnect?.((error) => {
        this.abort(error ?? new Error('aborted'));
      }, {});
    } else {
      this.handler.onRequestStart?.(this, {});
    }
    return !this.aborted;
  }

  finish(answer: Answer): void {
    if (this.aborted) return;
    if (answer === BROKEN) {
      this.fail(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }));
      return;
    }
    const { status, body, type } = answer;
    const pieces =
      typeof body === 'string' ? [Buffer.from(body)] : body.filter((part) => part instanceof Uint8Array).map(asBuffer);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const headers = { ...answer.headers, 'content-type': type, 'content-length': String(length) };
    if (this.#older) {
      const raw = Object.entries(headers).flatMap(([name, value]) => [Buffer.from(name), Buffer.from(value)]);
      this.#older.onHeaders?.(status, raw, NOTHING, '');
      for (const piece of pieces) this.#older.onData?.(piece);
      this.#older.onComplete?.([]);
    } else {
      this.handler.onResponseStart?.(this, status, headers);
      for (const piece of pieces) this.handler.onResponseData?.(this, piece);
      this.handler.onResponseEnd?.(this, {});
    }
  }

  fail(error: Error): void {
    if (this.#older) this.#older.onError?.(error);
    else this.handler.onResponseError?.(this, error);
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

/** With what flows in one piece: without sockets, nobody takes it bit by bit. */
async function gathered(answer: Answer): Promise<Answer> {
  if (answer === BROKEN || typeof answer.body === 'string') return answer;
  return { ...answer, body: await Promise.all(answer.body.map(wholeOf)) };
}

/** A copy of pixels that the world keeps would cost more than the call. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function requestOf({ path, method, body, headers, query }: Dispatcher.DispatchOptions): Request {
  const split = path.indexOf('?');
  const inPath = split < 0 ? '' : path.slice(split + 1);
  const apart = query ? new URLSearchParams(query as Record<string, string>).toString() : '';
  return {
    method,
    path: split < 0 ? path : path.slice(0, split),
    query: apart && inPath ? `${inPath}&${apart}` : inPath || apart,
    body: typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : '',
    header: (name) => headerOf(headers, name),
  };
}

function headerOf(headers: Dispatcher.DispatchOptions['headers'], name: string): string | undefined {
  if (!headers) return undefined;
  if (Array.isArray(headers)) {
    const at = headers.findIndex((entry, i) => i % 2 === 0 && String(entry).toLowerCase() === name);
    return at < 0 ? undefined : String(headers[at + 1]);
  }
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  for (const entry of entries as Iterable<[string, string | string[] | undefined]>) {
    const [key, value] = entry;
    if (key.toLowerCase() === name) return Array.isArray(value) ? value.join(', ') : value;
  }
  return undefined;
}
