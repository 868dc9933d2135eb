import { existsSync } from 'node:fs';
import {
  ScenarioError,
  type ServeOptions,
  type ServedSimulator,
  serveSimulator,
} from '../../../devices/simulator/index.js';
import { EXIT, NocturneError } from '../../errors.js';
import { isSystemError } from '../../journal/disk-error.js';
import { renderProblems } from '../../plan/problem.js';
import { positiveNumber, wholeNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { paint, type Terminal } from '../terminal.js';
import { momentOption } from '../wiring/date-option.js';

/** Alpaca gives no port to simulators; this one is what many of them use. */
const PORT = 32_323;

export const simulate = defineCommand({
  name: 'simulate',
  summary: 'Serves a simulated observatory over Alpaca.',
  usage: ['[options]'],
  about: [
    'Serves ten devices: a mount (German; a fork or an alt-az mount by scenario), a camera that shows the stars where the mount truly points, a filter wheel, a focuser, a rotator, a roll-off roof (or a dome by scenario), a safety monitor, a weather station, a flat panel with a cover and a power box, until Ctrl-C. Any Alpaca client can use them.',
    'The observatory stands on La Palma. Its sky is dark at any hour, and it may carry a date of its own: `nocturne run` takes the time from the mount.',
  ],
  operands: { least: 0, most: 0, what: 'options only' },
  options: {
    port: { value: 'N', short: 'p', help: 'TCP port; 0 for any that is free.', default: String(PORT) },
    host: {
      value: 'ADDRESS',
      help: 'Address to listen at; 0.0.0.0 lets other computers in. Discovery is answered too.',
      default: '127.0.0.1',
    },
    start: {
      value: 'TIME',
      help: 'Date and time at the observatory when it begins, such as 2026-11-21T22:30:00Z.',
      default: "this computer's",
    },
    speed: {
      value: 'N',
      help: 'Lets its time run N times as fast, up to 60. Clients have to follow: nocturne run --speed N.',
      default: '1',
    },
    scenario: { value: 'FILE', help: 'A YAML file with clouds, rain, faults and the like; see docs/simulator.md.' },
    seed: { value: 'N', help: 'Of everything random.', default: '1' },
    'no-discovery': { help: 'Does not answer discovery on UDP 32227.' },
  },
  exits: [
    [EXIT.ok, 'ended by Ctrl-C or a signal'],
    [EXIT.plan, 'the command line or the scenario is wrong'],
    [EXIT.observatory, 'the port is taken'],
  ],
  examples: [
    [
      'nocturne simulate',
      'Then, in another terminal: nocturne run sequences/first-light.yaml -o http://127.0.0.1:32323',
    ],
    [
      'nocturne simulate --start 2026-11-21T22:30:00Z --port 0',
      'An observatory with a date of its own on a free port.',
    ],
  ],
  async action({ options }, terminal) {
    const port = options.port === undefined ? PORT : wholeNumber('--port', options.port, 0, 65_535, PORT);
    const { scenario } = options;
    if (scenario !== undefined && !existsSync(scenario)) {
      throw new NocturneError('usage', `the scenario ${scenario} cannot be read: there is no such file`, {
        hint: 'docs/simulator.md shows what a scenario looks like.',
      });
    }
    const served = await serve(
      {
        port,
        discovery: !options['no-discovery'],
        ...(options.host !== undefined && { host: options.host }),
        ...(options.start !== undefined && { start: momentOption('--start', options.start) }),
        ...(options.speed !== undefined && { speed: positiveNumber('--speed', options.speed, 60) }),
        ...(options.seed !== undefined && { world: { seed: wholeNumber('--seed', options.seed, 0, 2 ** 32 - 1, 7) } }),
        ...(scenario !== undefined && { scenario }),
      },
      terminal,
    );
    const { world, url } = served;
    const date = new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/u, 'Z');
    terminal.print(`${paint(terminal, 'bold', 'A simulated observatory is served at')} ${url}`);
    terminal.print(`Its own page, to make clouds and faults: ${url}/simulator`);
    terminal.print(`It is ${date} there.\n`);
    for (const { info } of world.drivers) {
      terminal.print(`  ${info.type.padEnd(19)} ${String(info.number)}  ${info.name}, ${info.description}`);
    }
    terminal.print('\nRun a night against it, in another terminal:');
    terminal.print(paint(terminal, 'cyan', `  nocturne run sequences/first-light.yaml -o ${url}`));
    terminal.print('\nCtrl-C ends it.');
    await untilAsked();
    await served.close();
    farewell(terminal, world.truth.collisions);
    return EXIT.ok;
  },
});

function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** What would have been damaged, had it been real. */
function farewell(terminal: Terminal, hazards: readonly { readonly at: number; readonly detail: string }[]): void {
  terminal.print('\nThe simulated observatory is closed.');
  for (const { at, detail } of hazards) {
    terminal.print(paint(terminal, 'red', `  DAMAGE  ${new Date(at).toISOString()}  ${detail}`));
  }
}

/** As the errors of plans are shown: with the line, and what is meant underlined. */
function shown({ problems, file, text }: ScenarioError, { color }: Terminal): string {
  const located = problems.map(({ line, column, length, message, hint }) => ({
    severity: 'error' as const,
    code: 'wrong-value' as const,
    message,
    ...(hint !== undefined && { hint }),
    place: { file, line, column, length },
  }));
  return renderProblems(located, new Map([[file, text]]), { color });
}

async function serve(options: ServeOptions & { readonly port: number }, terminal: Terminal): Promise<ServedSimulator> {
  const { host = '127.0.0.1', port } = options;
  try {
    return await serveSimulator(options);
  } catch (error) {
    if (error instanceof ScenarioError) {
      throw new NocturneError('usage', `the scenario has errors:\n\n${shown(error, terminal)}\n`, {
        hint: 'docs/simulator.md shows what a scenario looks like.',
      });
    }
    if (isSystemError(error, 'EADDRINUSE')) {
      throw new NocturneError('already-running', `port ${String(port)} at ${host} is taken`, {
        hint: 'Another simulator may run already; --port 0 takes any port that is free.',
      });
    }
    if (!isSystemError(error)) throw error;
    throw new NocturneError('usage', `nothing can listen at ${host}, port ${String(port)}: ${error.code}`, {
      cause: error,
    });
  }
}
