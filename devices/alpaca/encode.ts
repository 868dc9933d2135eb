import type { WireType } from '../roles/member.js';

/** A parameter as text on the wire. Strict: what a server might read as something else is refused here. */
export function encodeValue(type: WireType<unknown>, value: unknown): string {
  if (type.codes) return encodeEnumeration(type, type.codes, value);
  switch (type.name) {
    case 'boolean':
      if (typeof value !== 'boolean') throw refuse(value, 'true or false');
      return value ? 'True' : 'False';
    case 'int32':
      if (!isInt32(value)) throw refuse(value, 'a whole number of 32 bits');
      return String(value);
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(value, 'a finite number');
      return plainDecimal(value);
    case 'string':
      if (typeof value !== 'string') throw refuse(value, 'text');
      return value;
    case 'datetime':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(value, 'a time in ms since 1970');
      return encodeUtc(value);
    default:
      throw refuse(value, `a ${type.name}, which cannot be sent`);
  }
}

function refuse(value: unknown, expected: string): TypeError {
  return new TypeError(`takes ${expected}, not ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`);
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function encodeEnumeration(type: WireType<unknown>, codes: Readonly<Record<string, number>>, value: unknown): string {
  const code = typeof value === 'string' && Object.hasOwn(codes, value) ? codes[value] : undefined;
  if (code === undefined) throw refuse(value, `a ${type.name}, one of ${Object.keys(codes).join(', ')}`);
  return String(code);
}

/** Without an exponent, which small servers' parsers do not read. */
function plainDecimal(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  if (Math.abs(value) >= 1) return BigInt(value).toString();
  const fixed = value.toFixed(20).replace(/\.?0+$/, '');
  return fixed === '-0' ? '0' : fixed;
}

/** ISO 8601 with the seven decimals that ASCOM prints. */
function encodeUtc(ms: number): string {
  return new Date(ms).toISOString().replace(/\.(\d{3})Z$/, '.$10000Z');
}

/** `Name=value&...` as it stands in a query and in a form body. */
export function encodeParameters(parameters: readonly (readonly [name: string, value: string])[]): string {
  if (parameters.length === 0) return '';
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
