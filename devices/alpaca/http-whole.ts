import type { Dispatcher } from 'undici';
import { reasonOf } from '../clock.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { type AnswerHead, headOf, type HttpAnswer, type HttpRequest, NO_TIMEOUTS } from './http.js';
import { httpFailure } from './http-failure.js';

/**
 * Sends a request and gives its answer, whatever its status, once it is there as a whole. Property reads come this way,
 * thousands in a night: it goes without the stream that `exchange` makes of a body (measured: half the time of a read).
 * @throws TransportError, ProtocolError, or the signal's reason
 */
export function exchangeWhole(dispatcher: Dispatcher, request: HttpRequest, place: CallPlace): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const collector = new Collector(request, place, resolve, reject);
    const { method, origin, path, headers, body } = request;
    dispatcher.dispatch({ method, origin, path, headers, body: body ?? null, ...NO_TIMEOUTS }, collector);
  });
}

class Collector implements Dispatcher.DispatchHandler {
  #head: AnswerHead | undefined;
  #parts: Buffer[] = [];
  #received = 0;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(
    readonly request: HttpRequest,
    readonly place: CallPlace,
    readonly resolve: (answer: HttpAnswer) => void,
    readonly reject: (error: Error) => void,
  ) {
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have been given up while it waited for a socket: then nothing is sent.
    if (this.request.signal.aborted) controller.abort(reasonOf(this.request.signal));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Parameters<typeof headOf>[1]): void {
    // 1xx only announces the answer.
    if (status >= 200) this.#head = headOf(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    this.#received += part.length;
    if (this.#received > this.request.limit) {
      controller.abort(new ProtocolError(this.place, `answered more than ${String(this.request.limit)} bytes`));
      return;
    }
    this.#parts.push(part);
  }

  onResponseEnd(): void {
    this.#leave();
    const [only] = this.#parts;
    const body = this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts, this.#received);
    if (this.#head) this.resolve({ ...this.#head, body });
    else this.reject(new ProtocolError(this.place, 'did not answer in HTTP'));
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.#leave();
    const { signal } = this.request;
    if (signal.aborted) this.reject(reasonOf(signal));
    else this.reject(error instanceof ProtocolError ? error : httpFailure(error, this.place));
  }

  readonly #onAbort = (): void => {
    const reason = reasonOf(this.request.signal);
    this.reject(reason);
    this.#controller?.abort(reason);
  };

  #leave(): void {
    this.request.signal.removeEventListener('abort', this.#onAbort);
  }
}
