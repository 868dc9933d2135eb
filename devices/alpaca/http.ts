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

/** The head of an answer, and its body as it comes. */
export interface OpenAnswer {
  readonly status: number;
  /** Media type, lower case, without parameters; empty when there is none. */
  readonly contentType: string;
  readonly location: string | undefined;
  /** Bytes of the body, where the server has announced them. */
  readonly length: number | undefined;
  /** To be read to its end, or left: both free the socket. */
  readonly pieces: AsyncIterable<Buffer>;
}

export interface HttpAnswer extends Omit<OpenAnswer, 'pieces'> {
  readonly body: Buffer;
}

/**
 * Sends a request and gives the answer, whatever its status, as soon as its head is there.
 * @throws TransportError, ProtocolError, or the signal's reason; from the pieces too
 */
export async function exchange(dispatcher: Dispatcher, request: HttpRequest, place: CallPlace): Promise<OpenAnswer> {
  const { method, origin, path, headers, body, signal } = request;
  let response: Dispatcher.ResponseData;
  try {
    response = await dispatcher.request({
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
  } catch (error) {
    throw signal.aborted ? reasonOf(signal) : failure(error, place);
  }
  const length = contentLength(response.headers['content-length']);
  return {
    status: response.statusCode,
    contentType: (first(response.headers['content-type']) ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
    location: first(response.headers.location),
    length,
    pieces: piecesOf(response.body, request, length, place),
  };
}

/** Reads the rest of an answer; when its length is announced, into a buffer that is made once. */
export async function readWhole({ pieces, ...head }: OpenAnswer): Promise<HttpAnswer> {
  let received = 0;
  const parts: Buffer[] = [];
  for await (const piece of pieces) {
    parts.push(piece);
    received += piece.length;
  }
  const [only] = parts;
  return { ...head, body: parts.length === 1 && only ? only : Buffer.concat(parts, received) };
}

const first = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

function contentLength(header: string | string[] | undefined): number | undefined {
  const length = Number(first(header) ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

async function* piecesOf(
  stream: AsyncIterable<Buffer>,
  { limit, onBytes, signal }: HttpRequest,
  length: number | undefined,
  place: CallPlace,
): AsyncIterable<Buffer> {
  let received = 0;
  onBytes?.(0, length);
  try {
    for await (const piece of stream) {
      received += piece.length;
      if (received > limit) throw new ProtocolError(place, `answered more than ${String(limit)} bytes`);
      onBytes?.(received, length);
      yield piece;
      // Whoever took the piece may have been slow: that is not the server's fault.
      onBytes?.(received, length);
    }
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw signal.aborted ? reasonOf(signal) : failure(error, place);
  }
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
