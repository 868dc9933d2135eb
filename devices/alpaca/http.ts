import type { Dispatcher } from 'undici';
import { reasonOf, type StopSignal } from '../clock.js';
import * as undici from '../undici.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { httpFailure } from './http-failure.js';

/** One HTTP request, without policy: no deadline, no retry, no meaning. */
export interface HttpRequest<S extends StopSignal = StopSignal> {
  readonly method: 'GET' | 'PUT';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in one write with the headers: some servers lose a body that comes in a segment of its own. */
  readonly body?: Buffer;
  readonly signal: S;
  /** Bytes; a longer answer is a ProtocolError. */
  readonly limit: number;
  /** Called when the headers and each piece of the body arrive, to tell a slow answer from a dead one. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

export interface AnswerHead {
  readonly status: number;
  /** Media type, lower case, without parameters; empty when there is none. */
  readonly contentType: string;
  readonly location: string | undefined;
  /** Bytes of the body, where the server has announced them. */
  readonly length: number | undefined;
}

/** Takes the body of an answer piece by piece. */
export interface BodyReader {
  /** Where the next bytes may be put, so that they need not be copied; asked again after every piece. */
  space?(): Uint8Array | undefined;
  /** A piece, valid only until this returns or its promise settles; the socket waits for the promise. */
  bytes(piece: Uint8Array): void | Promise<void>;
}

/** The head of an answer, and its body as it comes. */
export interface OpenAnswer extends AnswerHead {
  /**
   * Hands the body to a reader; to be called once, and at once.
   * @throws TransportError, ProtocolError, the signal's reason, or what the reader throws
   */
  read(reader: BodyReader): Promise<void>;
}

export interface HttpAnswer extends AnswerHead {
  readonly body: Buffer;
}

/** Deadlines are the Clock's, so that they hold in virtual time too. */
export const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 } as const;

/**
 * Sends a request and gives the answer, whatever its status, as soon as its head is there.
 * @throws TransportError, ProtocolError, or the signal's reason; from the pieces too
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest<AbortSignal>,
  place: CallPlace,
): Promise<OpenAnswer> {
  const { method, origin, path, headers, body, signal } = request;
  let response: Dispatcher.ResponseData;
  try {
    const options = { method, origin, path, headers, body: body ?? null, signal, ...NO_TIMEOUTS };
    response = await undici.request.call(dispatcher, options);
  } catch (error) {
    throw signal.aborted ? reasonOf(signal) : httpFailure(error, place);
  }
  const head = headOf(response.statusCode, response.headers);
  return {
    ...head,
    read: async (reader) => {
      // What the reader throws is its own, and ends the stream.
      for await (const piece of piecesOf(response.body, request, head.length, place)) await reader.bytes(piece);
    },
  };
}

/** Reads the rest of an answer. */
export async function readWhole(answer: OpenAnswer): Promise<HttpAnswer> {
  const parts: Buffer[] = [];
  await answer.read({
    bytes: (piece) => {
      parts.push(Buffer.from(piece));
    },
  });
  const { status, contentType, location, length } = answer;
  return { status, contentType, location, length, body: Buffer.concat(parts) };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export function headOf(status: number, headers: Headers): AnswerHead {
  const type = first(headers['content-type']) ?? '';
  const end = type.indexOf(';');
  return {
    status,
    contentType: (end < 0 ? type : type.slice(0, end)).trim().toLowerCase(),
    location: first(headers.location),
    length: contentLength(headers['content-length']),
  };
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
    throw signal.aborted ? reasonOf(signal) : httpFailure(error, place);
  }
}
