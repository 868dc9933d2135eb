import { commandLine } from '../../engine/cli/command-line.js';
import type { Terminal } from '../../engine/cli/terminal.js';

export interface PlainTerminal extends Terminal {
  /** What was printed, a text for each time. */
  readonly out: string[];
  /** What was complained of. */
  readonly err: string[];
}

/** What is no terminal, as a pipe or a file is none, and remembers what is written to it. */
export function plainTerminal(): PlainTerminal {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    interactive: false,
    color: false,
    columns: () => 80,
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    write: (text) => out.push(text),
  };
}

/** Carries out a command line in this process. */
export async function call(...words: readonly string[]) {
  const to = plainTerminal();
  const code = await commandLine(words, to);
  return { code, out: to.out.join('\n'), err: to.err.join('\n') };
}
