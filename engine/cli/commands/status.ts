import { SystemClock } from '../../../devices/clock.js';
import { askNight, findNights, theNight } from '../../control/client.js';
import { statusText } from '../../control/status-text.js';
import { EXIT, NocturneError } from '../../errors.js';
import { defineCommand } from '../command.js';
import { columns } from '../help.js';
import type { Terminal } from '../terminal.js';

const NIGHT = {
  value: 'FOLDER',
  short: 'n',
  help: 'The folder of the night that is meant, when several run.',
} as const;

const EXITS = [
  [EXIT.ok, 'the night has answered'],
  [EXIT.failed, 'the night does not answer, or refuses'],
  [EXIT.plan, 'several nights run, and it was not said which'],
  [EXIT.observatory, 'no night runs'],
] as const;

const WHO =
  'Only the user who began a night can see and command it: it listens on a socket in a folder that nobody else may enter.';

export const status = defineCommand({
  name: 'status',
  summary: 'Shows what a running night is doing.',
  usage: ['[options]'],
  about: ['Shows the state of every night that you have running on this computer.', WHO],
  operands: { least: 0, most: 0, what: 'options only' },
  options: {
    night: NIGHT,
    json: { help: 'Prints one line of JSON for each night, its times in UTC; docs/guard.md describes it.' },
  },
  exits: EXITS,
  examples: [
    ['nocturne status', 'What the night is doing now.'],
    ['nocturne status --json', 'The same for programs.'],
  ],
  async action({ options }, terminal) {
    const clock = new SystemClock();
    const nights = options.night === undefined ? await findNights(clock) : [await theNight(clock, options.night)];
    if (nights.length === 0) throw new NocturneError('night-not-found', 'no night is running');
    let exit: number = EXIT.ok;
    nights.forEach(({ path, status: report }, i) => {
      if (!report) {
        terminal.complain(`the night at ${path} does not answer: it may be hung`);
        exit = EXIT.failed;
      } else if (options.json) {
        terminal.print(JSON.stringify(report));
      } else {
        if (i > 0) terminal.print('');
        terminal.print(columns(statusText(report), terminal.columns()).join('\n'));
      }
    });
    return exit;
  },
});

interface Order {
  readonly name: 'pause' | 'resume' | 'stop' | 'skip';
  readonly summary: string;
  readonly about: string;
  readonly example: string;
  readonly done: string;
}

/** A command that asks one thing of a running night. */
const order = ({ name, summary, about, example, done }: Order) =>
  defineCommand({
    name,
    summary,
    usage: ['[options]'],
    about: [about, WHO],
    operands: { least: 0, most: 0, what: 'options only' },
    options: {
      night: NIGHT,
      reason: { value: 'TEXT', help: 'Why; it is kept in the log and the journal of the night.' },
    },
    exits: EXITS,
    examples: [[`nocturne ${name}`, example]],
    action: ({ options }, terminal: Terminal) => carryOut(name, done, options, terminal),
  });

async function carryOut(
  command: Order['name'],
  done: string,
  { night: folder, reason }: { readonly night: string | undefined; readonly reason: string | undefined },
  terminal: Terminal,
): Promise<number> {
  const clock = new SystemClock();
  const { path } = await theNight(clock, folder);
  const report = await askNight(clock, path, {
    command,
    reason: reason ?? `nocturne ${command}`,
  });
  terminal.print(`${report.plan}: ${done}`);
  return EXIT.ok;
}

export const pause = order({
  name: 'pause',
  summary: 'Pauses a running night until it is resumed.',
  about:
    'Stops what is being done, the exposure with it, and waits. When the pause lasts, the observatory is parked and closed meanwhile; safety is watched as ever.',
  example: 'Somebody wants to look through the eyepiece.',
  done: 'on hold until `nocturne resume`',
});

export const resume = order({
  name: 'resume',
  summary: 'Goes on with a night that was paused.',
  about: 'The target is pointed at anew, and the frame that was cut off is taken again.',
  example: 'Goes on.',
  done: 'goes on',
});

export const stop = order({
  name: 'stop',
  summary: 'Ends a running night in order: park, close, shut down.',
  about:
    'The exposure is stopped, the mount parked and the roof closed, as after one Ctrl-C. What is left can be taken with `nocturne run --resume`. The command does not wait for that: `nocturne status` shows how far it is.',
  example: 'Ends the night from another terminal.',
  done: 'ending in order',
});

export const skip = order({
  name: 'skip',
  summary: 'Leaves the present target or step, and goes on with the next.',
  about: 'The frames that the target still lacks are not taken in this night any more.',
  example: 'A target that is behind a tree.',
  done: 'on to the next',
});
