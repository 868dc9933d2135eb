import { paint, type Terminal } from '../terminal.js';

/** A bar of `width` characters: [#####.....] */
export function bar(fraction: number, width: number, terminal: Pick<Terminal, 'color'>): string {
  const room = Math.max(1, width - 2);
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * room);
  return `[${paint(terminal, 'cyan', '#'.repeat(full))}${paint(terminal, 'dim', '.'.repeat(room - full))}]`;
}
