import type { FoundServer } from '../../../devices/index.js';
import { paint, type Terminal } from '../terminal.js';

/** The servers with their devices, for people. */
export function serversText(servers: readonly FoundServer[], terminal: Pick<Terminal, 'color'>): string {
  return servers.map((server) => serverText(server, terminal)).join('\n\n');
}

function serverText(
  { url, alsoAt, description, devices, error }: FoundServer,
  terminal: Pick<Terminal, 'color'>,
): string {
  const maker = [description?.manufacturer, description?.manufacturerVersion].filter((text) => text).join(' ');
  const about = [description?.serverName, maker, description?.location].filter((text) => text).join(', ');
  const lines = [`${paint(terminal, 'bold', url)}${about === '' ? '' : `  ${about}`}`];
  if (alsoAt.length > 0) lines.push(paint(terminal, 'dim', `  also at ${alsoAt.join(', ')}`));
  if (error) lines.push(`  ${paint(terminal, 'red', 'does not say what it serves:')} ${error.message}`);
  else if (devices.length === 0) lines.push('  serves no devices');
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const place = width(devices.map(({ type, number }) => `${type}/${String(number)}`));
  const name = width(devices.map((device) => device.name));
  for (const device of devices) {
    const where = `${device.type}/${String(device.number)}`.padEnd(place);
    lines.push(`  ${where}  ${device.name.padEnd(name)}  ${paint(terminal, 'dim', device.uniqueId)}`.trimEnd());
  }
  return lines.join('\n');
}

/** The same for programs. */
export function serversJson(servers: readonly FoundServer[]): string {
  const plain = servers.map(({ error, description, ...server }) => ({
    ...server,
    description: description ?? null,
    error: error?.message ?? null,
  }));
  return JSON.stringify(plain, undefined, 2);
}
