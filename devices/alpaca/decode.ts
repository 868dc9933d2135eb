import type { WireType } from '../roles/member.js';
import { field } from './tolerant-json.js';

/** A value on the wire that is not of its member's type. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

const shown = (raw: unknown): string => {
  const json = JSON.stringify(raw) as string | undefined;
  return json === undefined ? 'nothing' : json.length > 80 ? `${json.slice(0, 77)}...` : json;
};

const wrong = (raw: unknown, expected: string): DecodeError =>
  new DecodeError(`${shown(raw)} where ${expected} was expected`);

/** Decodes a value by its type on the wire; tolerant of what real drivers send in its place. */
export function decodeValue(type: WireType<unknown>, raw: unknown): unknown {
  switch (type.name) {
    case 'boolean':
      return decodeBoolean(raw);
    case 'int32':
    case 'double':
      return decodeNumber(raw);
    case 'string':
      return decodeText(raw);
    case 'string[]':
      return decodeList(raw).map(decodeText);
    case 'int32[]':
      return decodeList(raw).map(decodeNumber);
    case 'datetime':
      return decodeUtc(raw);
    case 'DriveRate[]':
      return decodeList(raw).map((rate) => decodeEnumeration(type, rate));
    case 'AxisRates[]':
      return decodeList(raw).map(decodeAxisRate);
    case 'DeviceState[]':
      return decodeList(raw).map(decodeStateValue);
    default:
      return decodeEnumeration(type, raw);
  }
}

/** true and false; also 1 and 0, and any of them as text. */
export function decodeBoolean(raw: unknown): boolean {
  if (typeof raw === 'boolean') return raw;
  const text = String(raw).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw wrong(raw, 'true or false');
}

/** A number; also as text, "NaN" and "Infinity" among it. */
export function decodeNumber(raw: unknown): number {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'string' && raw.trim() !== '') {
    const number = Number(raw);
    if (!Number.isNaN(number) || raw.trim() === 'NaN') return number;
  }
  throw wrong(raw, 'a number');
}

/** Text; null is empty. */
export function decodeText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  if (raw === null) return '';
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  throw wrong(raw, 'text');
}

/** A list; null is empty. */
function decodeList(raw: unknown): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  if (raw === null) return [];
  throw wrong(raw, 'a list');
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** UTC in ms since 1970, from ISO 8601 with up to seven decimals; without a zone it is UTC all the same. */
export function decodeUtc(raw: unknown): number {
  const found = typeof raw === 'string' ? ISO.exec(raw.trim()) : null;
  const [, date, time, fraction = '', zone = 'Z'] = found ?? [];
  if (date !== undefined && time !== undefined) {
    const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
    if (!Number.isNaN(ms)) return ms + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000);
  }
  throw wrong(raw, 'a time such as 2026-11-21T20:15:00.0000000Z');
}

/** The name of an enumeration's number. A driver may also send the name itself. */
function decodeEnumeration(type: WireType<unknown>, raw: unknown): string {
  const codes = codesOf(type);
  const text = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  // Empty text is no number: Number('') is 0, and 0 is an open shutter.
  const number = typeof raw === 'number' ? raw : text === '' ? Number.NaN : Number(text);
  for (const [name, code] of codes) {
    if (code === number || name.toLowerCase() === text) return name;
  }
  throw wrong(raw, `a ${type.name} (${codes.map(([name, code]) => `${String(code)} ${name}`).join(', ')})`);
}

type Codes = readonly (readonly [name: string, code: number])[];
const codesOfType = new WeakMap<WireType<unknown>, Codes>();

function codesOf(type: WireType<unknown>): Codes {
  let codes = codesOfType.get(type);
  if (!codes) codesOfType.set(type, (codes = Object.entries(type.codes ?? {})));
  return codes;
}

function decodeAxisRate(raw: unknown): { readonly minimum: number; readonly maximum: number } {
  if (typeof raw !== 'object' || raw === null) throw wrong(raw, 'a rate {Minimum, Maximum}');
  return { minimum: decodeNumber(field(raw, 'Minimum')), maximum: decodeNumber(field(raw, 'Maximum')) };
}

function decodeStateValue(raw: unknown): { readonly name: string; readonly value: unknown } {
  if (typeof raw !== 'object' || raw === null) throw wrong(raw, 'a state {Name, Value}');
  return { name: decodeText(field(raw, 'Name')), value: field(raw, 'Value') };
}
