import { spawn } from 'node:child_process';
import type { Clock } from '../../devices/clock.js';
import type { AlarmKind } from './guard.js';
import { type GuardLog, wordsOf } from './rig.js';

/** How long a command may take to tell somebody, ms. */
const DEADLINE = 60_000;

export interface Hooks {
  readonly command: string;
  readonly observatory: string;
  readonly clock: Clock;
  readonly log: GuardLog;
}

/**
 * Runs a command of the observer's at each alarm, in a shell: a mail, a message, a siren. What happened is in its
 * environment, never in its text, so that no message can be taken for a command. One that hangs is killed; none is waited
 * for.
 */
export function alarmHook({ command, observatory, clock, log }: Hooks): (kind: AlarmKind, message: string) => void {
  return (kind, message) => {
    const child = spawn(command, {
      shell: true,
      // A group of its own, so that what the shell has started can be killed with it.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NOCTURNE_ALARM: kind,
        NOCTURNE_MESSAGE: message,
        NOCTURNE_OBSERVATORY: observatory,
      },
    });
    const timer = clock.setTimeout(() => {
      log.warn({ command }, 'the alarm command takes too long and is killed');
      if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    }, DEADLINE);
    child.on('error', (error) => {
      clock.clearTimeout(timer);
      log.error({ command }, `the alarm command cannot be run: ${wordsOf(error)}`);
    });
    child.on('exit', (code, signal) => {
      clock.clearTimeout(timer);
      if (code !== 0) log.error({ command, code, signal }, 'the alarm command has failed');
    });
  };
}
