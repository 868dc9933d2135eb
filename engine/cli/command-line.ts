import { EXIT, NocturneError } from '../errors.js';
import { nearName } from '../../devices/near-name.js';
import { COMMANDS } from './commands.js';
import { columns } from './help.js';
import { reportFailure } from './report-failure.js';
import { paint, type Terminal } from './terminal.js';
import { version } from './version.js';

/** Carries out a command line. @returns the number that the process ends with */
export async function commandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  const [word, ...rest] = words;
  try {
    if (word === '--version' || word === '-v') {
      terminal.print(version());
      return EXIT.ok;
    }
    if (word === '--help' || word === '-h' || (word === 'help' && rest.length === 0)) {
      terminal.print(overview(terminal));
      return EXIT.ok;
    }
    if (word === 'help') return await commandLine([...rest, '--help'], terminal);
    if (word === undefined) {
      terminal.complain(overview(terminal));
      return EXIT.plan;
    }
    const entry = COMMANDS.get(word);
    if (!entry) throw unknown(word);
    const command = await entry.load();
    return await command.run(rest, terminal);
  } catch (error) {
    return reportFailure(error, terminal);
  }
}

function unknown(word: string): NocturneError {
  const near = nearName(word, COMMANDS.keys());
  const aFile = /\.ya?ml$/iu.test(word);
  const hint = aFile
    ? `Say what to do with it: nocturne run ${word}, nocturne check ${word}, or nocturne dry-run ${word}.`
    : near === undefined
      ? '`nocturne --help` lists the commands.'
      : `Did you mean \`nocturne ${near}\`?`;
  return new NocturneError('usage', `there is no command "${word}"`, { hint });
}

function overview(terminal: Terminal): string {
  const heading = (text: string): string => paint(terminal, 'bold', text);
  const width = Math.min(88, terminal.columns());
  return [
    `${heading('Nocturne')} ${version()} runs an ASCOM Alpaca observatory through the night, unattended.`,
    '',
    `${heading('Usage:')} nocturne COMMAND [options]`,
    '',
    heading('Commands'),
    ...columns(
      [...COMMANDS].map(([name, { summary }]) => [name, summary] as const),
      width,
    ),
    '',
    heading('Options'),
    ...columns(
      [
        ['-h, --help', 'Shows this page; after a command, the page of the command.'],
        ['-v, --version', 'Shows the version.'],
      ],
      width,
    ),
    '',
    heading('To begin with'),
    '  nocturne run sequences/first-light.yaml',
    '      One minute against simulators that Nocturne starts itself.',
  ].join('\n');
}
