import { EXIT, NocturneError } from '../../errors.js';
import { renderProblems } from '../../plan/problem.js';
import { positiveNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { paint } from '../terminal.js';
import { Cleanup } from '../wiring/cleanup.js';
import { conductNight } from '../wiring/conduct-night.js';
import { framesOfEarlierNights } from '../wiring/earlier-nights.js';
import { shown } from '../wiring/night-folder.js';
import { prepareNight } from '../wiring/prepare-night.js';
import { chooseRun } from '../wiring/resume-choice.js';

export const run = defineCommand({
  name: 'run',
  summary: 'Runs a sequence through the night, or takes an interrupted night up again.',
  usage: ['SEQUENCE [options]', '[SEQUENCE] --resume [FOLDER] [options]'],
  about: [
    'Reads and checks the sequence and its observatory, connects every device, and only then moves anything. From then on it looks after the night by itself: it images the targets, flips at the meridian, and when it is no longer safe stops the exposure, parks, closes, waits, opens again and goes on.',
    'Everything that happens is written to a journal as it happens. A night that was cut off, by a crash or a power cut, is taken up with --resume: frames that are on disk are not taken again.',
    'Ctrl-C ends the night in order: the exposure is stopped, the mount parked, the roof closed. A second Ctrl-C ends the program at once and leaves everything as it is. SIGTERM and SIGHUP are a first Ctrl-C.',
  ],
  operands: { least: 0, most: 2, what: 'a sequence file, and with --resume the folder of a night' },
  options: {
    observatory: {
      value: 'WHICH',
      short: 'o',
      help: 'An observatory file, `simulator`, or the URL of an Alpaca server; instead of what the sequence names.',
    },
    resume: {
      help: 'Takes up the newest unfinished night of this sequence, or of any, or the one in FOLDER. When the named sequence has none, a new night begins.',
    },
    continue: {
      help: 'Counts the frames that earlier nights of this sequence have taken, in the same --out: only what is missing is taken. What stands in a `repeat` is taken anew.',
    },
    out: { value: 'FOLDER', help: 'Where each night gets a folder with its journal and log.', default: 'nights' },
    speed: {
      value: 'N',
      help: 'Lets the time of a simulated observatory run N times as fast, up to 60.',
      default: '1',
    },
  },
  exits: [
    [EXIT.ok, 'everything that the sequence asks for is done'],
    [EXIT.failed, 'Nocturne itself failed; the observatory was secured'],
    [EXIT.plan, 'the sequence or the command line is wrong; nothing was moved'],
    [EXIT.observatory, 'the observatory is described wrongly, cannot be reached, or is in use; nothing was moved'],
    [EXIT.incomplete, 'the night ended in order, but not everything was done'],
    [EXIT.unsafe, 'the observatory could NOT be secured: go and look'],
    [EXIT.interrupted, 'ended by Ctrl-C or a signal'],
  ],
  examples: [
    ['nocturne run sequences/first-light.yaml', 'A minute against simulators that Nocturne starts itself.'],
    ['nocturne run m31.yaml -o http://192.168.1.20:11111', 'The devices of an Alpaca server, with its own site.'],
    ['nocturne run m31.yaml --continue', 'A new night that takes what the nights before have left.'],
    ['nocturne run m31.yaml --resume', 'Goes on where the last night of this sequence ended; right for a service.'],
  ],
  async action({ operands, options }, terminal) {
    const nights = options.out ?? 'nights';
    const speed = options.speed === undefined ? 1 : positiveNumber('--speed', options.speed, 60);
    const choice = chooseRun({ operands, resume: options.resume, nights });
    const early = new AbortController();
    const stop = (): void => {
      const hint = 'The same command begins it again.';
      early.abort(new NocturneError('interrupted', 'interrupted while connecting; nothing has been moved', { hint }));
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, stop);
    const cleanup = new Cleanup();
    try {
      const prepared = await prepareNight(
        {
          ...choice,
          observatoryNamed: options.observatory,
          nights,
          speed,
          signal: early.signal,
          warn: (problems, sources) => terminal.complain(`${renderProblems(problems, sources, terminal)}\n`),
          remark: (text) => terminal.print(paint(terminal, 'dim', text)),
          caution: (text) => terminal.complain(paint(terminal, 'yellow', text)),
        },
        cleanup,
      );
      early.signal.throwIfAborted();
      for (const signal of signals) process.off(signal, stop);
      const { plan, observatory, folder } = prepared;
      const again = choice.night ? ', taken up again' : '';
      terminal.print(paint(terminal, 'bold', `${plan.name} at ${observatory.name}${again}`));
      terminal.print(`Night of ${prepared.calendar.date}, in ${shown(folder)}\n`);
      if (choice.night && choice.night.progress.night?.plan.hash !== plan.hash) {
        terminal.print(
          paint(terminal, 'yellow', `${plan.file} was changed since the night began; it is run as it is now.\n`),
        );
      }
      if (options.resume && !choice.night)
        terminal.print('There is no unfinished night of this sequence; a new one begins.\n');
      const carried = options.continue && !choice.night ? framesOfEarlierNights(nights, plan, observatory) : [];
      if (carried.length > 0) terminal.print(`Earlier nights have taken ${String(carried.length)} of its frames.\n`);
      return await conductNight(prepared, choice.night?.records ?? [], terminal, cleanup, carried);
    } finally {
      for (const signal of signals) process.off(signal, stop);
      await cleanup.run();
    }
  },
});
