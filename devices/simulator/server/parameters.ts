import { decode } from '../values.js';
import type { WireType } from '../../roles/member.js';

/** A request that cannot be understood: HTTP 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** Parameters as they came. Of a name that comes twice the first counts. */
export interface Parameters {
  /** By the name as Alpaca spells it. */
  get(name: string): string | undefined;
}

/** Nothing in it stands for something else. */
const PLAIN = /^[\w.&=-]*$/;

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new BadRequest(`"${text}" is not form-encoded`);
  }
}

function pairs(encoded: string, nameOf: (name: string) => string): Map<string, string> {
  const found = new Map<string, string>();
  const read = PLAIN.test(encoded) ? (text: string) => text : unescaped;
  let start = 0;
  while (start < encoded.length) {
    const end = encoded.indexOf('&', start);
    const stop = end < 0 ? encoded.length : end;
    const equals = encoded.indexOf('=', start);
    const split = equals < 0 || equals > stop ? stop : equals;
    const name = nameOf(read(encoded.slice(start, split)));
    if (!found.has(name)) found.set(name, read(encoded.slice(split + 1, stop)));
    start = stop + 1;
  }
  return found;
}

/** Of a query: names in any case. */
export function queryParameters(query: string): Parameters {
  const found = pairs(query, (name) => name.toLowerCase());
  return { get: (name) => found.get(name.toLowerCase()) };
}

/** Of a form: names exactly as they are spelt. */
export function formParameters(body: string): Parameters {
  const found = pairs(body, (name) => name);
  return { get: (name) => found.get(name) };
}

/**
 * An id of client or transaction; 0 when absent.
 * @throws BadRequest unless it is an unsigned integer of 32 bits
 */
export function idOf(parameters: Parameters, name: string): number {
  const value = parameters.get(name);
  if (value === undefined) return 0;
  const id = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (!(id <= 4294967295)) throw new BadRequest(`${name} must be an unsigned integer, not "${value}"`);
  return id;
}

/** @throws BadRequest when the parameter is absent or not of its type */
export function valueOf(parameters: Parameters, name: string, type: WireType<unknown>): unknown {
  const value = parameters.get(name);
  if (value === undefined) throw new BadRequest(`the parameter ${name} is missing`);
  const decoded = decode(type, value);
  if (decoded === undefined) throw new BadRequest(`${name} must be of type ${type.name}, not "${value}"`);
  return decoded;
}
