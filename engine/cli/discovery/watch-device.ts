import type { AlpacaDevice, Clock } from '../../../devices/index.js';
import type { Terminal } from '../terminal.js';
import { type AnyReading, propertyLines } from './property-text.js';

export interface WatchOptions {
  readonly title: string;
  /** ms */
  readonly every: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** ANSI: home, and clear from there. */
const REDRAW = '\u001b[H\u001b[J';

/**
 * Shows a device's properties and keeps the operational ones current, until the signal aborts. On a terminal the page is
 * drawn anew each time, what has changed in bold; elsewhere each change is a line.
 */
export async function watchDevice(device: AlpacaDevice, options: WatchOptions, terminal: Terminal): Promise<void> {
  const { clock, every, signal, title } = options;
  let reading: AnyReading = await device.readAll({ signal });
  let changed: ReadonlySet<string> = new Set();
  if (!terminal.interactive) terminal.print([title, ...propertyLines(device.type, reading, terminal)].join('\n'));
  for (;;) {
    if (terminal.interactive) {
      const lines = propertyLines(device.type, reading, terminal, changed);
      const time = new Date(reading.at).toISOString().slice(11, 19);
      terminal.write(
        `${REDRAW}${title}  ${time} UTC, every ${String(every / 1000)} s, Ctrl-C ends it\n\n${lines.join('\n')}\n`,
      );
    } else if (changed.size > 0) {
      const few = { ...reading, values: only(reading.values, changed), failed: new Map(), missing: [] };
      terminal.print([new Date(reading.at).toISOString(), ...propertyLines(device.type, few, terminal)].join('\n'));
    }
    await clock.sleep(every, signal);
    const next: AnyReading = await device.readState({ signal });
    changed = changes(reading, next);
    reading = { ...reading, at: next.at, values: { ...reading.values, ...next.values } };
  }
}

function changes(before: AnyReading, after: AnyReading): ReadonlySet<string> {
  return new Set(Object.keys(after.values).filter((name) => after.values[name] !== before.values[name]));
}

function only(values: AnyReading['values'], names: ReadonlySet<string>): AnyReading['values'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
