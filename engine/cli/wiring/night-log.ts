import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { destination, pino, stdSerializers } from 'pino';
import type { Clock } from '../../../devices/clock.js';
import type { Log } from '../../night/night-world.js';

/** The log of a night: one JSON object a line, in the time of the observatory. */
export interface NightLog extends Log {
  /** Writes what is still in memory; nothing is logged after it. */
  close(): void;
}

/**
 * Opens a log file and appends to it. A log that cannot be written, because the disk is full, does not end a night: what
 * does not fit is dropped.
 * @param gathered characters that are written at once; default 0: each line is written as it comes, as a real night needs it
 */
export function openLog(path: string, clock: Pick<Clock, 'now'>, gathered = 0): NightLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = gathered > 0 ? gatheringFile(path, gathered) : promptFile(path);
  const log = pino(
    {
      level: 'debug',
      // Neither host nor process: a rehearsal logs the same wherever it is held.
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.err },
    },
    file,
  );
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.info(facts, message),
    warn: (facts, message) => log.warn(facts, message),
    error: (facts, message) => log.error(facts, message),
    close() {
      file.close();
    },
  };
}

interface LogFile {
  write(line: string): void;
  close(): void;
}

/** Writes each line behind what follows it. */
function promptFile(path: string): LogFile {
  const file = destination({ dest: path, sync: false, append: true });
  file.on('error', () => undefined);
  return {
    write: (line) => file.write(line),
    close() {
      try {
        file.flushSync();
      } catch {
        // It was never opened, or the disk is full: there is nothing to save.
      }
      file.end();
    },
  };
}

/** Writes when so many characters have come together, and waits for no disk: a rehearsal can be held again. */
function gatheringFile(path: string, gathered: number): LogFile {
  let lines = '';
  const flush = (): void => {
    try {
      appendFileSync(path, lines);
    } catch {
      // What does not fit is dropped.
    }
    lines = '';
  };
  return {
    write(line) {
      lines += line;
      if (lines.length >= gathered) flush();
    },
    close: flush,
  };
}
