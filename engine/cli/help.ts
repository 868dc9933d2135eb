import type { OptionSpecs } from './arguments.js';
import { paint, type Terminal } from './terminal.js';
import { wrapText } from './wrap-text.js';

/** What `--help` shows of a command. */
export interface HelpPage {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** After `nocturne NAME`, one line each way to call it. */
  readonly usage: readonly string[];
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly options: OptionSpecs;
  readonly exits: readonly (readonly [code: number, meaning: string])[];
  readonly examples: readonly (readonly [call: string, meaning: string])[];
}

/** Pages wider than this are hard to read. */
const WIDEST = 88;

/** A page to be read from top to bottom. */
export function renderHelp(page: HelpPage, terminal: Terminal): string {
  const width = Math.min(WIDEST, terminal.columns());
  const heading = (text: string): string => paint(terminal, 'bold', text);
  const options: readonly Entry[] = [
    ...Object.entries(page.options).map(([name, { value, short, help, default: preset }]): Entry => {
      const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
      return [
        short === undefined ? long : `-${short}, ${long}`,
        preset === undefined ? help : `${help} Default: ${preset}.`,
      ];
    }),
    ['-h, --help', 'Shows this page.'],
  ];
  return [
    ...page.usage.map((line, i) => `${i === 0 ? heading('Usage:') : '      '} nocturne ${page.name} ${line}`.trimEnd()),
    '',
    ...page.about.flatMap((paragraph) => [wrapText(paragraph, width), '']),
    heading('Options'),
    ...columns(options, width),
    '',
    heading('Exit codes'),
    ...columns(
      page.exits.map(([code, meaning]): Entry => [String(code), meaning]),
      width,
    ),
    '',
    heading('Examples'),
    ...page.examples.flatMap(([call, meaning]) => [`  ${paint(terminal, 'cyan', call)}`, wrapText(meaning, width, 6)]),
  ].join('\n');
}

type Entry = readonly [left: string, right: string];

/** The widest left column; what is longer has its text on the next line. */
const LEFT = 26;

/** Two columns, the second wrapped. */
export function columns(entries: readonly Entry[], width: number): readonly string[] {
  const left = Math.min(LEFT, Math.max(...entries.map(([text]) => text.length)));
  const indent = left + 4;
  return entries.flatMap(([text, meaning]) => {
    const right = wrapText(meaning, width, indent);
    return text.length > left ? [`  ${text}`, right] : [`  ${text.padEnd(left + 2)}${right.slice(indent)}`];
  });
}
