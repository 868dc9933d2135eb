import { SystemClock } from '../../../devices/clock.js';
import { heartbeatPaths } from '../../control/heartbeat.js';
import { EXIT, NocturneError } from '../../errors.js';
import { alarmHook } from '../../guard/alarm.js';
import { guard as standGuard } from '../../guard/guard.js';
import { HeartbeatEar } from '../../guard/heartbeat.js';
import { type GuardLog, type GuardSettings, wordsOf } from '../../guard/rig.js';
import { SystemdNotifier } from '../../guard/systemd.js';
import type { Observatory } from '../../plan/observatory.js';
import { loadObservatory } from '../../plan/observatory-file.js';
import { hasErrors } from '../../plan/problem.js';
import { positiveNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { FileProblems } from '../report-failure.js';
import { paint, type Style, type Terminal } from '../terminal.js';
import { guardRig } from '../wiring/guard-wiring.js';
import { observatoryLockPath, takeLock } from '../wiring/run-lock.js';
import { Servers } from '../wiring/servers.js';

/** ms; the engine looks every few seconds, and so does the guard. */
const POLL = 2_000;
const LOOK_DEADLINE = 10_000;
const RETRY = 30_000;
const SILENCE = 30;
const UNSAFE = 180;
const START = 600;

export const guard = defineCommand({
  name: 'guard',
  summary: 'Watches over an observatory, and closes it when a run is dead, hung or too slow.',
  usage: ['OBSERVATORY [options]'],
  about: [
    'Runs beside `nocturne run`, as a process of its own, until it is ended. It listens for the heartbeat of the run and looks at the roof, the mount and the safety sources itself. It ends the exposure, parks the mount and closes the roof when the run falls silent, or its watch over safety does, while the observatory is open, or when it is unsafe and the run has not closed in time. It reads everything back, and tries again with an alarm for as long as it has to; a mount that obeys nothing loses its power, where the observatory file names a switch for it.',
    'It moves nothing as long as a run does its work, and leaves a roof alone that somebody opens by hand after a night that has ended in order, until it is unsafe.',
    'docs/guard.md tells the whole, and docs/systemd has units for it.',
  ],
  operands: { least: 1, most: 1, what: 'an observatory file, the one that the runs use' },
  options: {
    silence: {
      value: 'SECONDS',
      help: 'How long a run may be silent while the observatory is open.',
      default: String(SILENCE),
    },
    unsafe: {
      value: 'SECONDS',
      help: 'How long the observatory may stand open while it is unsafe: time for the run to close it.',
      default: String(UNSAFE),
    },
    start: {
      value: 'SECONDS',
      help: 'How long an open observatory that no run has been heard of is left alone, when the guard begins.',
      default: String(START),
    },
    alarm: {
      value: 'COMMAND',
      help: 'Shell command to run when the guard steps in, fails, and has done it. It finds NOCTURNE_ALARM, NOCTURNE_MESSAGE and NOCTURNE_OBSERVATORY in its environment.',
    },
  },
  exits: [
    [EXIT.ok, 'ended by Ctrl-C or a signal; nothing was left undone'],
    [EXIT.failed, 'the guard itself failed'],
    [EXIT.plan, 'the command line is wrong'],
    [EXIT.observatory, 'the observatory file is wrong, there is nothing in it to guard, or it has a guard already'],
    [EXIT.unsafe, 'ended by a signal while the observatory was NOT secured'],
  ],
  examples: [
    ['nocturne guard backyard.observatory.yaml', 'Watches, and tells in lines what it sees.'],
    [
      `nocturne guard backyard.observatory.yaml --alarm 'mail -s "$NOCTURNE_ALARM" me@example.org <<< "$NOCTURNE_MESSAGE"'`,
      'Wakes somebody.',
    ],
  ],
  async action({ operands, options }, terminal) {
    const [file = ''] = operands;
    const seconds = (option: 'silence' | 'unsafe' | 'start', preset: number): number => {
      const given = options[option];
      return 1000 * (given === undefined ? preset : positiveNumber(`--${option}`, given, 86_400));
    };
    const { observatory, problems, sources } = loadObservatory(file, { relativeTo: '.' });
    if (!observatory || hasErrors(problems)) throw new FileProblems(problems, sources, 'observatory');
    const { safety } = observatory;
    const settings: GuardSettings = {
      poll: POLL,
      lookDeadline: LOOK_DEADLINE,
      silenceLimit: seconds('silence', SILENCE),
      unsafeLimit: seconds('unsafe', UNSAFE),
      startLimit: seconds('start', START),
      stepDeadline: safety.stepDeadline,
      retry: RETRY,
      roofClearsTelescope: safety.roofClearsTelescope,
    };
    const clock = new SystemClock();
    const log = linesTo(terminal, clock);
    const release = lockGuard(observatory, clock, log);
    const ended = new AbortController();
    const end = (signal: NodeJS.Signals): void => ended.abort(new Error(signal));
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, end);
    const servers = new Servers(clock, undefined);
    const service = new SystemdNotifier(clock);
    let doing: { readonly text: string; readonly at: number } = { text: 'begins', at: clock.now() };
    let secured = true;
    try {
      log.info({}, `guarding "${observatory.name}"; ${String(process.pid)} is its process`);
      service.ready(`guarding ${observatory.name}`);
      // A turn of the watch never takes longer than securing does.
      const longest = 3 * settings.stepDeadline + RETRY + 60_000;
      service.feed(() => (clock.now() - doing.at < longest ? doing.text : undefined));
      const rig = guardRig(observatory, servers);
      const ear = new HeartbeatEar(heartbeatPaths(observatory), {
        silentAfter: Math.min(10_000, settings.silenceLimit),
        // A run itself takes a watch for hung after `stale-after`, and begins it anew.
        blindAfter: 2 * safety.staleAfter + settings.silenceLimit,
      });
      const hook =
        options.alarm === undefined
          ? undefined
          : alarmHook({ command: options.alarm, observatory: observatory.name, clock, log });
      await standGuard({
        rig,
        settings,
        clock,
        log,
        alarm(kind, message) {
          secured = kind === 'secured' || kind === 'left to a run';
          hook?.(kind, message);
        },
        listen: (now) => ear.listen(now),
        alive(text) {
          doing = { text, at: clock.now() };
        },
        signal: ended.signal,
      });
    } catch (error) {
      if (!ended.signal.aborted) throw error;
    } finally {
      for (const signal of signals) process.off(signal, end);
      service.end();
      release();
      await servers.close();
    }
    log.info({}, 'the guard leaves');
    return secured ? EXIT.ok : EXIT.unsafe;
  },
});

/**
 * Two guards would tell everything twice, and each would be in the other's way while it parks.
 * @returns what gives the lock back
 * @throws NocturneError `already-running`
 */
function lockGuard(observatory: Observatory, clock: SystemClock, log: GuardLog): () => void {
  const path = observatoryLockPath(observatory, 'guard');
  if (path === undefined) return () => undefined;
  try {
    const lock = takeLock(clock, path, `the guard of "${observatory.name}"`, 'nocturne guard');
    return () => {
      lock.release();
    };
  } catch (error) {
    if (error instanceof NocturneError) throw error;
    // A disk that is full or broken is a reason to guard, not one not to.
    log.warn({ error }, `whether there is another guard is not known: ${wordsOf(error)}`);
    return () => undefined;
  }
}

/** Lines with their time: a service manager keeps them. */
function linesTo(terminal: Terminal, clock: SystemClock): GuardLog {
  const print = (style: Style | undefined) => (_: object, message: string) => {
    const at = new Date(clock.now()).toISOString().replace(/\.\d+Z$/u, 'Z');
    terminal.print(`${at}  ${style === undefined ? message : paint(terminal, style, message)}`);
  };
  return { info: print(undefined), warn: print('yellow'), error: print('red') };
}
