import { type Dispatcher, errors } from 'undici';
import { reasonOf } from '../clock.js';
import { type CallPlace, ProtocolError, TransportError } from './device-error.js';

/** One HTTP request, without policy: no deadline, no retry, no meaning. */
export interface HttpRequest {
  readonly method: 'GET' | 'PUT';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in one write with the headers: some servers lose a body that comes in a segment of its own. */
  readonly body?: Buffer;
  readonly signal: AbortSignal;
  /** Bytes; a longer answer is a ProtocolError. */
  readonly limit: number;
  /** Called when the headers and each piece of the body arrive, to tell a slow answer from a dead one. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

export interface HttpAnswer {
  readonly status: number;
  /** Media type, lower case, without parameters; empty when there is none. */
  readonly contentType: string;
  readonly location: string | undefined;
  /** In an ArrayBuffer of its own, from its byte 0 on. */
  readonly body: Buffer;
}

/**
 * Sends a request and reads the whole answer, whatever its status.
 * @throws TransportError, ProtocolError, or the signal's reason
 */
export async function exchange(dispatcher: Dispatcher, request: HttpRequest, place: CallPlace): Promise<HttpAnswer> {
  const { method, origin, path, headers, body, signal, limit, onBytes } = request;
  try {
    const response = await dispatcher.request({
      method,
      origin,
      path,
      headers,
      body: body ?? null,
      signal,
      // Deadlines are the Clock's, so that they hold in virtual time too.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const length = contentLength(response.headers['content-length']);
    onBytes?.(0, length);
    const bytes = await readBody(response.body, { length, limit, onBytes });
    return {
      status: response.statusCode,
      contentType: (first(response.headers['content-type']) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
      location: first(response.headers.location),
      body: bytes,
    };
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    throw failure(error, place);
  }
}

const first = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

function contentLength(header: string | string[] | undefined): number | undefined {
  const length = Number(first(header) ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

interface BodyOptions {
  readonly length: number | undefined;
  readonly limit: number;
  readonly onBytes: HttpRequest['onBytes'] | undefined;
}

/** Reads a body into one buffer; when its length is announced, without a second copy. */
async function readBody(stream: AsyncIterable<Buffer>, { length, limit, onBytes }: BodyOptions): Promise<Buffer> {
  if (length !== undefined && length > limit) throw new TooLongError(`${String(length)} bytes`);
  const whole = length === undefined ? undefined : Buffer.allocUnsafeSlow(length);
  const pieces: Buffer[] = [];
  let received = 0;
  for await (const piece of stream) {
    if (received + piece.length > limit) throw new TooLongError(`more than ${String(limit)} bytes`);
    if (whole) piece.copy(whole, received);
    else pieces.push(piece);
    received += piece.length;
    onBytes?.(received, length);
  }
  if (whole) return received === whole.length ? whole : whole.subarray(0, received);
  const joined = Buffer.allocUnsafeSlow(received);
  let at = 0;
  for (const piece of pieces) at += piece.copy(joined, at);
  return joined;
}

/** Codes of failures before a connection stands: the request has certainly not arrived. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

function failure(error: unknown, place: CallPlace): Error {
  if (error instanceof TooLongError) {
    return new ProtocolError(place, `answered too much: ${error.message}`, { cause: error });
  }
  if (!(error instanceof Error)) return new TransportError(place, new Error(String(error)), true, undefined);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error instanceof errors.HTTPParserError || code?.startsWith('HPE_')) {
    return new ProtocolError(place, `did not answer in HTTP: ${error.message}`, { cause: error });
  }
  if (error instanceof errors.HeadersOverflowError) {
    return new ProtocolError(place, 'answered with headers that are too long', { cause: error });
  }
  const tls = code !== undefined && /CERT|TLS|SSL/.test(code);
  return new TransportError(place, error, !(tls || (code !== undefined && NEVER_CONNECTED.has(code))), code);
}
