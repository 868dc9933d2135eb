import type { WireType } from '../roles/member.js';

/** From what a driver returns to what stands in the JSON. */
export function encode(type: WireType<unknown>, value: unknown): unknown {
  if (type.codes) {
    const codes = type.codes;
    const code = (name: unknown): number => codes[String(name)] ?? -1;
    return Array.isArray(value) ? value.map(code) : code(value);
  }
  if (type.name === 'AxisRates[]') {
    return (value as readonly { minimum: number; maximum: number }[]).map((rate) => ({
      Minimum: rate.minimum,
      Maximum: rate.maximum,
    }));
  }
  if (type.name === 'DeviceState[]') {
    return (value as readonly { name: string; value: unknown }[]).map((s) => ({ Name: s.name, Value: s.value }));
  }
  if (type.name === 'datetime') return isoTicks(value as number);
  if (type.name === 'fits time') return new Date(value as number).toISOString().slice(0, -1);
  return value;
}

/** The value that accompanies an error, so that strict clients can read the answer. */
export function emptyValue(type: WireType<unknown>): unknown {
  if (type.name.endsWith('[]') || type.name === 'image') return [];
  if (type.name === 'boolean') return false;
  if (type.name === 'string' || type.name === 'fits time') return '';
  if (type.name === 'datetime') return '0001-01-01T00:00:00.0000000Z';
  return 0;
}

/** `yyyy-MM-ddTHH:mm:ss.fffffffZ` */
export function isoTicks(at: number): string {
  return `${new Date(at).toISOString().slice(0, -1)}0000Z`;
}

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** What a parameter says, or undefined when it is nonsense. */
export function decode(type: WireType<unknown>, text: string): unknown {
  if (type.codes) {
    const code = INTEGER.test(text) ? Number(text) : NaN;
    // A number that is no member of the enumeration is the driver's to refuse.
    return Number.isInteger(code) ? (Object.entries(type.codes).find(([, c]) => c === code)?.[0] ?? '') : undefined;
  }
  switch (type.name) {
    case 'boolean': {
      const lower = text.toLowerCase();
      return lower === 'true' ? true : lower === 'false' ? false : undefined;
    }
    case 'int32': {
      const value = INTEGER.test(text) ? Number(text) : NaN;
      return value >= -2147483648 && value <= 2147483647 ? value : undefined;
    }
    case 'double': {
      const value = DECIMAL.test(text) ? Number(text) : NaN;
      return Number.isFinite(value) ? value : undefined;
    }
    case 'datetime': {
      const value = /^\d{4}-\d\d-\d\dT/.test(text)
        ? Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
        : NaN;
      return Number.isNaN(value) ? undefined : value;
    }
    default:
      return text;
  }
}
