import { errors } from '../undici.js';
import { type CallPlace, ProtocolError, TransportError } from './device-error.js';

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

/** What went wrong in undici, in this client's terms. */
export function httpFailure(error: unknown, place: CallPlace): Error {
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
