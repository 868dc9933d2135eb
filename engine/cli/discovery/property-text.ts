import { AlpacaError, type DeviceType, MEMBERS, type Reading } from '../../../devices/index.js';
import { paint, type Terminal } from '../terminal.js';

export type AnyReading = Reading<Readonly<Record<string, unknown>>>;

/** A device's properties as lines of name and value, then what it does not tell. `changed` are shown in bold. */
export function propertyLines(
  type: DeviceType,
  { values, failed, missing }: AnyReading,
  terminal: Pick<Terminal, 'color'>,
  changed: ReadonlySet<string> = new Set(),
): readonly string[] {
  const names = Object.keys(values).sort();
  const width = Math.max(0, ...names.map((name) => name.length), ...[...failed.keys()].map((name) => name.length));
  const lines = names.map((name) => {
    const text = `${valueText(type, name, values[name])}`;
    return `  ${name.padEnd(width)}  ${changed.has(name) ? paint(terminal, 'bold', text) : text}`;
  });
  for (const [name, error] of failed) {
    lines.push(paint(terminal, 'dim', `  ${name.padEnd(width)}  ${reason(error)}`));
  }
  if (missing.length > 0) lines.push(paint(terminal, 'dim', `  not implemented: ${[...missing].sort().join(', ')}`));
  return lines;
}

/** Short: the place of the error is clear from where it stands. */
function reason(error: Error): string {
  return error instanceof AlpacaError ? error.message.slice(error.message.indexOf('(0x')) + said(error) : error.message;
}

const said = ({ driverMessage }: AlpacaError): string =>
  driverMessage.trim() === '' ? '' : ` ${driverMessage.trim()}`;

export function valueText(type: DeviceType, name: string, value: unknown): string {
  const member = MEMBERS[type][name];
  const wire = member && 'value' in member ? member.value : undefined;
  const unit = member?.unit === undefined ? '' : ` ${member.unit}`;
  if (typeof value === 'number' && wire?.name === 'datetime') return new Date(value).toISOString();
  if (typeof value === 'number') return `${numberText(value)}${unit}`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(plain).join(', ') + unit;
  return plain(value);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Up to six decimals: a hundredth of an arcsecond in degrees. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)));
}

/** For programs. */
export function propertyJson({ values, failed, missing, at }: AnyReading): object {
  return {
    at: new Date(at).toISOString(),
    values,
    failed: Object.fromEntries([...failed].map(([name, error]) => [name, error.message])),
    notImplemented: missing,
  };
}
