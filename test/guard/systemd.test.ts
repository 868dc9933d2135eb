import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { alarmHook } from '../../engine/guard/alarm.js';
import { SystemdNotifier } from '../../engine/guard/systemd.js';

let folder: string;
let heard: string;
let command: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nct-'));
  heard = join(folder, 'heard');
  command = join(folder, 'notify');
  await writeFile(command, `#!/bin/sh\necho "$*" >> ${heard}\n`);
  await chmod(command, 0o700);
});
afterEach(() => rm(folder, { recursive: true }));

/** What was told by other processes, once it is so many lines. */
async function told(lines: number): Promise<readonly string[]> {
  for (;;) {
    const text = await readFile(heard, 'utf8').catch(() => '');
    const whole = text.split('\n').slice(0, -1);
    if (whole.length >= lines) return whole;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.skipIf(process.platform === 'win32')('what systemd is told', () => {
  const env = (more: NodeJS.ProcessEnv = {}) => ({
    PATH: process.env['PATH'],
    NOTIFY_SOCKET: '/run/systemd/notify',
    WATCHDOG_USEC: '30000000',
    ...more,
  });

  it('is that the service is ready, and then that it lives, three times within the limit', async () => {
    const clock = new VirtualClock();
    const service = new SystemdNotifier(clock, env(), command);
    let alive = true;
    service.ready('guarding\nthe hill');
    expect(await told(1)).toEqual(['READY=1 STATUS=guarding the hill']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    service.feed(() => (alive ? 'well' : undefined));
    expect((await told(2))[1]).toBe('WATCHDOG=1 STATUS=well');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(10_001);
    expect((await told(3))[2]).toBe('WATCHDOG=1 STATUS=well');
    alive = false;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(30_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await told(3)).toHaveLength(3);
    service.end();
  });

  it('is nothing where there is no systemd, or the watchdog is another process’s', () => {
    const clock = new VirtualClock();
    expect(new SystemdNotifier(clock, {}, command).watchdog).toBeUndefined();
    expect(new SystemdNotifier(clock, env({ WATCHDOG_PID: '1' }), command).watchdog).toBeUndefined();
    expect(new SystemdNotifier(clock, env({ WATCHDOG_PID: String(process.pid) }), command).watchdog).toBe(30_000);
  });
});

describe.skipIf(process.platform === 'win32')('the alarm command', () => {
  it('is given what happened in its environment, where no message can be taken for a command', async () => {
    const quiet = (): void => undefined;
    const hook = alarmHook({
      command: `echo "$NOCTURNE_ALARM|$NOCTURNE_OBSERVATORY|$NOCTURNE_MESSAGE" >> ${heard}`,
      observatory: 'Hill',
      clock: new SystemClock(),
      log: { info: quiet, warn: quiet, error: quiet },
    });
    hook('not secured', '$(touch /nonsense); `ls` "quoted"');
    expect(await told(1)).toEqual(['not secured|Hill|$(touch /nonsense); `ls` "quoted"']);
  });

  it('that fails is told to the log', async () => {
    const errors: string[] = [];
    const hook = alarmHook({
      command: 'exit 3',
      observatory: 'Hill',
      clock: new SystemClock(),
      log: { info: () => undefined, warn: () => undefined, error: (_, message) => errors.push(message) },
    });
    hook('securing', 'x');
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(errors).toEqual(['the alarm command has failed']);
  });
});
